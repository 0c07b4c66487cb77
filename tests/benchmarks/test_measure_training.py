"""The benchmark of training on a few thousand tracks: it runs, and Segue's K-means keeps its promise there."""

from tests.benchmarks.measure_training import Phase, explain, measure_kmeans

TRACKS = 21_000
"""More than are trained to the end, so that the start on a sample is what is measured."""


def test_kmeans_is_near_scikit_learns_to_the_end() -> None:
    plain, _, segue = (phase.inertia for phase in measure_kmeans(TRACKS, clusters=32))
    assert plain is not None
    assert segue is not None
    assert segue <= 1.01 * plain


def test_a_missed_aim_is_marked() -> None:
    rows = [Phase("plain", 9.0, 0.0, 100.0), Phase("sampled", 8.0, 0.0, 100.0)]
    met = explain(106_574, [*rows, Phase("Segue", 7.9, 0.0, 100.9)])
    assert "inertia at most 1.01 (met), in at most 1.00 x sampled (met)" in met
    missed = explain(20_000, [*rows, Phase("Segue", 16.0, 0.0, 101.1)])
    assert "inertia at most 1.01 (MISSED: 1.011), in at most 1.00 x sampled (MISSED: 2)" in missed
    assert "8 starts" in missed
