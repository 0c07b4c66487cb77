"""Finds a way between two tracks that can be played from end to end."""

import asyncio
from itertools import count

from pydantic import BaseModel, Field, model_validator

from backend.database import Database
from backend.domain import path
from backend.domain.catalogue import Catalogue
from backend.domain.track import EXAMPLE_OTHER_TRACK_ID, EXAMPLE_TRACK_ID, MAX_ID, Track, TrackStatus
from backend.errors import ConflictError
from backend.tracks.find_track import require_tracks
from backend.tracks.find_unready import find_unready, is_ready
from backend.tracks.store import find_tracks

ATTEMPTS = 5
"""Tracks may have lost their file since the model was made: the way is sought again without them, so many times. Then
many must have lost it, and all tracks are looked through."""


class PathRequest(BaseModel):
    """The query parameters of GET /path."""

    start: int = Field(alias="from", ge=1, le=MAX_ID, description="The first track's id.", examples=[EXAMPLE_TRACK_ID])
    end: int = Field(alias="to", ge=1, le=MAX_ID, description="The last track's id.", examples=[EXAMPLE_OTHER_TRACK_ID])
    length: int = Field(10, ge=3, le=50, description="How many tracks, both ends included.")

    @model_validator(mode="after")
    def _refuse_circles(self) -> "PathRequest":
        if self.start == self.end:
            raise ValueError("`from` and `to` are the same track")
        return self


class PathStep(BaseModel):
    """A track on the way."""

    track: Track
    similarity: float | None = Field(ge=0, le=1, description="To the track before; null for the first.")


async def find_path(database: Database, catalogue: Catalogue, request: PathRequest) -> list[PathStep]:
    """Return the way, both ends included.

    Raises:
        NotFoundError: one of the ends does not exist.
        ConflictError: one of the ends has no place in the active model, or cannot be played.
    """
    ends = (request.start, request.end)
    known = await require_tracks(database, ends)
    for end, row in zip(ends, catalogue.rows_of(ends), strict=True):
        _require_sound(known[end], is_placed=row >= 0)
    unavailable: set[int] = set()
    for attempt in count(1):
        way = await asyncio.to_thread(path.find_path, catalogue, ends, request.length, unavailable)
        tracks = await find_tracks(database, way)
        gone = {track for track in way if track not in ends and not is_ready(tracks.get(track))}
        if not gone:
            break
        unavailable |= gone if attempt < ATTEMPTS else await find_unready(database, catalogue) | gone
    left = [track for track in way if track in tracks]
    similarities = path.measure_steps(catalogue, left)
    return [PathStep(track=tracks[one], similarity=other) for one, other in zip(left, similarities, strict=True)]


def _require_sound(end: Track, *, is_placed: bool) -> None:
    if end.status is TrackStatus.NO_AUDIO:
        raise ConflictError(f"Track {end.id} has no sound file and cannot be played, so no way leads there.")
    if end.status is TrackStatus.UNREADABLE or (is_placed and not is_ready(end)):
        raise ConflictError(f"Track {end.id} cannot be played, so no way leads there.")
    if not is_placed:
        raise ConflictError(f"Track {end.id} was not analysed yet, so it is not known how it sounds.")
