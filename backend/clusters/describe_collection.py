"""How far the analysis of the collection is: its tracks by status, and the model that recommends from it."""

import asyncio
from datetime import datetime
from time import monotonic
from typing import Any

from pydantic import BaseModel, Field

from backend.clusters import store
from backend.database import Database
from backend.domain.catalogue import Catalogue
from backend.domain.track import TrackStatus
from backend.domain.work import Work
from backend.tracks.store import count_tracks_by_status

KEPT_SECONDS = 1.0
"""Every open page asks every few seconds while tracks are pending, and counting walks the whole index."""

_EXAMPLE: dict[str, Any] = {
    "tracks": {"ready": 80, "pending": 40, "unreadable": 1, "no_audio": 0},
    "model": {"id": "acoustic-20260101-120000-0a1b2c", "tracks": 40, "activated_at": "2026-01-01T12:00:03Z"},
    "work": None,
}


class CurrentModel(BaseModel):
    """The model that recommendations come from."""

    id: str
    tracks: int = Field(description="How many tracks it knows; those that became ready later wait for the next one.")
    activated_at: datetime | None


class Collection(BaseModel):
    """The collection: how many tracks there are of each status, and the model."""

    model_config = {"json_schema_extra": {"example": _EXAMPLE}}

    tracks: dict[TrackStatus, int] = Field(
        description="Tracks by status; while some are `pending` there is more to come."
    )
    model: CurrentModel | None = Field(description="Null before there is one.")
    work: Work | None = Field(description="What is done before there are tracks to count; mostly null.")


class StatusCounts:
    """How many tracks there are of each status: counted once in KEPT_SECONDS, however many pages ask."""

    def __init__(self) -> None:
        self._counts: dict[TrackStatus, int] = {}
        self._counted_at = -KEPT_SECONDS
        self._counting = asyncio.Lock()

    async def count(self, database: Database) -> dict[TrackStatus, int]:
        """Return the counts, which are of this second."""
        async with self._counting:
            if not self._counts or monotonic() - self._counted_at >= KEPT_SECONDS:
                self._counts = await count_tracks_by_status(database)
                self._counted_at = monotonic()
            return self._counts


async def describe_collection(database: Database, catalogue: Catalogue, status_counts: StatusCounts) -> Collection:
    """Return what is there at this moment, give or take KEPT_SECONDS."""
    counts, work = await asyncio.gather(status_counts.count(database), store.find_work(database))
    if catalogue.model_id is None:
        return Collection(tracks=counts, model=None, work=work)
    activated_at = await store.find_activation(database, catalogue.model_id)
    model = CurrentModel(id=catalogue.model_id, tracks=len(catalogue), activated_at=activated_at)
    return Collection(tracks=counts, model=model, work=work)
