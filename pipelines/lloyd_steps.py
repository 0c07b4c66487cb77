"""The steps of Lloyd's algorithm on blocks of vectors: what a block adds up to, and where centroids then move to."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.domain.feature_vector import Vector

Doubles = NDArray[np.float64]

CHUNK_ROWS = 4_096
"""Compared at once: their distances to 512 centroids are 8 MB."""


@dataclass(frozen=True, slots=True)
class BlockSums:
    """Of the vectors nearest to each centroid: their sum (clusters, dims) and number (clusters,); and the inertia."""

    totals: Doubles
    counts: NDArray[np.int64]
    inertia: float


@dataclass(frozen=True, slots=True)
class Outliers:
    """The vectors (n, dims) farthest from their centroids, their squared distances and their clusters (n,)."""

    vectors: Vector
    distances: Doubles
    clusters: NDArray[np.intp]


def sum_block(blocks: Iterable[Vector], centroids: Vector) -> BlockSums:
    """Return what blocks of vectors (rows, dims) add up to, in float64."""
    k, dims = centroids.shape
    totals, counts, inertia = np.zeros(k * dims), np.zeros(k, np.int64), 0.0
    for chunk in _cut(blocks):
        clusters = find_nearest(chunk, centroids)
        slots = clusters[:, None] * dims + np.arange(dims)
        totals += np.bincount(slots.ravel(), weights=chunk.ravel(), minlength=k * dims)
        counts += np.bincount(clusters, minlength=k)
        inertia += float(_measure(chunk, centroids, clusters).sum())
    return BlockSums(totals.reshape(k, dims), counts, inertia)


def add_sums(parts: Iterable[BlockSums]) -> BlockSums:
    """Return the sums of all parts."""
    listed = list(parts)
    totals = np.sum([part.totals for part in listed], axis=0)
    counts = np.sum([part.counts for part in listed], axis=0)
    return BlockSums(totals, counts, sum(part.inertia for part in listed))


def find_outliers(blocks: Iterable[Vector], centroids: Vector, count: int) -> Outliers:
    """Return the `count` vectors that are farthest from their centroids, the farthest first."""
    found = []
    for chunk in _cut(blocks):
        clusters = find_nearest(chunk, centroids)
        found.append(Outliers(chunk, _measure(chunk, centroids, clusters), clusters))
    return keep_farthest(found, count)


def keep_farthest(parts: Iterable[Outliers], count: int) -> Outliers:
    """Return the `count` farthest of all parts, the farthest first."""
    listed = list(parts)
    distances = np.concatenate([part.distances for part in listed])
    rows = np.argsort(-distances, kind="stable")[:count]
    vectors = np.concatenate([part.vectors for part in listed])[rows]
    return Outliers(vectors, distances[rows], np.concatenate([part.clusters for part in listed])[rows])


def move_centroids(sums: BlockSums, outliers: Outliers | None) -> Vector:
    """Return the means of the clusters; an empty one moves to the outlier that is next, as in scikit-learn.

    Where there are no outliers, all vectors lying on a centroid, empty clusters join the largest one.
    """
    totals, counts = sums.totals.copy(), sums.counts.copy()
    if outliers is not None and outliers.distances.max() > 0:
        for empty, vector, left in zip(
            np.flatnonzero(sums.counts == 0), outliers.vectors, outliers.clusters, strict=True
        ):
            totals[left] -= vector
            counts[left] -= 1
            totals[empty], counts[empty] = vector, 1
    means: Vector = (totals / np.maximum(counts, 1)[:, None]).astype(np.float32)
    means[counts == 0] = means[counts.argmax()]
    return means


def find_nearest(vectors: Vector, centroids: Vector) -> NDArray[np.intp]:
    """Return the cluster of each vector (rows,); a vector's own length does not matter to which it is."""
    distances = (centroids * centroids).sum(axis=1) - 2.0 * (vectors @ centroids.T)
    nearest: NDArray[np.intp] = distances.argmin(axis=1)
    return nearest


def _measure(vectors: Vector, centroids: Vector, clusters: NDArray[np.intp]) -> Doubles:
    apart = (vectors - centroids[clusters]).astype(np.float64)
    squares: Doubles = (apart * apart).sum(axis=1)
    return squares


def _cut(blocks: Iterable[Vector]) -> Iterable[Vector]:
    for block in blocks:
        for start in range(0, len(block), CHUNK_ROWS):
            yield block[start : start + CHUNK_ROWS]
