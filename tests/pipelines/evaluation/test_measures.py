"""Facts about the measures, on arrays whose answer is known."""

import numpy as np
import pytest

from pipelines.evaluation.measures import (
    Space,
    count_occurrences,
    estimate,
    expect_alike,
    find_neighbours,
    share_alike,
    skewness,
)


def make_line(points: int) -> Space:
    """Points on a line, each by an artist of its own."""
    vectors = np.arange(points, dtype=np.float32)[:, None]
    return Space(vectors, np.zeros(points, np.float32), np.arange(points))


def test_the_nearest_tracks_of_other_artists_are_found_nearest_first() -> None:
    space = make_line(30)
    space.artists[1] = 0
    found = find_neighbours(space, np.array([0]))
    assert found[0].tolist() == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]


def test_a_relieved_track_is_found_before_a_nearer_one() -> None:
    space = make_line(30)
    space.relief[15] = 15.0**2
    assert find_neighbours(space, np.array([0]))[0, 0] == 15


def test_where_other_artists_have_too_few_tracks_the_answer_is_filled() -> None:
    space = make_line(12)
    space.artists[:9] = 0
    found = find_neighbours(space, np.array([0]))
    assert found[0].tolist() == [9, 10, 11] + [-1] * 7
    labels = (np.arange(12) % 2 == 0)[:, None]
    assert share_alike(labels, np.array([0]), found)[0] == pytest.approx(1 / 3)


def test_a_neighbour_is_right_when_it_shares_any_genre() -> None:
    labels = np.array([[1, 1, 0], [0, 1, 0], [0, 0, 1], [1, 0, 1]], dtype=bool)
    assert share_alike(labels, np.array([0]), np.array([[1, 2, 3]]))[0] == pytest.approx(2 / 3)


def test_chance_is_the_mean_over_all_tracks_of_other_artists() -> None:
    rng = np.random.default_rng(0)
    labels, artists = rng.random((50, 3)) < 0.4, np.arange(50) // 2
    expected = expect_alike(labels, np.arange(50), artists)
    by_hand = [
        np.mean([(labels[one] & labels[other]).any() for other in range(50) if artists[other] != artists[one]])
        for one in range(50)
    ]
    np.testing.assert_allclose(expected, by_hand)


def test_the_skewness_is_zero_for_even_counts_and_high_for_a_hub() -> None:
    assert skewness(np.full(10, 3)) == 0
    assert skewness(np.array([1, 2, 3])) == pytest.approx(0)
    assert skewness(np.array([0] * 99 + [100])) == pytest.approx(9.85, abs=0.01)


def test_occurrences_leave_out_what_fills_an_answer() -> None:
    assert count_occurrences(np.array([[1, 2], [1, -1]]), 4).tolist() == [0, 2, 1, 0]


def test_an_interval_holds_the_mean_and_gets_wider_where_artists_agree() -> None:
    shares = np.random.default_rng(0).random(200)
    alone = estimate(shares, np.arange(200))
    agreeing = estimate(np.repeat(shares[:20], 10), np.repeat(np.arange(20), 10))
    assert alone is not None
    assert agreeing is not None
    assert alone.low < alone.value < alone.high
    assert alone.high - alone.low == pytest.approx(2 * 1.96 * shares.std() / np.sqrt(200), rel=0.1)
    assert agreeing.high - agreeing.low > 2 * (alone.high - alone.low)


def test_an_interval_leaves_out_what_is_not_known() -> None:
    found = estimate(np.array([0.2, np.nan, 0.4]), np.arange(3))
    assert found is not None
    assert found.value == pytest.approx(0.3)
    assert found.queries == 2
    assert estimate(np.array([np.nan]), np.arange(1)) is None
