"""Facts about the way from one track to another."""

from itertools import pairwise

import numpy as np
import pytest

from backend.domain.catalogue import Catalogue
from backend.domain.feature_vector import Vector
from backend.domain.path import find_path, measure_steps
from backend.domain.sound_profile import SoundProfiles
from tests.synthetic_catalogue import make_catalogue


def make_line(tracks: int, *, on_sphere: bool, tracks_per_artist: int = 1) -> Catalogue:
    """Return tracks 1, 2, ... strewn along a line, or a quarter circle, from the first to the last."""
    rng = np.random.default_rng(5)
    progress = np.sort(np.concatenate([[0, 1], rng.random(tracks - 2)]))
    vectors = np.zeros((tracks, 8))
    if on_sphere:
        vectors[:, 0], vectors[:, 1] = np.cos(progress * np.pi / 2), np.sin(progress * np.pi / 2)
    else:
        vectors[:, 0] = 50 * progress
    vectors[1:-1] += 0.002 * rng.standard_normal((tracks - 2, 8)) * (1 if on_sphere else 50)
    if on_sphere:
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    starts = np.linspace(0, tracks, 9).astype(np.intp)
    return Catalogue(
        model_id="line",
        ids=np.arange(1, tracks + 1),
        artists=np.arange(tracks) // tracks_per_artist,
        vectors=vectors.astype(np.float32),
        starts=starts,
        centroids=np.stack([vectors[a:b].mean(axis=0) for a, b in pairwise(starts)]).astype(np.float32),
        sounds=SoundProfiles(vectors.astype(np.float16), {"timbre": slice(0, 8)}),
        relief=np.zeros(tracks, np.float32),
    )


def steps_of(catalogue: Catalogue, way: list[int]) -> Vector:
    vectors = catalogue.vectors[catalogue.rows_of(way)]
    return np.asarray(np.linalg.norm(np.diff(vectors, axis=0), axis=1))


@pytest.mark.parametrize("on_sphere", [False, True])
@pytest.mark.parametrize("length", [3, 10, 50])
def test_the_steps_are_small_and_even(length: int, on_sphere: bool) -> None:
    catalogue = make_line(5_000, on_sphere=on_sphere)
    way = find_path(catalogue, (1, 5_000), length)
    steps = steps_of(catalogue, way)
    assert steps.max() <= 1.5 * steps.mean()
    assert steps.sum() <= 1.2 * (np.pi / 2 if on_sphere else 50)


@pytest.mark.parametrize("length", [3, 10, 50])
def test_a_way_has_both_ends_no_repeats_and_its_length(length: int) -> None:
    catalogue = make_catalogue(clusters=4, per_cluster=30)
    way = find_path(catalogue, (1, 3030), length)
    assert (way[0], way[-1]) == (1, 3030)
    assert len(set(way)) == len(way) == length


def test_a_way_never_goes_back() -> None:
    catalogue = make_catalogue(clusters=4, per_cluster=30)
    way = find_path(catalogue, (1, 3030), 20)
    vectors = catalogue.vectors[catalogue.rows_of(way)]
    assert (np.diff(vectors[1:-1] @ (vectors[-1] - vectors[0])) >= 0).all()


def test_a_way_through_a_small_collection_takes_all_of_it() -> None:
    catalogue = make_catalogue(clusters=2, per_cluster=5)
    assert sorted(find_path(catalogue, (1, 1005), 50)) == sorted(catalogue.ids.tolist())
    pair = make_catalogue(clusters=2, per_cluster=1)
    assert find_path(pair, (1, 1001), 3) == [1, 1001]


def test_neighbours_are_joined_by_a_way_of_full_length() -> None:
    catalogue = make_line(3_000, on_sphere=False)
    way = find_path(catalogue, (1500, 1501), 50)
    assert len(set(way)) == 50


def test_an_artist_never_follows_themself_where_others_lie_on_the_way() -> None:
    catalogue = make_line(2_000, on_sphere=False, tracks_per_artist=40)
    way = find_path(catalogue, (1, 2_000), 40)
    artists = catalogue.artists[catalogue.rows_of(way)]
    assert (artists[1:] != artists[:-1]).all()


def test_a_collection_of_one_artist_still_has_ways() -> None:
    catalogue = make_line(200, on_sphere=False, tracks_per_artist=200)
    assert len(find_path(catalogue, (1, 200), 12)) == 12


def test_the_same_recording_twice_is_never_one_step() -> None:
    catalogue = make_line(200, on_sphere=False)
    catalogue.vectors[2:199:2] = catalogue.vectors[1:198:2]
    steps = steps_of(catalogue, find_path(catalogue, (1, 200), 30))
    assert steps.min() > 0.1


def test_tracks_that_cannot_be_played_are_left_out_between_the_ends() -> None:
    catalogue = make_catalogue()
    way = find_path(catalogue, (1, 3030), 12)
    other = find_path(catalogue, (1, 3030), 12, unavailable=way)
    assert set(way) & set(other) == {1, 3030}


def test_similarities_are_those_to_the_track_before() -> None:
    catalogue = make_catalogue()
    way = find_path(catalogue, (1, 2005), 6)
    steps = measure_steps(catalogue, way)
    rows = catalogue.rows_of(way)
    assert steps[0] is None
    for index in range(1, 6):
        square = ((catalogue.vectors[rows[index]] - catalogue.vectors[rows[index - 1]]) ** 2).sum()
        assert steps[index] == pytest.approx(2 ** (-square / catalogue.typical_distance**2), rel=1e-3)


def test_ends_that_sound_exactly_alike_or_opposite_have_ways() -> None:
    catalogue = make_catalogue()
    catalogue.vectors[1] = catalogue.vectors[0]
    assert len(set(find_path(catalogue, (1, 2), 10))) == 10
    catalogue.vectors[:] /= np.linalg.norm(catalogue.vectors, axis=1, keepdims=True)
    catalogue.vectors[1] = -catalogue.vectors[0]
    assert len(set(find_path(catalogue, (1, 2), 10))) == 10
