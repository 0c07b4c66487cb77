"""Keeps the in-memory catalogue at the active model, swapping it whole when another model is made active."""

import asyncio
from typing import Any

import numpy as np
import structlog
from pymongo.errors import PyMongoError

from backend.clusters import store
from backend.database import Database
from backend.domain.catalogue import Catalogue
from backend.domain.feature_vector import unpack_vector
from backend.domain.model_record import ModelRecord

POLL_SECONDS = 1.0
"""How often the active model is looked up: one indexed read; a new model shows within about this time."""

log = structlog.get_logger()


class ModelFollower:
    """The current catalogue, and the loop that renews it. Requests keep the catalogue they started with."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.current = Catalogue.empty()

    async def follow(self) -> None:
        """Renew the catalogue for as long as the service runs; an absent database only pauses this."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                await self.refresh()
            except PyMongoError as error:
                log.warning("model_not_checked", error=str(error))

    async def refresh(self) -> None:
        """Load the active model's catalogue unless it is the current one.

        Raises:
            pymongo.errors.PyMongoError: the database does not answer.
        """
        model_id = await store.find_active_model_id(self._database)
        if model_id is None or model_id == self.current.model_id:
            return
        record = await store.find_model(self._database, model_id)
        if record is None:
            return
        batches = [
            await asyncio.to_thread(_unpack_batch, batch)
            async for batch in store.read_placements(self._database, model_id)
        ]
        self.current = await asyncio.to_thread(_build_catalogue, record, batches)
        log.info("model_loaded", model=model_id, tracks=len(self.current), clusters=record.k)


_Batch = tuple[np.ndarray[Any, Any], ...]


def _unpack_batch(placements: list[dict[str, Any]]) -> _Batch:
    return (
        np.array([one["_id"]["track"] for one in placements], dtype=np.int64),
        np.array([one["artist"] for one in placements], dtype=np.int64),
        np.array([one["cluster"] for one in placements], dtype=np.int64),
        unpack_vector(b"".join(one["vector"] for one in placements)).reshape(len(placements), -1),
    )


def _build_catalogue(record: ModelRecord, batches: list[_Batch]) -> Catalogue:
    ids, artists, clusters, vectors = (np.concatenate(column) for column in zip(*batches, strict=True))
    starts = np.searchsorted(clusters, np.arange(record.k + 1)).astype(np.intp)
    return Catalogue(record.id, ids, artists, vectors, starts, record.model.centroids, record.groups)
