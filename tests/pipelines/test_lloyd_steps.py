"""The steps of Lloyd's algorithm: sums do not depend on how vectors are dealt into blocks, and empty clusters move."""

import numpy as np

from pipelines.lloyd_steps import (
    CHUNK_ROWS,
    BlockSums,
    add_sums,
    find_nearest,
    find_outliers,
    keep_farthest,
    move_centroids,
    sum_block,
)

RNG = np.random.default_rng(3)
VECTORS = RNG.standard_normal((CHUNK_ROWS + 500, 6)).astype(np.float32)
CENTROIDS = VECTORS[:7]


def test_blocks_add_up_to_the_sums_of_all_vectors() -> None:
    sums = add_sums([sum_block([VECTORS[:100], VECTORS[100:900]], CENTROIDS), sum_block([VECTORS[900:]], CENTROIDS)])
    distances = np.linalg.norm(VECTORS[:, None].astype(np.float64) - CENTROIDS[None], axis=2)
    nearest = distances.argmin(axis=1)
    np.testing.assert_array_equal(find_nearest(VECTORS, CENTROIDS), nearest)
    np.testing.assert_array_equal(sums.counts, np.bincount(nearest, minlength=7))
    for cluster in range(7):
        np.testing.assert_allclose(sums.totals[cluster], VECTORS[nearest == cluster].sum(axis=0, dtype=np.float64))
    np.testing.assert_allclose(sums.inertia, (distances.min(axis=1) ** 2).sum(), rtol=1e-6)


def test_outliers_are_the_farthest_of_all_blocks() -> None:
    far = np.full((2, 6), 50, np.float32) * np.array([[2], [1]], np.float32)
    parts = [find_outliers([VECTORS, far[1:]], CENTROIDS, 2), find_outliers([far[:1]], CENTROIDS, 2)]
    np.testing.assert_array_equal(keep_farthest(parts, 2).vectors, far)


def test_centroids_move_to_the_means_and_an_empty_one_to_an_outlier() -> None:
    vectors = np.array([[0, 0], [2, 0], [10, 10]], np.float32)
    centroids = np.array([[1, 1], [500, 500]], np.float32)
    sums = sum_block([vectors], centroids)
    moved = move_centroids(sums, find_outliers([vectors], centroids, 1))
    np.testing.assert_array_equal(moved, [[1, 0], [10, 10]])


def test_an_empty_cluster_joins_the_largest_where_all_vectors_are_the_same() -> None:
    sums = BlockSums(np.array([[8.0, 4.0], [0.0, 0.0]]), np.array([4, 0]), 0.0)
    np.testing.assert_array_equal(move_centroids(sums, None), [[2, 1], [2, 1]])
