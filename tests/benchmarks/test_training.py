"""The benchmark of training on a few thousand tracks: it runs, and Segue's K-means keeps its promise there."""

import re

import pytest

from tests.benchmarks.training import Phase, explain, measure_kmeans

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
    assert re.search(r"aim met +inertia, .* 1\.009, at most 1\.01", met)
    assert re.search(r"aim met +seconds, .* 0\.9875, at most 1", met)
    missed = explain(106_574, [*rows, Phase("Segue", 16.0, 0.0, 101.1)])
    assert re.search(r"aim MISSED inertia, .* 1\.011, at most 1\.01", missed)
    assert re.search(r"aim MISSED seconds, .* 2, at most 1", missed)


@pytest.mark.parametrize(("tracks", "words"), [(20_000, "8 starts"), (99_999, "up to twice as long")])
def test_where_it_takes_longer_on_purpose_that_is_said_and_no_aim_missed(tracks: int, words: str) -> None:
    rows = [Phase(name, seconds, 0.0, 100.0) for name, seconds in (("plain", 9), ("sampled", 8), ("Segue", 16))]
    said = explain(tracks, rows)
    assert words in said
    assert "MISSED" not in said
