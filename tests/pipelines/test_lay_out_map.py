"""Facts about the layout of the map."""

import time

import numpy as np
import pytest

from backend.domain.feature_vector import Vector
from pipelines import lay_out_map as layout
from pipelines.lay_out_map import Positions, lay_out_map


def make_groups(tracks: int, groups: int = 6) -> tuple[Vector, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    rng = np.random.default_rng(2)
    group = np.arange(tracks) % groups
    vectors = 6 * rng.standard_normal((groups, 20))[group] + rng.standard_normal((tracks, 20))
    return vectors.astype(np.float32), group


def share_of_near_neighbours(positions: Positions, group: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
    distances = np.linalg.norm(positions[:, None] - positions[None, :], axis=2)
    np.fill_diagonal(distances, np.inf)
    return float((group[distances.argmin(axis=1)] == group).mean())


def test_what_sounds_alike_lies_together_and_the_square_is_filled() -> None:
    vectors, group = make_groups(150)
    positions = lay_out_map(np.arange(150), vectors, {})
    assert share_of_near_neighbours(positions, group) > 0.97
    assert np.abs(positions).max() == pytest.approx(1)
    assert positions.min() >= -1


def test_the_same_tracks_give_the_same_map() -> None:
    vectors, _ = make_groups(120)
    first = lay_out_map(np.arange(120), vectors, {})
    before = {track: (float(x), float(y)) for track, (x, y) in enumerate(first)}
    assert lay_out_map(np.arange(120), vectors, {}) == pytest.approx(first, abs=1e-6)
    assert lay_out_map(np.arange(120), vectors, before) == pytest.approx(first, abs=1e-3)


def test_a_new_map_is_turned_and_mirrored_to_agree_with_the_one_before() -> None:
    vectors, _ = make_groups(120)
    first = lay_out_map(np.arange(120), vectors, {})
    turned = first @ np.array([[0.0, 1.0], [1.0, 0.0]]) * [1, -1]
    before = {track: (float(x), float(y)) for track, (x, y) in enumerate(turned[:80])}
    assert lay_out_map(np.arange(120), vectors, before) == pytest.approx(turned, abs=0.02)


def test_a_grown_collection_keeps_its_corners() -> None:
    vectors, _ = make_groups(160)
    first = lay_out_map(np.arange(140), vectors[:140], {})
    before = {track: (float(x), float(y)) for track, (x, y) in enumerate(first)}
    grown = lay_out_map(np.arange(160), vectors, before)[:140]
    assert np.median(np.linalg.norm(grown - first, axis=1)) < 0.25


def test_tracks_beyond_the_sample_lie_among_their_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "SAMPLE", 100)
    vectors, group = make_groups(400)
    positions = lay_out_map(np.arange(400), vectors, {})
    assert positions.shape == (400, 2)
    assert share_of_near_neighbours(positions, group) > 0.97


@pytest.mark.parametrize("tracks", [1, 2, 3, 7, 8, 9])
def test_the_smallest_collections_have_maps(tracks: int) -> None:
    vectors, _ = make_groups(tracks, groups=2)
    positions = lay_out_map(np.arange(tracks), vectors, {0: (0.5, 0.5)})
    assert positions.shape == (tracks, 2)
    assert np.isfinite(positions).all()


def test_copies_of_one_track_lie_in_the_middle() -> None:
    assert lay_out_map(np.arange(20), np.ones((20, 5), np.float32), {}) == pytest.approx(np.zeros((20, 2)))


def test_vectors_of_one_number_have_a_map() -> None:
    positions = lay_out_map(np.arange(30), np.linspace(0, 1, 30, dtype=np.float32)[:, None], {})
    assert np.isfinite(positions).all()


def test_a_small_collection_is_laid_out_at_once() -> None:
    vectors, _ = make_groups(72)
    started = time.process_time()
    lay_out_map(np.arange(72), vectors, {})
    assert time.process_time() - started < 2
