"""K-means on Spark: the same steps as scikit-learn's, over blocks of vectors that the workers read from MongoDB."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it has no stubs

from backend.domain.feature_vector import Vector, pack_vector, unpack_vector
from backend.settings import Settings
from pipelines.lloyd_steps import BlockSums, add_sums, find_outliers, keep_farthest, move_centroids, sum_block
from pipelines.progress import Advance, show_progress
from pipelines.spark_session import collect, open_spark
from pipelines.storage import Storage, open_storage

if TYPE_CHECKING:
    from pipelines.spark_session import RDD

Result = TypeVar("Result")

BLOCK_BYTES = 4 * 2**20
"""A document of MongoDB holds at most 16 MB."""
PARTITIONS_PER_SLOT = 2
TOLERANCE = 1e-4
"""Centroids that move less than this share of the vectors' mean variance stay: scikit-learn's default."""
KEPT = timedelta(days=30)
"""Blocks are deleted at the end of a training; MongoDB deletes those of one that was killed, and none lasts so long."""


def run_lloyd_on_spark(
    storage: Storage, settings: Settings, projected: Vector, starts: Sequence[Vector], rounds: int
) -> list[tuple[Vector, float]]:
    """Run Lloyd's algorithm on projected vectors (tracks, dims) from each start (clusters, dims).

    It ends after `rounds` at the latest.

    Returns the centroids of each, and their inertia: those of scikit-learn, but for rounding. Vectors are float32, sums
    float64, added in the same order whoever computed them. A worker that is lost takes nothing along: its blocks are
    read again.

    Raises:
        SparkError: Spark cannot be started, or could not do its work.
    """
    # As in scikit-learn: the nearer to zero, the less is lost to rounding.
    middle: Vector = projected.mean(axis=0)
    tolerance = TOLERANCE * float(projected.var(axis=0).mean())
    with (
        show_progress("Training, rounds at most") as advance,
        open_spark(settings) as spark,
        _stored_blocks(storage, projected - middle) as (training, count),
    ):
        slices = min(count, PARTITIONS_PER_SLOT * spark.defaultParallelism)
        read = partial(_read_blocks, settings, training)
        blocks = spark.parallelize(range(count), slices).mapPartitions(read).cache()
        found = []
        for number, start in enumerate(starts):
            on_round = partial(_tell, advance, number * rounds, rounds * len(starts))
            found.append(_find_centroids(_Blocks(blocks), start - middle, tolerance, rounds, on_round))
        blocks.unpersist()
    return [(centroids + middle, inertia) for centroids, inertia in found]


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Blocks of vectors on the workers, which keep them in memory as far as it goes."""

    stored: RDD[Vector]

    def sum_up(self, centroids: Vector) -> BlockSums:
        return add_sums(self._compute(lambda blocks: sum_block(blocks, centroids)))

    def move(self, centroids: Vector, sums: BlockSums) -> Vector:
        empty = int((sums.counts == 0).sum())
        if not empty:
            return move_centroids(sums, None)
        found = self._compute(lambda blocks: find_outliers(blocks, centroids, empty))
        return move_centroids(sums, keep_farthest(found, empty))

    def _compute(self, function: Callable[[Iterable[Vector]], Result]) -> list[Result]:
        def compute(blocks: Iterable[Vector]) -> Iterator[Result]:
            # A task is counted as one core.
            with threadpool_limits(limits=1):
                yield function(blocks)

        return collect(self.stored.mapPartitions(compute))


def _tell(advance: Advance, before: int, total: int, done: int) -> None:
    advance(before + done, total)


def _find_centroids(
    blocks: _Blocks, start: Vector, tolerance: float, rounds: int, on_round: Callable[[int], None]
) -> tuple[Vector, float]:
    centroids = start
    for done in range(rounds):
        on_round(done)
        moved = blocks.move(centroids, blocks.sum_up(centroids))
        shift = float(((moved - centroids).astype(np.float64) ** 2).sum())
        centroids = moved
        if shift <= tolerance:
            break
    on_round(rounds)
    return centroids, blocks.sum_up(centroids).inertia


@contextmanager
def _stored_blocks(storage: Storage, vectors: Vector) -> Iterator[tuple[str, int]]:
    """Keep vectors (rows, dims) in the database, in blocks; yield what this training is called, and how many they are.

    The database is where workers anywhere can read them from, as often as they lose them.
    """
    training = uuid4().hex
    rows = min(BLOCK_BYTES // (4 * vectors.shape[1]), max(math.ceil(len(vectors) / 64), 1_000))
    starts = range(0, len(vectors), rows)
    expires_at = datetime.now(UTC) + KEPT
    try:
        for number, start in enumerate(starts):
            block = {"_id": _name_block(training, number), "expires_at": expires_at, "dims": vectors.shape[1]}
            storage.training_blocks.insert_one({**block, "vectors": pack_vector(vectors[start : start + rows])})
        yield training, len(starts)
    finally:
        storage.training_blocks.delete_many({"_id": {"$gte": _name_block(training, 0), "$lt": f"{training}~"}})


def _read_blocks(settings: Settings, training: str, numbers: Iterator[int]) -> Iterator[Vector]:
    """Read neighbouring blocks (rows, dims), in a worker."""
    wanted = list(numbers)
    names = {"$gte": _name_block(training, wanted[0]), "$lte": _name_block(training, wanted[-1])}
    with open_storage(settings) as storage:
        found: list[dict[str, Any]] = list(storage.training_blocks.find({"_id": names}).sort("_id", 1))
    for block in found:
        yield unpack_vector(block["vectors"]).reshape(-1, block["dims"])


def _name_block(training: str, number: int) -> str:
    return f"{training}-{number:06d}"
