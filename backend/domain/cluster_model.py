"""Which cluster a projected vector falls in, and how far vectors are from each other."""

import numpy as np
from numpy.typing import NDArray

from backend.domain.feature_vector import Vector

_BATCH = 10_000
"""So many distances to some hundred centroids take tens of megabytes."""


def assign_clusters(projected: Vector, centroids: Vector) -> tuple[NDArray[np.int32], Vector]:
    """Return the nearest cluster of each projected vector, (tracks,), and the distance to its centroid, (tracks,)."""
    clusters = np.empty(len(projected), dtype=np.int32)
    distances = np.empty(len(projected), dtype=np.float32)
    for start in range(0, len(projected), _BATCH):
        rows = slice(start, start + _BATCH)
        squares = squared_distances(projected[rows], centroids)
        clusters[rows] = squares.argmin(axis=1)
        distances[rows] = np.sqrt(squares.min(axis=1))
    return clusters, distances


def squared_distances(left: Vector, right: Vector) -> Vector:
    """Return the squared Euclidean distances (n, m) between `left` (n, slots) and `right` (m, slots)."""
    squares = (left * left).sum(axis=1)[:, None] + (right * right).sum(axis=1)[None, :]
    # Rounding can take the distance of a vector to itself below zero.
    distances: Vector = np.maximum(squares - 2.0 * (left @ right.T), 0.0, dtype=np.float32)
    return distances
