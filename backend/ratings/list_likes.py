"""The tracks that a listener likes."""

from datetime import datetime

from pydantic import BaseModel

from backend.database import Database
from backend.domain.play import RatingValue
from backend.domain.track import Track
from backend.listeners.identify import Listener
from backend.pages import Page
from backend.ratings import store
from backend.tracks.store import find_tracks


class LikedTrack(BaseModel):
    """A track and when the listener liked it."""

    track: Track
    at: datetime


async def list_likes(database: Database, listener: Listener | None, limit: int, cursor: str | None) -> Page[LikedTrack]:
    """Return a page of the liked tracks, newest like first; nobody likes nothing.

    Raises:
        BadRequestError: the cursor is not one of this list.
    """
    if listener is None:
        return Page(items=[], total=0)
    likes = await store.list_ratings(database, listener.id, limit, cursor, RatingValue.LIKE)
    tracks = await find_tracks(database, [like.track for like in likes.items])
    items = [LikedTrack(track=tracks[like.track], at=like.at) for like in likes.items if like.track in tracks]
    return Page(items=items, next=likes.next, total=likes.total)
