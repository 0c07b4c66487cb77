"""Keeps the in-memory catalogue at the active model, swapping it whole when another model is made active."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import structlog
from pydantic import ValidationError
from pymongo.errors import PyMongoError

from backend.clusters import store
from backend.clusters.draw_map import draw_map, read_points
from backend.database import Database
from backend.domain.catalogue import Catalogue
from backend.domain.feature_vector import unpack_vector
from backend.domain.model_record import ModelRecord
from backend.domain.sound_profile import SoundProfiles, find_profile_groups, unpack_profiles

POLL_SECONDS = 1.0
"""How often the active model is looked up: one indexed read; a new model shows within about this time."""

log = structlog.get_logger()


class IncompleteModelError(Exception):
    """An active model has fewer placements, or more, than tracks."""


class ModelFollower:
    """The current catalogue and its map, and the loop that renews both. Requests keep what they started with.

    `refused` says why the active model is not the current one, if it cannot be loaded; `is_following` whether
    the loop runs.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.current = Catalogue.empty()
        self.map = draw_map(None, [])
        self.refused: str | None = None
        self.is_following = False

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Load the active model, then follow it for as long as the context is open.

        Raises:
            pymongo.errors.PyMongoError: the database does not answer at the start.
        """
        await self.refresh()
        self.is_following = True
        loop = asyncio.create_task(self.follow())
        loop.add_done_callback(self._note_end)
        try:
            yield
        finally:
            loop.cancel()

    def _note_end(self, loop: asyncio.Task[None]) -> None:
        self.is_following = False
        if not loop.cancelled():
            log.error("model_no_longer_followed", exc_info=loop.exception())

    async def follow(self) -> None:
        """Renew the catalogue for as long as the service runs; an absent database only pauses this."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                await self.refresh()
            except PyMongoError as error:
                log.warning("model_not_checked", error=str(error))

    async def refresh(self) -> None:
        """Load the active model's catalogue unless it is the current one; one that cannot be loaded changes nothing.

        Raises:
            pymongo.errors.PyMongoError: the database does not answer.
        """
        model_id = await store.find_active_model_id(self._database)
        if model_id is None or model_id == self.current.model_id:
            self.refused = None
            return
        try:
            await self._load(model_id)
            self.refused = None
        # A KeyError or ValueError says that placements are of another version, or cut short.
        except (IncompleteModelError, ValidationError, KeyError, ValueError) as error:
            reason = f"The model {model_id} cannot be loaded: {error}"
            if reason != self.refused:
                log.error("model_refused", model=model_id, error=str(error))
            self.refused = reason

    async def _load(self, model_id: str) -> None:
        record = await store.find_model(self._database, model_id)
        if record is None:
            return
        _require_all(record, await store.count_placements(self._database, model_id))
        batches, points = [], []
        async for batch in store.read_placements(self._database, model_id):
            batches.append(await asyncio.to_thread(_unpack_batch, batch))
            points.append(await asyncio.to_thread(read_points, batch))
        _require_all(record, sum(len(ids) for ids, *_ in batches))
        catalogue = await asyncio.to_thread(_build_catalogue, record, batches)
        drawn = await asyncio.to_thread(draw_map, model_id, points)
        self.current, self.map = catalogue, drawn
        log.info("model_loaded", model=model_id, tracks=len(self.current), clusters=record.k)


def _require_all(record: ModelRecord, placed: int) -> None:
    # Counted before they are read, as a refused model is looked at every second, and again with what was read.
    if placed != record.tracks or not placed:
        raise IncompleteModelError(f"it has {placed} placements for {record.tracks} tracks.")


_Batch = tuple[np.ndarray[Any, Any], ...]


def _unpack_batch(placements: list[dict[str, Any]]) -> _Batch:
    return (
        np.array([one["_id"]["track"] for one in placements], dtype=np.int64),
        np.array([one["artist"] for one in placements], dtype=np.int64),
        np.array([one["cluster"] for one in placements], dtype=np.int64),
        unpack_vector(b"".join(one["vector"] for one in placements)).reshape(len(placements), -1),
        unpack_profiles([one["profile"] for one in placements]),
        np.array([one["relief"] for one in placements], dtype=np.float32),
    )


def _build_catalogue(record: ModelRecord, batches: list[_Batch]) -> Catalogue:
    columns = [np.concatenate(column) for column in zip(*batches, strict=True)]
    ids, artists, clusters, vectors, profiles, relief = columns
    starts = np.searchsorted(clusters, np.arange(record.k + 1)).astype(np.intp)
    sounds = SoundProfiles(profiles, find_profile_groups())
    return Catalogue(record.id, ids, artists, vectors, starts, record.unpack_centroids(), sounds, relief)
