"""Rates a track that exists, and takes a rating back."""

from uuid import UUID

from backend.database import Database
from backend.domain.play import Rating
from backend.listeners.store import note_change
from backend.ratings import store
from backend.tracks.find_track import find_track


async def rate_track(database: Database, listener: UUID, rating: Rating) -> Rating:
    """Store the rating and return it.

    Raises:
        NotFoundError: there is no such track.
    """
    await find_track(database, rating.track)
    await store.save_rating(database, listener, rating)
    await note_change(database, listener)
    return rating


async def unrate_track(database: Database, listener: UUID, track_id: int) -> None:
    """Forget the rating, if there is one."""
    await store.delete_rating(database, listener, track_id)
    await note_change(database, listener)
