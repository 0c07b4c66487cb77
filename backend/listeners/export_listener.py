"""All that is stored of a listener, for them to keep."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from backend.database import Database
from backend.domain.play import Origin, Outcome, RatingValue
from backend.domain.track import EXAMPLE_TRACK_ID, Track
from backend.listeners.identify import Listener
from backend.plays.store import find_all_plays
from backend.ratings.store import find_ratings
from backend.tracks.store import find_tracks

_EXAMPLE_TRACK = {
    "id": EXAMPLE_TRACK_ID,
    "title": "Glass Before Rain",
    "artist": "Larkfold (demo)",
    "album": "Slow Meridian",
}
_EXAMPLE: dict[str, Any] = {
    "listener_id": "0b8f4f0e-52ac-4d3c-9a56-0f5b1c2f7a11",
    "exported_at": "2026-01-02T10:00:00Z",
    "plays": [
        {
            "play_id": "6f1e1a52-3f0c-4d52-8f6b-7f0f4b0f9d21",
            "track": _EXAMPLE_TRACK,
            "at": "2026-01-01T12:00:00Z",
            "seconds_heard": 26.8,
            "outcome": "completed",
            "origin": "library",
        }
    ],
    "ratings": [{"track": _EXAMPLE_TRACK, "value": "like", "at": "2026-01-01T12:00:20Z"}],
}


class NamedTrack(BaseModel):
    """A track by its names, which mean something outside Segue too."""

    id: int
    title: str | None = None
    artist: str | None = None
    album: str | None = None


class ExportedPlay(BaseModel):
    """One play."""

    play_id: UUID
    track: NamedTrack
    at: datetime
    seconds_heard: float
    outcome: Outcome
    origin: Origin | None


class ExportedRating(BaseModel):
    """One rating."""

    track: NamedTrack
    value: RatingValue
    at: datetime


class ListenerExport(BaseModel):
    """All plays and ratings of a listener, newest first."""

    model_config = {"json_schema_extra": {"example": _EXAMPLE}}

    listener_id: UUID
    exported_at: datetime
    plays: list[ExportedPlay]
    ratings: list[ExportedRating]


async def export_listener(database: Database, listener: Listener) -> ListenerExport:
    """Return everything that is stored of the listener but the token's hash."""
    plays, ratings = await asyncio.gather(find_all_plays(database, listener.id), find_ratings(database, listener.id))
    wanted = {play.track for play in plays} | {rating.track for rating in ratings}
    tracks = await find_tracks(database, sorted(wanted))
    return ListenerExport(
        listener_id=listener.id,
        exported_at=datetime.now(UTC),
        plays=[
            ExportedPlay(
                play_id=play.id,
                track=_name(play.track, tracks),
                **play.model_dump(include={"at", "seconds_heard", "outcome", "origin"}),
            )
            for play in plays
        ],
        ratings=[
            ExportedRating(track=_name(rating.track, tracks), value=rating.value, at=rating.at) for rating in ratings
        ],
    )


def _name(track_id: int, tracks: dict[int, Track]) -> NamedTrack:
    track = tracks.get(track_id)
    if track is None:
        return NamedTrack(id=track_id)
    album = track.album.title if track.album else None
    return NamedTrack(id=track_id, title=track.title, artist=track.artist.name, album=album)
