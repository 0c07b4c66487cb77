"""Queries on the `models`, `placements`, `genres` and `work` collections, and for the genres of `tracks`."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

from backend.database import Database
from backend.domain.genre import Genre, genre_from_document
from backend.domain.model_record import ModelRecord, ModelState, model_from_document
from backend.domain.track import PLAYABLE
from backend.domain.work import FRESH_SECONDS, WORK_ID, Work

_BATCH = 5_000
"""Placements read at once: some megabytes, and a few milliseconds of the event loop to decode."""


async def find_active_model_id(database: Database) -> str | None:
    """Return the id of the active model: the one that was activated last."""
    newest = [("activated_at", -1)]
    document = await database.models.find_one({"state": ModelState.ACTIVE}, {"_id": 1}, sort=newest)
    return document["_id"] if document else None


async def find_model(database: Database, model_id: str) -> ModelRecord | None:
    """Return the model, if it still exists."""
    document = await database.models.find_one({"_id": model_id})
    return model_from_document(document) if document else None


async def find_activation(database: Database, model_id: str) -> datetime | None:
    """Return when the model became active."""
    document = await database.models.find_one({"_id": model_id}, {"activated_at": 1})
    return document["activated_at"] if document else None


async def find_work(database: Database) -> Work | None:
    """Return what the pipelines noted that they do, if they did so lately."""
    since = datetime.now(UTC) - timedelta(seconds=FRESH_SECONDS)
    document = await database.work.find_one({"_id": WORK_ID, "at": {"$gt": since}})
    return Work.model_validate(document) if document else None


async def count_placements(database: Database, model_id: str) -> int:
    """Return how many tracks are placed in the model."""
    return await database.placements.count_documents({"_id.model": model_id})


async def read_placements(database: Database, model_id: str) -> AsyncIterator[list[dict[str, Any]]]:
    """Yield the placements of a model in batches, by cluster and then by distance to its centroid."""
    found = database.placements.find({"_id.model": model_id}).sort([("cluster", 1), ("distance", 1)])
    while batch := await found.to_list(_BATCH):
        yield batch


async def find_genres(database: Database) -> list[Genre]:
    """Return the genres that playable tracks have, or have below them, by title."""
    counted = database.tracks.aggregate(
        [
            {"$match": {"status": {"$in": [*PLAYABLE]}}},
            {"$unwind": "$genres_all"},
            {"$group": {"_id": "$genres_all", "tracks": {"$sum": 1}}},
        ]
    )
    counts = {one["_id"]: one["tracks"] async for one in counted}
    found = database.genres.find({"_id": {"$in": list(counts)}}).sort([("title", 1), ("_id", 1)])
    return [genre_from_document(genre, counts[genre["_id"]]) async for genre in found]
