"""A cluster model as plain arrays: how a vector is scaled, and the centroids it is compared with."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.domain.feature_vector import Vector


@dataclass(frozen=True, slots=True)
class ClusterModel:
    """K-means over scaled vectors.

    `mean` and `scale` are (slots,), `centroids` (clusters, slots), all float32.
    """

    mean: Vector
    scale: Vector
    centroids: Vector

    def project(self, vectors: Vector) -> Vector:
        """Return raw vectors (tracks, slots) as the model compares them: each slot z-scored."""
        return ((vectors - self.mean) / self.scale).astype(np.float32)

    def assign(self, projected: Vector) -> tuple[NDArray[np.int32], Vector]:
        """Return the nearest cluster of each projected vector (tracks,) and the distance to its centroid."""
        distances = squared_distances(projected, self.centroids)
        clusters = distances.argmin(axis=1).astype(np.int32)
        nearest = distances[np.arange(len(projected)), clusters]
        return clusters, np.sqrt(nearest)


def nearest_clusters(centroids: Vector, query: Vector) -> NDArray[np.intp]:
    """Return every cluster's index, the one nearest to `query` (slots,) first."""
    return np.argsort(squared_distances(query[None, :], centroids)[0], kind="stable")


def squared_distances(left: Vector, right: Vector) -> Vector:
    """Return the squared Euclidean distances (n, m) between `left` (n, slots) and `right` (m, slots)."""
    squares = (left * left).sum(axis=1)[:, None] + (right * right).sum(axis=1)[None, :]
    # Rounding can take the distance of a vector to itself below zero.
    distances: Vector = np.maximum(squares - 2.0 * (left @ right.T), 0.0, dtype=np.float32)
    return distances
