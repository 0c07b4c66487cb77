"""The tracks that a listener listened to most often."""

from datetime import datetime

from pydantic import BaseModel, Field

from backend.database import Database
from backend.domain.track import Track
from backend.listeners.identify import Listener
from backend.pages import Page
from backend.plays import store
from backend.tracks.store import find_tracks


class MostPlayedTrack(BaseModel):
    """A track and how much the listener heard of it, in plays that count as a listen."""

    track: Track
    plays: int = Field(description="Plays of at least 30 seconds or half of the track.")
    seconds_heard: float
    last_played_at: datetime


async def list_most_played(database: Database, listener: Listener | None, limit: int) -> Page[MostPlayedTrack]:
    """Return the tracks with the most listens, most first, of equals the one heard last; nobody listened to none.

    It is one page, and `total` is what stands on it.
    """
    if listener is None:
        return Page(items=[], total=0)
    played = await store.find_most_played(database, listener.id, limit)
    tracks = await find_tracks(database, [one.track for one in played])
    items = [MostPlayedTrack(**{**one._asdict(), "track": tracks[one.track]}) for one in played if one.track in tracks]
    return Page(items=items, total=len(items))
