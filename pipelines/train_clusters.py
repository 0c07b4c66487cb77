"""K-means: how many clusters, where they are, and how good the result is; its rounds are scikit-learn's or Spark's."""

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans, kmeans_plusplus
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import normalized_mutual_info_score, silhouette_score
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it has no stubs

from backend.domain.cluster_model import assign_clusters
from backend.domain.feature_vector import Vector
from pipelines.errors import StepError

SEED = 20_080_901
"""Any fixed number makes a run repeatable."""
MAX_CLUSTERS = 512
STARTS = 8
"""K-means starts so often on a small collection and keeps the best; a large one is stable with a single start."""
SMALL = 20_000
START_SAMPLE = 50_000
"""A large collection's start is found on so many of its tracks, 100 and more for each cluster."""
START_RUNS = 2
START_ROUNDS = 10
ROUNDS = 10
"""Lloyd's iterations over everything, after a start that has settled on the sample: on a mixture of Gaussians the
inertia then lies within 0.4 % of scikit-learn's run to the end, which takes several times as many."""
SILHOUETTE_SAMPLE = 5_000
"""The silhouette takes time with the square of the tracks; so many tell it to two digits."""


class TooFewTracksError(StepError):
    """There are fewer tracks than clusters."""


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """The centroids (clusters, dims), where each projected vector (tracks, dims) falls, and the measured quality."""

    centroids: Vector
    projected: Vector
    clusters: NDArray[np.int32]
    distances: Vector
    quality: dict[str, float]


Lloyd = Callable[[Vector, Sequence[Vector], int], list[tuple[Vector, float]]]
"""Moves the centroids of each start (clusters, dims) to where they stay, in so many rounds at most.

Returns them, and their inertia.
"""
MOST_ROUNDS = 300
"""scikit-learn's default; a small collection settles long before."""
SAME_INERTIA = 1e-5
"""Relatively; two starts that find the same clusters differ by less, through the rounding of float32."""


def choose_k(tracks: int) -> int:
    """Return the number of clusters for so many tracks: the square root of half of them, from 2 to 512.

    The rule of thumb of Mardia, Kent and Bibby (Multivariate Analysis, 1979). A lookup that reads a few clusters then
    costs about the square root of the collection, and a cluster stays small enough to mean something.
    """
    return min(max(round(math.sqrt(tracks / 2)), 2), MAX_CLUSTERS, tracks)


def run_lloyd(projected: Vector, starts: Sequence[Vector], rounds: int) -> list[tuple[Vector, float]]:
    """Run Lloyd's algorithm of scikit-learn on projected vectors (tracks, dims)."""
    # Several threads add up in any order, and the last digits would differ from run to run.
    with threadpool_limits(limits=1, user_api="openmp"), warnings.catch_warnings():
        # Identical tracks can make fewer distinct points than clusters; some clusters are then simply empty.
        warnings.simplefilter("ignore", ConvergenceWarning)
        runs = [KMeans(len(start), init=start, n_init=1, max_iter=rounds).fit(projected) for start in starts]
    return [(run.cluster_centers_.astype(np.float32), float(run.inertia_)) for run in runs]


def train_clusters(
    projected: Vector, genres: NDArray[np.int64], k: int, seed: int = SEED, lloyd: Lloyd = run_lloyd
) -> TrainedModel:
    """Return `k` clusters of projected vectors (tracks, dims); `genres` (tracks,) only measure them, 0 is none.

    Raises:
        TooFewTracksError: there are fewer tracks than clusters.
    """
    if len(projected) < k:
        raise TooFewTracksError(f"{k} clusters need at least {k} tracks that are ready; there are {len(projected)}.")
    centroids = find_centroids(projected, k, seed, lloyd)
    clusters, distances = assign_clusters(projected, centroids)
    return TrainedModel(centroids, projected, clusters, distances, _measure(projected, clusters, distances, genres))


def find_centroids(projected: Vector, k: int, seed: int = SEED, lloyd: Lloyd = run_lloyd) -> Vector:
    """Return the centroids (k, dims) of projected vectors (tracks, dims); of few tracks, the best of several starts."""
    if len(projected) <= SMALL:
        found = lloyd(projected, _draw_starts(projected, k, seed, STARTS), MOST_ROUNDS)
    else:
        found = lloyd(projected, [choose_start(projected, k, seed)], ROUNDS)
    least = min(inertia for _, inertia in found)
    return next(centroids for centroids, inertia in found if inertia <= least * (1 + SAME_INERTIA))


def choose_start(projected: Vector, k: int, seed: int) -> Vector:
    """Return where the centroids (k, dims) of a large collection begin: where K-means of a sample leaves them."""
    sample = projected[np.random.default_rng(seed).permutation(len(projected))[:START_SAMPLE]]
    found = run_lloyd(sample, _draw_starts(sample, k, seed, START_RUNS), START_ROUNDS)
    return min(found, key=lambda run: run[1])[0]


def _draw_starts(vectors: Vector, k: int, seed: int, count: int) -> list[Vector]:
    seeds = np.random.SeedSequence(seed).generate_state(count)
    return [kmeans_plusplus(vectors, k, random_state=int(one))[0] for one in seeds]


def _measure(
    projected: Vector, clusters: NDArray[np.int32], distances: Vector, genres: NDArray[np.int64]
) -> dict[str, float]:
    quality = {"inertia": float((distances.astype(np.float64) ** 2).sum())}
    rows = np.random.default_rng(SEED).permutation(len(projected))[:SILHOUETTE_SAMPLE]
    if 1 < len(np.unique(clusters[rows])) < len(rows):
        quality["silhouette"] = float(silhouette_score(projected[rows], clusters[rows]))
    labelled = genres > 0
    if labelled.any():
        quality["genre_purity"] = _purity(clusters[labelled], genres[labelled])
        quality["genre_nmi"] = float(normalized_mutual_info_score(genres[labelled], clusters[labelled]))
    return quality


def _purity(clusters: NDArray[np.int32], genres: NDArray[np.int64]) -> float:
    """Return the share of tracks whose genre is the most common one of their cluster."""
    agreeing = sum(
        np.unique(genres[clusters == cluster], return_counts=True)[1].max() for cluster in np.unique(clusters)
    )
    return float(agreeing / len(genres))
