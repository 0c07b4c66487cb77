"""Rates a track that exists."""

from uuid import UUID

from backend.database import Database
from backend.domain.play import Rating
from backend.ratings import store
from backend.tracks.find_track import find_track


async def rate_track(database: Database, listener: UUID, rating: Rating) -> Rating:
    """Store the rating and return it.

    Raises:
        NotFoundError: there is no such track.
    """
    await find_track(database, rating.track)
    await store.save_rating(database, listener, rating)
    return rating
