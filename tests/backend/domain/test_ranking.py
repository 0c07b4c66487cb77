"""Facts about the recommended list."""

import time
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from backend.domain.catalogue import Catalogue
from backend.domain.play import Outcome, Play, Rating, RatingValue
from backend.domain.ranking import History, Ranked
from backend.domain.ranking import rank as rank_history
from backend.domain.recommendation import ReasonKind
from backend.domain.selection import ARTIST_CAP, ARTIST_WINDOW
from tests.synthetic_catalogue import cluster_of, make_catalogue
from tests.synthetic_history import make_history, make_play, make_rating


def rank(catalogue: Catalogue, plays: list[Play], ratings: list[Rating], count: int, seed: int) -> list[Ranked]:
    return rank_history(catalogue, History(plays, ratings, seed), count)


def clusters_of(ranked: list[Ranked]) -> Counter[int]:
    return Counter(cluster_of(one.track) for one in ranked)


def test_a_new_listener_gets_a_varied_start_over_all_clusters() -> None:
    ranked = rank(make_catalogue(clusters=5), [], [], 10, seed=1)
    assert clusters_of(ranked) == dict.fromkeys(range(5), 2)
    assert {one.kind for one in ranked} == {ReasonKind.START}


def test_two_new_listeners_start_differently_and_each_always_alike() -> None:
    catalogue = make_catalogue()
    one, same, other = (rank(catalogue, [], [], 10, seed=seed) for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_recommendations_follow_the_track_that_plays() -> None:
    ranked = rank(make_catalogue(), [make_play(2005, Outcome.STARTED)], [], 10, seed=1)
    assert clusters_of(ranked) == {2: 10}
    assert {one.because for one in ranked} == {2005}


def test_every_taste_gets_its_share_and_the_lesser_one_is_heard() -> None:
    history = make_history([1, 2, 3, 4, 5, 6, 2001, 2002])
    shares = clusters_of(rank(make_catalogue(), history, [], 20, seed=1))
    assert set(shares) == {0, 2}
    assert 5 <= shares[2] < shares[0]


def test_the_tastes_take_turns_from_the_first_recommendations_on() -> None:
    ranked = rank(make_catalogue(), make_history([1, 2001, 2, 2002]), [], 4, seed=1)
    assert clusters_of(ranked) == {0: 2, 2: 2}


def test_a_skip_pushes_similar_tracks_down() -> None:
    catalogue = make_catalogue()
    history = make_history([1, 2001])
    before = rank(catalogue, history, [], 20, seed=1)
    after = rank(catalogue, [make_play(2002, Outcome.SKIPPED, 1), *history], [], 20, seed=1)
    assert clusters_of(after)[2] <= clusters_of(before)[2] / 2


def test_a_like_pulls_and_a_dislike_removes() -> None:
    catalogue = make_catalogue()
    history = make_history([1, 2, 3, 2001])
    plain = rank(catalogue, history, [], 20, seed=1)
    liked = rank(catalogue, history, [make_rating(2001, RatingValue.LIKE)], 20, seed=1)
    assert clusters_of(liked)[2] > clusters_of(plain)[2]
    disliked = rank(catalogue, history, [make_rating(2001, RatingValue.DISLIKE)], 20, seed=1)
    assert clusters_of(disliked)[2] == 0


def test_what_was_heard_lately_is_left_out() -> None:
    heard = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    ranked = rank(make_catalogue(), make_history(heard), [], 20, seed=1)
    assert not {one.track for one in ranked} & set(heard)


def test_at_most_two_of_an_artist_in_any_ten_those_just_heard_included() -> None:
    catalogue = make_catalogue(clusters=4, per_cluster=60, tracks_per_artist=6)
    artist = dict(zip(catalogue.ids.tolist(), catalogue.artists.tolist(), strict=True))
    history = make_history([1, 2])
    ranked = rank(catalogue, history, [], 30, seed=1)
    sequence = [artist[play.track] for play in reversed(history)] + [artist[one.track] for one in ranked]
    windows = [sequence[start : start + ARTIST_WINDOW] for start in range(len(sequence) - ARTIST_WINDOW + 1)]
    assert max(max(Counter(window).values()) for window in windows) <= ARTIST_CAP
    assert artist[1] not in sequence[2:ARTIST_WINDOW]


def test_the_same_recording_twice_is_recommended_once() -> None:
    catalogue = make_catalogue(clusters=1, per_cluster=30)
    catalogue.vectors[11] = catalogue.vectors[10]
    ranked = rank(catalogue, [make_play(1)], [], 28, seed=1)
    assert len({11, 12} & {one.track for one in ranked}) == 1


@pytest.mark.parametrize("count", [1, 10, 39, 200])
def test_the_list_is_full_while_the_collection_can_fill_it(count: int) -> None:
    catalogue = make_catalogue(clusters=2, per_cluster=20, tracks_per_artist=20)
    history = make_history(catalogue.ids[:35].tolist())
    ranked = rank(catalogue, history, [], count, seed=1)
    tracks = [one.track for one in ranked]
    assert len(tracks) == len(set(tracks)) == min(count, 39)
    assert history[0].track not in tracks


@pytest.mark.parametrize("size", [3, 6, 15, 30])
def test_what_is_left_of_a_small_collection_returns_before_what_was_just_heard(size: int) -> None:
    catalogue = make_catalogue(clusters=1, per_cluster=size)
    plays: list[Play] = []
    for _ in range(3 * size):
        plays.insert(0, make_play(rank(catalogue, plays, [], 1, seed=1)[0].track))
    heard = [play.track for play in plays]
    gaps = [heard[at + 1 :].index(track) + 1 for at, track in enumerate(heard[:size])]
    assert min(gaps) > size / 2


def test_a_disliked_track_never_fills_the_list() -> None:
    catalogue = make_catalogue(clusters=1, per_cluster=5)
    ranked = rank(catalogue, [], [make_rating(3, RatingValue.DISLIKE)], 5, seed=1)
    assert sorted(one.track for one in ranked) == [1, 2, 4, 5]


def test_a_listener_who_only_skipped_starts_away_from_what_was_skipped() -> None:
    history = make_history([1, 2, 3], Outcome.SKIPPED)
    ranked = rank(make_catalogue(clusters=4), history, [], 3, seed=1)
    assert 0 not in clusters_of(ranked)


def test_the_first_skip_alone_keeps_its_neighbours_out_of_the_start() -> None:
    catalogue = make_catalogue(clusters=4)
    skipped = rank(catalogue, [], [], 20, seed=1)[0].track
    ranked = rank(catalogue, [make_play(skipped, Outcome.SKIPPED, 1)], [], 20, seed=1)
    assert set(clusters_of(ranked)) == set(range(4)) - {cluster_of(skipped)}


def test_what_resembles_a_skip_comes_after_the_whole_rest() -> None:
    catalogue = make_catalogue(clusters=2)
    ranked = rank(catalogue, [make_play(1, Outcome.SKIPPED, 1)], [], 59, seed=1)
    assert [cluster_of(one.track) for one in ranked] == [1] * 30 + [0] * 29


def test_a_start_stays_varied_over_what_is_left_after_several_skips() -> None:
    catalogue = make_catalogue(clusters=12)
    skipped = make_history([1, 1001, 2001, 3001], Outcome.SKIPPED)
    shares = clusters_of(rank(catalogue, skipped, [], 24, seed=1))
    assert set(shares).isdisjoint(range(4))
    assert len(shares) == 6
    assert max(shares.values()) - min(shares.values()) <= 2


def test_scores_are_from_zero_to_one() -> None:
    ranked = rank(make_catalogue(), make_history([1, 2001]), [make_rating(2, RatingValue.LIKE)], 50, seed=1)
    assert all(0 <= one.score <= 1 for one in ranked)


def test_the_reason_names_the_play_that_the_track_resembles_most() -> None:
    catalogue = make_catalogue()
    ranked = rank(catalogue, make_history([1, 2]), [], 10, seed=1)
    first, second = catalogue.rows_of([1, 2])
    for one in ranked:
        row = catalogue.rows_of([one.track])[0]
        distances = np.linalg.norm(catalogue.vectors[[first, second]] - catalogue.vectors[row], axis=1)
        if abs(distances[0] - distances[1]) > 4:
            assert one.because == [1, 2][int(distances.argmin())]


def test_nothing_is_said_to_follow_from_a_track_that_it_does_not_resemble() -> None:
    catalogue = make_catalogue(clusters=4, per_cluster=8)
    ranked = rank(catalogue, [make_play(1)], [], 31, seed=1)
    followed = catalogue.rows_of([one.track for one in ranked if one.because])
    similarity = catalogue.similarity(followed, catalogue.vectors[catalogue.rows_of([1])])
    assert similarity.min() >= 0.5
    assert {one.kind for one in ranked if not one.because} == {ReasonKind.START}
    assert len(ranked) == 31
    assert 7 <= len(followed) < 31


def test_an_empty_catalogue_recommends_nothing() -> None:
    assert rank(Catalogue.empty(), make_history([1]), [make_rating(2, RatingValue.LIKE)], 10, seed=1) == []


def test_an_unavailable_track_is_replaced_by_the_next_best() -> None:
    catalogue = make_catalogue()
    history = History([make_play(2005)], [], seed=1)
    plain = [one.track for one in rank_history(catalogue, history, 10)]
    without = [one.track for one in rank_history(catalogue, history, 10, unavailable={plain[0]})]
    assert without[:9] == plain[1:]
    assert len(without) == 10


def test_a_large_collection_of_one_artist_is_ranked_without_trying_every_track() -> None:
    catalogue = make_catalogue(clusters=100, per_cluster=300, tracks_per_artist=30_000)
    history = make_history(catalogue.ids[:100].tolist())
    started = time.process_time()
    ranked = rank(catalogue, history, [], 20, seed=1)
    assert len(ranked) == 20
    assert not {one.track for one in ranked} & {play.track for play in history}
    assert time.process_time() - started < 1


def test_copies_of_one_recording_are_recommended_when_there_is_nothing_else() -> None:
    catalogue = make_catalogue(clusters=1, per_cluster=30)
    catalogue.vectors[:] = catalogue.vectors[0]
    copies = replace(catalogue)
    ranked = rank(copies, make_history([1]), [], 10, seed=1)
    assert len(ranked) == 10
    assert all(0 <= one.score <= 1 for one in ranked)


def test_one_dislike_does_not_make_a_listener_with_likes_a_stranger() -> None:
    catalogue = make_catalogue()
    ratings = [make_rating(3, RatingValue.DISLIKE), make_rating(1, RatingValue.LIKE)]
    ranked = rank(catalogue, make_history([3, 1]), ratings, 10, seed=1)
    assert {one.because for one in ranked} == {1}
