"""Training: blobs whose answer is known, the rule of k, and data that has something wrong."""

import numpy as np
import pytest
from numpy.typing import NDArray

from backend.domain.feature_vector import Vector
from pipelines.train_clusters import TooFewTracksError, choose_k, train_clusters


def make_blobs(blobs: int, tracks: int, slots: int = 6) -> tuple[Vector, NDArray[np.int64]]:
    rng = np.random.default_rng(0)
    genres = np.arange(tracks) % blobs
    centres = 20 * np.eye(blobs, slots)
    return (centres[genres] + rng.standard_normal((tracks, slots))).astype(np.float32), genres + 1


@pytest.mark.parametrize(("tracks", "k"), [(1, 1), (2, 2), (8, 2), (18, 3), (131, 8), (106_574, 231), (1_000_000, 512)])
def test_k_is_the_square_root_of_half_the_tracks(tracks: int, k: int) -> None:
    assert choose_k(tracks) == k


def test_separate_groups_are_found() -> None:
    vectors, genres = make_blobs(5, 200)
    trained = train_clusters(vectors, genres, 5)
    assert trained.quality["genre_purity"] == 1
    assert trained.quality["genre_nmi"] == pytest.approx(1)
    assert trained.quality["silhouette"] > 0.6
    assert sorted(np.bincount(trained.clusters)) == [40] * 5


def test_the_same_seed_gives_the_same_model_and_another_seed_another() -> None:
    vectors = np.random.default_rng(1).standard_normal((600, 8)).astype(np.float32)
    genres = np.zeros(600, np.int64)
    one, same, other = (train_clusters(vectors, genres, 12, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.centroids, same.centroids)
    np.testing.assert_array_equal(one.clusters, same.clusters)
    assert one.quality == same.quality
    assert not np.array_equal(one.centroids, other.centroids)


def test_every_track_falls_in_its_nearest_cluster() -> None:
    vectors, genres = make_blobs(4, 80)
    trained = train_clusters(vectors, genres, 4)
    distances = np.linalg.norm(vectors[:, None] - trained.centroids[None], axis=2)
    np.testing.assert_array_equal(trained.clusters, distances.argmin(axis=1))
    np.testing.assert_allclose(trained.distances, distances.min(axis=1), rtol=1e-3)


def test_identical_tracks_are_one_cluster_and_the_others_stay_empty() -> None:
    trained = train_clusters(np.ones((10, 4), np.float32), np.ones(10, np.int64), 3)
    assert len(trained.centroids) == 3
    assert len(set(trained.clusters)) == 1
    np.testing.assert_array_equal(trained.distances, 0)
    assert trained.quality["genre_purity"] == 1
    assert "silhouette" not in trained.quality


@pytest.mark.parametrize("tracks", [1, 2, 3])
def test_a_handful_of_tracks_is_enough(tracks: int) -> None:
    vectors, genres = make_blobs(tracks, tracks)
    trained = train_clusters(vectors, genres, choose_k(tracks))
    assert len(trained.clusters) == tracks
    assert all(np.isfinite(value) for value in trained.quality.values())


def test_more_clusters_than_tracks_are_refused() -> None:
    with pytest.raises(TooFewTracksError, match="5 clusters need at least 5 tracks that are ready; there are 4"):
        train_clusters(*make_blobs(2, 4), 5)


def test_quality_leaves_out_tracks_without_a_genre() -> None:
    vectors, genres = make_blobs(4, 80)
    genres[::2] = 0
    assert train_clusters(vectors, genres, 4).quality["genre_purity"] == 1
    assert train_clusters(vectors, np.zeros(80, np.int64), 4).quality.keys() == {"inertia", "silhouette"}


def test_the_inertia_is_the_sum_of_squared_distances_to_the_centroids() -> None:
    vectors, genres = make_blobs(3, 90)
    trained = train_clusters(vectors, genres, 3)
    differences = trained.projected - trained.centroids[trained.clusters]
    assert trained.quality["inertia"] == pytest.approx(float((differences**2).sum()), rel=1e-3)
