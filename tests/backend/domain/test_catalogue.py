"""Facts about the lookups of the catalogue."""

from dataclasses import replace

import numpy as np
import pytest

from backend.domain.catalogue import Catalogue
from backend.domain.cluster_model import assign_clusters, squared_distances
from backend.domain.sound_profile import SoundProfiles
from tests.synthetic_catalogue import cluster_of, make_catalogue


def test_a_lookup_starts_with_the_cluster_of_the_query() -> None:
    catalogue = make_catalogue()
    rows = catalogue.look_up(catalogue.vectors[35], at_least=30)
    assert {cluster_of(int(track)) for track in catalogue.ids[rows]} == {1}


def test_a_lookup_goes_on_to_further_clusters_until_it_has_enough() -> None:
    catalogue = make_catalogue(clusters=4, per_cluster=30)
    assert len(catalogue.look_up(catalogue.vectors[0], at_least=31)) == 60
    assert len(catalogue.look_up(catalogue.vectors[0], at_least=10_000)) == 120


def test_the_lookup_finds_the_neighbours_of_an_exhaustive_search() -> None:
    catalogue = make_catalogue()
    for row in range(0, len(catalogue), 7):
        distances = squared_distances(catalogue.vectors[row][None, :], catalogue.vectors)[0]
        exact = [int(catalogue.ids[one]) for one in np.argsort(distances)[1:11]]
        found = catalogue.nearest_to_track(int(catalogue.ids[row]), 10)
        assert [neighbour.track for neighbour in found] == exact


def test_neighbours_and_their_similarities_are_those_of_the_distances_less_the_relief() -> None:
    plain = make_catalogue()
    relief = np.random.default_rng(5).uniform(0, 3, len(plain)).astype(np.float32)
    catalogue = replace(plain, relief=relief)
    distances = squared_distances(catalogue.vectors[35][None, :], catalogue.vectors)[0] - relief
    distances[35] = np.inf
    nearest = np.argsort(distances)[:10]
    found = catalogue.nearest_to_track(int(catalogue.ids[35]), 10)
    assert [one.track for one in found] == catalogue.ids[nearest].tolist()
    expected = np.exp2(-np.maximum(distances[nearest], 0) / catalogue.typical_distance**2)
    np.testing.assert_allclose([one.similarity for one in found], expected, rtol=1e-4)


def test_similarity_is_one_for_the_same_vector_and_one_half_at_the_typical_distance() -> None:
    catalogue = make_catalogue()
    far = catalogue.vectors[0].copy()
    far[0] += catalogue.typical_distance
    similarity = catalogue.similarity(np.array([0]), np.stack([catalogue.vectors[0], far]))
    assert similarity[0] == pytest.approx([1.0, 0.5], abs=1e-4)


def test_similar_tracks_come_nearest_first_and_without_the_track_itself() -> None:
    found = make_catalogue().nearest_to_track(1003, 50)
    similarities = [neighbour.similarity for neighbour in found]
    assert similarities == sorted(similarities, reverse=True)
    assert 1003 not in [neighbour.track for neighbour in found]
    assert len(found) == 50


def test_rows_are_found_by_id_in_any_order_and_minus_one_where_there_is_none() -> None:
    catalogue = make_catalogue()
    rows = catalogue.rows_of([3001, 999_999, 2, 0])
    assert rows[1] == rows[3] == -1
    assert catalogue.ids[rows[[0, 2]]].tolist() == [3001, 2]


def test_a_cluster_lists_its_members_and_an_unknown_one_has_none() -> None:
    catalogue = make_catalogue(clusters=3, per_cluster=5)
    assert catalogue.members(2).tolist() == [2001, 2002, 2003, 2004, 2005]
    assert len(catalogue.members(3)) == 0


def test_an_empty_catalogue_answers_nothing() -> None:
    catalogue = Catalogue.empty()
    assert len(catalogue) == catalogue.cluster_count == 0
    assert catalogue.nearest_to_track(1, 10) == []
    assert catalogue.rows_of([1, 2]).tolist() == [-1, -1]
    assert [part.tolist() for part in catalogue.find_nearest(np.zeros(1, np.float32), 3)] == [[], []]


def test_a_single_track_has_no_neighbours() -> None:
    one = np.ones((1, 2), np.float32)
    sounds = SoundProfiles(one.astype(np.float16), {"timbre": slice(0, 2)})
    catalogue = Catalogue(
        "m", np.array([5]), np.array([1]), one, np.array([0, 1]), one, sounds, np.zeros(1, np.float32)
    )
    assert catalogue.nearest_to_track(5, 3) == []


def test_a_vector_falls_in_the_nearest_cluster() -> None:
    centroids = np.array([[0, 0], [3, 4]], np.float32)
    clusters, distances = assign_clusters(np.array([[0, 0], [3, 0], [3, 3]], np.float32), centroids)
    assert clusters.tolist() == [0, 0, 1]
    assert distances.tolist() == [0, 3, 1]
