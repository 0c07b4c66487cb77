"""The benchmark of training on a few thousand tracks: it runs, and Segue's K-means keeps its promise there."""

from tests.benchmarks.measure_training import measure_kmeans

TRACKS = 21_000
"""More than are trained to the end, so that the start on a sample is what is measured."""


def test_kmeans_is_near_scikit_learns_to_the_end() -> None:
    plain, _, segue = (phase.inertia for phase in measure_kmeans(TRACKS, clusters=32))
    assert plain is not None
    assert segue is not None
    assert segue <= 1.01 * plain
