"""Facts about how a history becomes tastes."""

import pytest

from backend.domain.play import Outcome, RatingValue, counts_as_listen
from backend.domain.taste import (
    HALF_LIFE_PLAYS,
    HEARD,
    LIKED,
    MAX_TASTES,
    RATED_TRACKS,
    SKIPPED,
    STARTED,
    find_aversions,
    find_tastes,
    read_signals,
)
from tests.synthetic_catalogue import make_catalogue
from tests.synthetic_history import make_history, make_play, make_rating


@pytest.mark.parametrize(
    ("seconds_heard", "track_seconds", "expected"),
    [(15, 30, True), (14.9, 30, False), (30, 600, True), (29, 600, False), (29, None, False), (30, None, True)],
)
def test_a_play_counts_once_half_or_thirty_seconds_were_heard(
    seconds_heard: float, track_seconds: float | None, expected: bool
) -> None:
    assert counts_as_listen(seconds_heard, track_seconds) is expected


@pytest.mark.parametrize(
    ("outcome", "seconds_heard", "weight"),
    [
        (Outcome.COMPLETED, 0, HEARD),
        (Outcome.STARTED, 0, STARTED),
        (Outcome.STARTED, 20, HEARD),
        (Outcome.SKIPPED, 3, SKIPPED),
        (Outcome.SKIPPED, 20, HEARD),
    ],
)
def test_an_early_skip_is_a_skip_and_a_late_one_was_heard(
    outcome: Outcome, seconds_heard: float, weight: float
) -> None:
    [found] = read_signals([make_play(1, outcome, seconds_heard)], []).values()
    assert found == weight


def test_a_play_weighs_half_after_a_half_life_of_further_plays() -> None:
    history = make_history(range(1, HALF_LIFE_PLAYS + 2))
    weights = read_signals(history, [])
    assert weights[1] == HEARD
    assert weights[HALF_LIFE_PLAYS + 1] == pytest.approx(HEARD / 2)


def test_the_newest_play_of_a_track_speaks_for_it() -> None:
    plays = [make_play(1, Outcome.SKIPPED, 2), make_play(1, Outcome.COMPLETED, 30, age=5)]
    assert read_signals(plays, []) == {1: SKIPPED}


def test_a_rating_speaks_before_any_play() -> None:
    assert read_signals([make_play(1, Outcome.SKIPPED, 2)], [make_rating(1, RatingValue.LIKE)]) == {1: LIKED}


def test_a_history_of_two_styles_is_two_tastes() -> None:
    catalogue = make_catalogue()
    tastes = find_tastes(read_signals(make_history([1, 2, 3, 2001]), []), catalogue)
    assert [sorted(catalogue.ids[taste.rows].tolist()) for taste in tastes] == [[1, 2, 3], [2001]]
    assert tastes[0].weight > tastes[1].weight


def test_a_skip_weakens_the_taste_it_falls_in() -> None:
    catalogue = make_catalogue()
    heard = make_history([1, 2])
    [before] = find_tastes(read_signals(heard, []), catalogue)
    [after] = find_tastes(read_signals([make_play(3, Outcome.SKIPPED, 2), *heard], []), catalogue)
    assert after.weight < before.weight / 1.4


def test_a_skip_lets_a_taste_rest_and_further_plays_bring_it_back() -> None:
    catalogue = make_catalogue()
    skip = make_play(3, Outcome.SKIPPED, 2)

    def weigh(*elsewhere: int) -> float:
        plays = [*make_history(elsewhere), skip, *make_history([1, 2, 4, 5])]
        tastes = find_tastes(read_signals(plays, []), catalogue)
        return next(taste.weight for taste in tastes if set(catalogue.ids[taste.rows].tolist()) <= {1, 2, 4, 5})

    assert weigh() < 0.5
    assert weigh(*range(2001, 2011)) > 3 * weigh()


def test_tracks_that_sound_alike_are_one_taste_on_whichever_side_of_a_border_they_lie() -> None:
    catalogue = make_catalogue()
    last, first = int(catalogue.ids[29]), int(catalogue.ids[30])
    catalogue.vectors[30] = catalogue.vectors[29] + 0.01
    [taste] = find_tastes(read_signals(make_history([last, first]), []), catalogue)
    assert sorted(catalogue.ids[taste.rows].tolist()) == [last, first]


def test_a_taste_that_was_only_turned_away_from_is_none() -> None:
    catalogue = make_catalogue()
    signals = read_signals(make_history([1, 2], Outcome.SKIPPED), [])
    assert find_tastes(signals, catalogue) == []
    assert sorted(catalogue.ids[find_aversions(signals, catalogue).rows].tolist()) == [1, 2]


def test_tracks_that_are_not_placed_are_passed_over() -> None:
    assert find_tastes(read_signals(make_history([999_999]), []), make_catalogue()) == []


def test_no_more_tastes_than_can_be_felt() -> None:
    catalogue = make_catalogue(clusters=12)
    signals = read_signals(make_history([cluster * 1000 + 1 for cluster in range(12)]), [])
    assert len(find_tastes(signals, catalogue)) == MAX_TASTES


def test_many_dislikes_rest_a_taste_once_and_leave_something_of_it() -> None:
    catalogue = make_catalogue()
    liked = [make_rating(track, RatingValue.LIKE) for track in (1, 2, 3)]
    totals = []
    for disliked in (1, 3, 10):
        ratings = [*liked, *(make_rating(track, RatingValue.DISLIKE) for track in range(10, 10 + disliked))]
        [taste] = find_tastes(read_signals([], ratings), catalogue)
        totals.append(taste.weight)
    assert totals[0] > totals[1] > totals[2] > totals[0] / 10


def test_likes_of_long_ago_do_not_outweigh_the_present() -> None:
    ratings = [make_rating(track, RatingValue.LIKE) for track in range(1000, 1300)]
    signals = read_signals(make_history(range(1, 201)), ratings)
    assert sum(track >= 1000 for track in signals) == RATED_TRACKS
