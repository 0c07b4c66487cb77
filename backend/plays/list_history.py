"""A listener's history: their plays with the tracks they were of."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from backend.database import Database
from backend.domain.play import Outcome, Play
from backend.domain.track import Track
from backend.listeners.identify import Listener
from backend.pages import Page
from backend.plays import store
from backend.tracks.store import find_tracks


class HistoryEntry(BaseModel):
    """One play of the listener."""

    play_id: UUID
    track: Track
    at: datetime
    seconds_heard: float
    outcome: Outcome


async def list_history(
    database: Database, listener: Listener | None, limit: int, cursor: str | None
) -> Page[HistoryEntry]:
    """Return a page of the history, newest first; that of nobody is empty.

    Raises:
        BadRequestError: the cursor is not one of this list.
    """
    if listener is None:
        return Page(items=[], total=0)
    plays = await store.list_plays(database, listener.id, limit, cursor)
    tracks = await find_tracks(database, [play.track for play in plays.items])
    entries = [_make_entry(play, tracks[play.track]) for play in plays.items if play.track in tracks]
    return Page(items=entries, next=plays.next, total=plays.total)


def _make_entry(play: Play, track: Track) -> HistoryEntry:
    return HistoryEntry(
        play_id=play.id, track=track, at=play.at, seconds_heard=play.seconds_heard, outcome=play.outcome
    )
