"""Facts about relief from hubs."""

import numpy as np

from backend.domain.cluster_model import squared_distances
from pipelines.hub_relief import find_relief

RNG = np.random.default_rng(6)


def _count_occurrences(vectors: np.ndarray, relief: np.ndarray) -> np.ndarray:
    distances = squared_distances(vectors, vectors) - relief[None, :]
    np.fill_diagonal(distances, np.inf)
    return np.bincount(np.argsort(distances, axis=1)[:, :10].ravel(), minlength=len(vectors))


def test_relief_spreads_recommendations_over_more_tracks() -> None:
    vectors = RNG.standard_normal((600, 60)).astype(np.float32)
    artists = np.arange(600)
    plain = _count_occurrences(vectors, np.zeros(600))
    relieved = _count_occurrences(vectors, find_relief(vectors, artists, strength=0.5))
    assert (plain == 0).sum() > 30
    assert (relieved == 0).sum() < (plain == 0).sum() / 4
    assert relieved.max() < plain.max() / 2


def test_relief_is_nothing_on_average_and_without_strength() -> None:
    vectors = RNG.standard_normal((100, 8)).astype(np.float32)
    assert abs(float(find_relief(vectors, np.arange(100), strength=0.3).mean())) < 1e-5
    assert not find_relief(vectors, np.arange(100), strength=0).any()


def test_a_collection_of_one_artist_or_of_few_tracks_is_left_alone() -> None:
    vectors = RNG.standard_normal((100, 8)).astype(np.float32)
    assert not find_relief(vectors, np.zeros(100, np.int64), strength=0.3).any()
    assert not find_relief(vectors[:5], np.arange(5), strength=0.3).any()
