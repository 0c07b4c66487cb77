"""Against hubs: relief for tracks that lie far from all others, so that they are recommended as well."""

import numpy as np
from numpy.typing import NDArray

from backend.domain.cluster_model import squared_distances
from backend.domain.feature_vector import Vector

NEIGHBOURS = 20
"""Local scaling is stable from about ten neighbours on (Schnitzer et al. 2012)."""
SAMPLE = 8_000
"""A large collection is measured against so many of its tracks: what counts is who is further away than others."""

_BATCH = 1_000


def find_relief(projected: Vector, artists: NDArray[np.int64], strength: float) -> Vector:
    """Return what each track's squared distances are lessened by, (tracks,), of projections (tracks, dims).

    A track's reach is the mean squared distance to its nearest tracks by other artists. In high dimensions a few
    tracks, the hubs, are near to very many others, and some are near to none. Lessening squared distances to a track by
    `strength` times its reach, less the average, brings those nearer. It needs one number a track, so cluster lookups
    can use it; the idea is that of cross-domain similarity local scaling (Conneau et al. 2018, arXiv 1710.04087).
    """
    if strength == 0 or len(projected) <= NEIGHBOURS:
        return np.zeros(len(projected), dtype=np.float32)
    sample = np.random.default_rng(0).permutation(len(projected))[:SAMPLE]
    others, other_artists = projected[sample], artists[sample]
    batches = [slice(start, start + _BATCH) for start in range(0, len(projected), _BATCH)]
    reach = np.concatenate(
        [_measure_reach(projected[batch], artists[batch], others, other_artists) for batch in batches]
    )
    relief: Vector = (strength * (reach - reach.mean())).astype(np.float32)
    return relief


def _measure_reach(
    some: Vector, their_artists: NDArray[np.int64], others: Vector, other_artists: NDArray[np.int64]
) -> Vector:
    distances = squared_distances(some, others)
    distances[their_artists[:, None] == other_artists[None, :]] = np.inf
    nearest = np.partition(distances, NEIGHBOURS - 1, axis=1)[:, :NEIGHBOURS]
    # Where one artist made nearly everything, there are fewer others than that, or none.
    found = np.isfinite(nearest)
    reach: Vector = np.where(found, nearest, 0).sum(axis=1) / np.maximum(found.sum(axis=1), 1)
    return reach
