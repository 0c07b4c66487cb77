"""Facts about blending: like these, unlike those."""

import numpy as np

from backend.domain.blend import blend
from tests.synthetic_catalogue import cluster_of, make_catalogue


def test_each_kind_that_is_liked_has_its_share() -> None:
    clusters = [cluster_of(one.track) for one in blend(make_catalogue(), [1, 2, 2001], [], 20)]
    assert set(clusters) == {0, 2}
    assert min(clusters.count(0), clusters.count(2)) >= 6


def test_no_track_that_was_named_comes_back() -> None:
    catalogue = make_catalogue(clusters=2, per_cluster=20)
    found = [one.track for one in blend(catalogue, [1, 2, 3], [4, 1001], 200)]
    assert not {1, 2, 3, 4, 1001} & set(found)
    assert len(found) == len(set(found)) == 35


def test_what_resembles_an_unliked_track_moves_back_within_the_same_cluster() -> None:
    catalogue = make_catalogue(clusters=1, per_cluster=60)
    near = {one.track for one in catalogue.nearest_to_track(30, 8)} - {1}
    plain = [one.track for one in blend(catalogue, [1], [], 58)]
    spared = [one.track for one in blend(catalogue, [1], [30], 58)]
    assert np.mean([spared.index(track) for track in near]) > np.mean([plain.index(track) for track in near]) + 5


def test_reasons_name_a_liked_track_of_the_same_kind() -> None:
    for one in blend(make_catalogue(), [1, 2001], [1001], 20):
        assert one.because in (1, 2001)
        assert cluster_of(one.because) == cluster_of(one.track)


def test_another_recording_of_a_liked_track_is_no_answer() -> None:
    catalogue = make_catalogue()
    catalogue.vectors[1] = catalogue.vectors[0]
    assert 2 not in [one.track for one in blend(catalogue, [1], [], 20)]


def test_without_a_placed_track_to_be_like_there_is_no_answer() -> None:
    assert blend(make_catalogue(), [999_999], [1], 20) == []
