"""How far the analysis of the collection is: its tracks by status, and the model that recommends from it."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from backend.clusters import store
from backend.database import Database
from backend.domain.catalogue import Catalogue
from backend.domain.track import TrackStatus
from backend.tracks.store import count_tracks_by_status

_EXAMPLE: dict[str, Any] = {
    "tracks": {"ready": 80, "pending": 40, "unreadable": 1, "no_audio": 0},
    "model": {"id": "acoustic-20260101-120000-0a1b2c", "tracks": 40, "activated_at": "2026-01-01T12:00:03Z"},
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


async def describe_collection(database: Database, catalogue: Catalogue) -> Collection:
    """Return what is there at this moment."""
    counts = await count_tracks_by_status(database)
    if catalogue.model_id is None:
        return Collection(tracks=counts, model=None)
    activated_at = await store.find_activation(database, catalogue.model_id)
    return Collection(
        tracks=counts, model=CurrentModel(id=catalogue.model_id, tracks=len(catalogue), activated_at=activated_at)
    )
