"""The six numbers of a sound: their ends, their middles, and what is out of range."""

import math

import numpy as np
import pytest

from backend.domain.feature_vector import ACOUSTIC, Vector
from backend.domain.sound_traits import RANGES, read_traits

COLUMNS = {slot.name: column for column, slot in enumerate(ACOUSTIC.slots)}


def make_vector(**values: float) -> Vector:
    vector = np.zeros(len(ACOUSTIC.slots), np.float32)
    for slot, value in values.items():
        vector[COLUMNS[slot]] = value
    return vector


@pytest.mark.parametrize("trait", list(RANGES))
def test_a_trait_goes_from_0_to_1_over_its_range_by_doublings(trait: str) -> None:
    slot, low, high = RANGES[trait]
    expected = {low / 2: 0, low: 0, math.sqrt(low * high): 0.5, high: 1, 2 * high: 1}
    for value, share in expected.items():
        assert getattr(read_traits(make_vector(**{slot: value})), trait) == pytest.approx(share, abs=0.001)


def test_silence_and_numbers_that_are_none_are_the_least() -> None:
    for value in (0.0, -1.0, math.nan):
        traits = read_traits(make_vector(**{slot: value for slot, _, _ in RANGES.values()}))
        assert set(traits.model_dump(exclude={"key"}).values()) == {0}


@pytest.mark.parametrize(("pitch", "key"), [(1, 0), (4, 0.25), (10, 0.75), (12, 0.917)])
def test_the_key_is_the_strongest_pitch_class_round_the_circle(pitch: int, key: float) -> None:
    assert read_traits(make_vector(chroma_07_mean=0.3, **{f"chroma_{pitch:02d}_mean": 0.9})).key == key


def test_bright_and_loud_music_is_told_from_dark_and_quiet() -> None:
    loud = read_traits(make_vector(spectral_centroid_hz_mean=3000, rms_mean=0.2))
    quiet = read_traits(make_vector(spectral_centroid_hz_mean=600, rms_mean=0.02))
    assert loud.brightness > quiet.brightness + 0.5
    assert loud.loudness > quiet.loudness + 0.5
