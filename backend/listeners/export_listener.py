"""All that is stored of a listener, for them to keep."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field, TypeAdapter

from backend.database import Database
from backend.domain.play import Origin, Outcome, Play, Rating, RatingValue
from backend.domain.track import EXAMPLE_TRACK_ID
from backend.errors import NotFoundError
from backend.listeners import store
from backend.listeners.identify import Listener
from backend.plays.store import read_plays
from backend.ratings.store import read_ratings
from backend.tracks.store import TrackNames, find_track_names

BATCH = 200
"""So many plays or ratings are read and written at once: about a millisecond of the event loop."""

_COPIED = {"at", "seconds_heard", "track_seconds", "outcome", "origin"}
_EXAMPLE_TRACK = {
    "id": EXAMPLE_TRACK_ID,
    "title": "Glass Before Rain",
    "artist": "Larkfold (demo)",
    "album": "Slow Meridian",
}
_EXAMPLE: dict[str, Any] = {
    "listener_id": "0b8f4f0e-52ac-4d3c-9a56-0f5b1c2f7a11",
    "exported_at": "2026-01-02T10:00:00Z",
    "created_at": "2026-01-01T12:00:00Z",
    "last_seen_at": "2026-01-02T10:00:00Z",
    "revision": 3,
    "plays": [
        {
            "play_id": "6f1e1a52-3f0c-4d52-8f6b-7f0f4b0f9d21",
            "track": _EXAMPLE_TRACK,
            "at": "2026-01-01T12:00:00Z",
            "seconds_heard": 26.8,
            "track_seconds": 30.0,
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
    track_seconds: float | None
    outcome: Outcome
    origin: Origin | None


class ExportedRating(BaseModel):
    """One rating."""

    track: NamedTrack
    value: RatingValue
    at: datetime


class ListenerExport(BaseModel):
    """What is stored of a listener, plays and ratings newest first."""

    model_config = {"json_schema_extra": {"example": _EXAMPLE}}

    listener_id: UUID
    exported_at: datetime
    created_at: datetime
    last_seen_at: datetime
    revision: int = Field(description="How often plays or ratings changed.")
    plays: list[ExportedPlay]
    ratings: list[ExportedRating]


_PLAYS = TypeAdapter(list[ExportedPlay])
_RATINGS = TypeAdapter(list[ExportedRating])


async def export_listener(database: Database, listener: Listener) -> AsyncIterator[bytes]:
    """Return everything that is stored of the listener but the token's hash, as parts of a ListenerExport in JSON.

    Raises:
        NotFoundError: the listener was erased at this moment.
    """
    dates = await store.find_dates(database, listener.id)
    if dates is None:
        raise NotFoundError("This listener was just erased.")
    created_at, last_seen_at = dates
    empty = ListenerExport(
        listener_id=listener.id,
        exported_at=datetime.now(UTC),
        created_at=created_at,
        last_seen_at=last_seen_at,
        revision=listener.revision,
        plays=[],
        ratings=[],
    )
    return _write(database, empty)


async def _write(database: Database, empty: ListenerExport) -> AsyncIterator[bytes]:
    """Yield the export: a hundred thousand plays never stand in memory, nor hold other requests up."""
    yield empty.model_dump_json(exclude={"plays", "ratings"}).removesuffix("}").encode()
    yield b',"plays":['
    separator = b""
    async for plays in read_plays(database, empty.listener_id, BATCH):
        yield separator + _PLAYS.dump_json(await _describe_plays(database, plays))[1:-1]
        separator = b","
    yield b'],"ratings":['
    separator = b""
    async for ratings in read_ratings(database, empty.listener_id, BATCH):
        yield separator + _RATINGS.dump_json(await _describe_ratings(database, ratings))[1:-1]
        separator = b","
    yield b"]}"


async def _describe_plays(database: Database, plays: list[Play]) -> list[ExportedPlay]:
    names = await find_track_names(database, list({play.track for play in plays}))
    return [
        ExportedPlay(play_id=play.id, track=_name(play.track, names), **play.model_dump(include=_COPIED))
        for play in plays
    ]


async def _describe_ratings(database: Database, ratings: list[Rating]) -> list[ExportedRating]:
    names = await find_track_names(database, [rating.track for rating in ratings])
    return [ExportedRating(track=_name(one.track, names), value=one.value, at=one.at) for one in ratings]


def _name(track_id: int, names: dict[int, TrackNames]) -> NamedTrack:
    known = names.get(track_id)
    return NamedTrack(id=track_id, **known._asdict()) if known else NamedTrack(id=track_id)
