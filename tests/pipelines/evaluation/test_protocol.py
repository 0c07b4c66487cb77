"""Facts about the folds: whole artists, even sizes, and labels that nobody sees."""

import numpy as np
import pytest

from backend.domain.feature_vector import ACOUSTIC
from pipelines.evaluation.protocol import FOLDS, TooFewArtistsError, deal_artists, draw_artists, hold_out_artists
from pipelines.recipes import RECIPES
from tests.synthetic_genres import make_genres

ARTISTS = np.repeat(np.arange(40), np.arange(40) % 4 + 1)


def test_every_artist_is_in_one_fold_and_the_folds_are_even() -> None:
    folds = deal_artists(ARTISTS, seed=0)
    assert all(len(set(folds[artist == ARTISTS])) == 1 for artist in range(40))
    sizes = np.bincount(folds, minlength=FOLDS)
    assert sizes.max() - sizes.min() <= 4


def test_another_seed_deals_otherwise_and_the_same_alike() -> None:
    one, same, other = (deal_artists(ARTISTS, seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


def test_a_fold_holds_out_every_track_once() -> None:
    tracks = make_genres((ACOUSTIC,), tracks=60)
    folds = list(hold_out_artists(tracks, RECIPES["seed"], seed=0))
    assert sorted(np.concatenate([fold.held_out for fold in folds])) == list(range(60))
    for fold in folds:
        assert not set(tracks.artists[fold.held_out]) & set(tracks.artists[fold.learned])
        assert len(fold.vectors) == 60


@pytest.mark.parametrize("name", ["seed", "acoustic"])
def test_the_labels_of_held_out_tracks_change_nothing(name: str) -> None:
    tracks = make_genres((ACOUSTIC,), tracks=60)
    fold = next(hold_out_artists(tracks, RECIPES[name], seed=0))
    labels, genres = tracks.labels.copy(), tracks.genres.copy()
    labels[fold.held_out], genres[fold.held_out] = ~labels[fold.held_out], 9
    changed = type(tracks)(tracks.ids, tracks.artists, genres, tracks.genre_titles, labels, tracks.features)
    again = next(hold_out_artists(changed, RECIPES[name], seed=0))
    np.testing.assert_array_equal(again.held_out, fold.held_out)
    np.testing.assert_array_equal(again.vectors, fold.vectors)


def test_too_few_artists_are_refused() -> None:
    tracks = make_genres((ACOUSTIC,), tracks=8)
    with pytest.raises(TooFewArtistsError, match="5 artists or more; here are 4"):
        next(hold_out_artists(tracks, RECIPES["seed"], seed=0))


def test_a_draw_takes_whole_artists_until_it_has_enough() -> None:
    rows = draw_artists(ARTISTS, 30)
    drawn = set(ARTISTS[rows])
    assert 30 <= len(rows) <= 33
    assert len(rows) == sum(artist in drawn for artist in ARTISTS)
    assert len(draw_artists(ARTISTS, 1_000)) == len(ARTISTS)
