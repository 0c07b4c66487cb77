"""The acoustic features: sounds with known answers, and librosa's plain calls as the definition."""

import librosa
import numpy as np
import pytest

from backend.domain.feature_vector import ACOUSTIC, N_MFCC
from pipelines.acoustic_features import compute_acoustic_vector
from pipelines.decode_audio import SAMPLE_RATE_HZ, Samples
from tests.synthetic_sounds import make_noise, make_tone

NAMES = [slot.name for slot in ACOUSTIC.slots]


def compute(samples: Samples) -> dict[str, float]:
    return dict(zip(NAMES, map(float, compute_acoustic_vector(samples)), strict=True))


@pytest.mark.parametrize("frequency_hz", [440, 1000, 5000])
def test_the_centroid_of_a_pure_tone_is_its_frequency(frequency_hz: int) -> None:
    values = compute(make_tone(frequency_hz, 10))
    assert values["spectral_centroid_hz_mean"] == pytest.approx(frequency_hz, rel=0.02)


@pytest.mark.parametrize("frequency_hz", [440, 1000])
def test_a_pure_tone_crosses_zero_twice_a_period(frequency_hz: int) -> None:
    values = compute(make_tone(frequency_hz, 10))
    assert values["zero_crossing_rate_mean"] == pytest.approx(2 * frequency_hz / SAMPLE_RATE_HZ, rel=0.01)
    assert values["zero_crossing_rate_std"] < 0.005


def test_white_noise_crosses_zero_at_every_other_sample_and_has_its_centroid_in_the_middle() -> None:
    values = compute(make_noise(10))
    assert values["zero_crossing_rate_mean"] == pytest.approx(0.5, abs=0.01)
    assert values["spectral_centroid_hz_mean"] == pytest.approx(SAMPLE_RATE_HZ / 4, rel=0.02)


def test_louder_sound_raises_the_first_coefficient_and_no_other() -> None:
    quiet, loud = compute(0.1 * make_noise(5)), compute(make_noise(5))
    assert loud["mfcc_01_mean"] > quiet["mfcc_01_mean"] + 50
    for number in range(2, N_MFCC + 1):
        assert loud[f"mfcc_{number:02d}_mean"] == pytest.approx(quiet[f"mfcc_{number:02d}_mean"], abs=0.01)


@pytest.mark.parametrize("sound", ["noise", "tone", "both", "burst"])
def test_the_vector_equals_plain_librosa_calls(sound: str) -> None:
    samples = {
        "noise": make_noise(6),
        "tone": make_tone(440, 6),
        "both": make_noise(6, seed=1) + make_tone(2000, 6),
        "burst": np.concatenate([np.zeros(SAMPLE_RATE_HZ, np.float32), make_noise(2), make_tone(90, 3)]),
    }[sound]
    plain = [
        *librosa.feature.mfcc(y=samples, sr=SAMPLE_RATE_HZ, n_mfcc=N_MFCC),
        librosa.feature.zero_crossing_rate(samples)[0],
        librosa.feature.spectral_centroid(y=samples, sr=SAMPLE_RATE_HZ)[0],
    ]
    # In the order of ACOUSTIC: each feature's mean, then its standard deviation.
    expected = [statistic for frames in plain for statistic in (np.mean(frames), np.std(frames))]
    np.testing.assert_allclose(compute_acoustic_vector(samples), expected, rtol=1e-4, atol=1e-3)


def test_the_slots_stand_in_the_order_of_the_feature_set() -> None:
    vector = compute_acoustic_vector(make_tone(1000, 3))
    assert vector.shape == (len(ACOUSTIC.slots),) == (44,)
    assert vector.dtype == np.float32
    assert NAMES[:3] == ["mfcc_01_mean", "mfcc_01_std", "mfcc_02_mean"]
    assert NAMES[40:] == [
        "zero_crossing_rate_mean",
        "zero_crossing_rate_std",
        "spectral_centroid_hz_mean",
        "spectral_centroid_hz_std",
    ]
    assert vector[42] == pytest.approx(1000, rel=0.02)


def test_the_same_sound_gives_the_same_vector() -> None:
    np.testing.assert_array_equal(compute_acoustic_vector(make_noise(3)), compute_acoustic_vector(make_noise(3)))
