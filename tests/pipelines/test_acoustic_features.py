"""The acoustic features: sounds with known answers, and librosa's plain calls as the definition."""

from collections.abc import Callable
from typing import Any

import librosa
import numpy as np
import pytest

from backend.domain.feature_vector import ACOUSTIC, N_MFCC
from pipelines.acoustic_features import compute_acoustic_vector, compute_frames
from pipelines.decode_audio import SAMPLE_RATE_HZ, Samples
from pipelines.sound_spectrum import Frames, compute_spectrum
from tests import plain_librosa
from tests.synthetic_sounds import make_noise, make_tone

NAMES = [slot.name for slot in ACOUSTIC.slots]
CHORD_HZ = (523.25, 659.26, 783.99)
"""C major."""

FEATURES = (
    *("mfcc", "mfcc_delta", "zero_crossing_rate", "spectral_centroid_hz", "bandwidth_hz", "rolloff_hz", "contrast_db"),
    *("flatness", "band_balance_db", "rms", "chroma", "chroma_over_key", "onset", "pulse", "pulse_at_lag"),
    "band_onset_db",
)


def compute(samples: Samples) -> dict[str, float]:
    return dict(zip(NAMES, map(float, compute_acoustic_vector(samples)), strict=True))


def rank_rows(values: dict[str, float], feature: str) -> list[int]:
    """The numbers of a feature's rows, that with the highest mean first."""
    means = {
        int(name.split("_")[-2]): value
        for name, value in values.items()
        if name.removeprefix(f"{feature}_").removesuffix("_mean").isdecimal() and name.endswith("_mean")
    }
    return sorted(means, key=lambda row: -means[row])


def make_beats(beats_per_minute: float, seconds: float) -> Samples:
    """Short bursts of noise, evenly spaced."""
    samples = np.zeros(int(seconds * SAMPLE_RATE_HZ), np.float32)
    burst = make_noise(0.05)
    for start in np.arange(0, seconds - 0.1, 60 / beats_per_minute):
        first = int(start * SAMPLE_RATE_HZ)
        samples[first : first + len(burst)] = burst
    return samples


def make_chord(seconds: float, semitones: int = 0) -> Samples:
    tones = [make_tone(pitch_hz * 2 ** (semitones / 12), seconds) for pitch_hz in CHORD_HZ]
    chord: Samples = 2 * tones[0] + tones[1] + tones[2]
    return chord


@pytest.fixture(scope="module")
def mixed() -> Samples:
    """Silence, noise, beats, a tone and a chord."""
    parts = [np.zeros(SAMPLE_RATE_HZ, np.float32), make_noise(1), make_beats(130, 4), make_tone(90, 1), make_chord(2)]
    return np.concatenate(parts)


@pytest.fixture(scope="module")
def frames(mixed: Samples) -> dict[str, Frames]:
    return compute_frames(mixed)[0]


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


def test_louder_sound_raises_loudness_and_leaves_the_shape_of_the_spectrum() -> None:
    quiet, loud = compute(0.1 * make_noise(5)), compute(make_noise(5))
    assert loud["mfcc_01_mean"] > quiet["mfcc_01_mean"] + 50
    assert loud["rms_mean"] == pytest.approx(10 * quiet["rms_mean"], rel=1e-3)
    for number in range(2, N_MFCC + 1):
        assert loud[f"mfcc_{number:02d}_mean"] == pytest.approx(quiet[f"mfcc_{number:02d}_mean"], abs=0.01)
    for number in range(1, 17):
        name = f"band_balance_db_{number:02d}_mean"
        assert loud[name] == pytest.approx(quiet[name], abs=0.01)


@pytest.mark.parametrize(("beats_per_minute", "band_of_beat"), [(80, 6), (120, 5), (150, 4)])
def test_the_tempo_of_even_beats_is_theirs_and_they_have_a_pulse(beats_per_minute: int, band_of_beat: int) -> None:
    values, noise = compute(make_beats(beats_per_minute, 12)), compute(make_noise(12))
    assert values["tempo_bpm"] == pytest.approx(beats_per_minute, rel=0.03)
    assert values["onset_max"] > 2 * noise["onset_max"]
    # The ranges of lags are those between 0.1 s, 0.145 s, 0.21 s, 0.31 s, 0.45 s, 0.65 s, 0.94 s and so on.
    below, beat = (values[f"pulse_at_lag_{band:02d}_mean"] for band in (band_of_beat - 1, band_of_beat))
    assert beat > below + 0.3


def test_a_chord_has_the_pitch_classes_of_its_tones() -> None:
    values = compute(make_chord(5))
    assert set(rank_rows(values, "chroma")[:3]) == {1, 5, 8}


def test_the_same_chord_in_another_key_has_the_same_chroma_over_its_key() -> None:
    low, high = compute(make_chord(5)), compute(make_chord(5, semitones=4))
    assert set(rank_rows(high, "chroma")[:3]) == {5, 9, 12}
    for values in (low, high):
        assert rank_rows(values, "chroma_over_key")[0] == 1
        assert set(rank_rows(values, "chroma_over_key")[:3]) == {1, 5, 8}


@pytest.fixture(scope="module")
def plain(mixed: Samples) -> tuple[dict[str, Frames], float]:
    return plain_librosa.compute_frames(mixed)


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_equals_the_plain_call_of_librosa(
    feature: str, frames: dict[str, Frames], plain: tuple[dict[str, Frames], float]
) -> None:
    expected = plain[0][feature]
    assert np.ptp(expected) > 0
    np.testing.assert_allclose(frames[feature], expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())


def test_the_tempo_equals_the_plain_call_of_librosa(mixed: Samples, plain: tuple[dict[str, Frames], float]) -> None:
    assert compute(mixed)["tempo_bpm"] == pytest.approx(plain[1])


def test_the_spectrogram_is_that_of_librosa(mixed: Samples) -> None:
    spectrum = compute_spectrum(mixed)
    np.testing.assert_array_equal(spectrum.magnitudes, np.abs(librosa.stft(mixed)))
    np.testing.assert_allclose(spectrum.mel, librosa.feature.melspectrogram(y=mixed, sr=SAMPLE_RATE_HZ), rtol=1e-5)


def test_every_feature_is_compared_with_librosa(frames: dict[str, Frames]) -> None:
    assert set(FEATURES) == set(frames)


def test_every_slot_is_the_statistic_of_the_feature_that_it_names(mixed: Samples, frames: dict[str, Frames]) -> None:
    statistics: dict[str, Callable[[Frames], Any]] = {
        "mean": np.mean,
        "std": np.std,
        "median": np.median,
        "max": np.max,
    }
    expected = {}
    for feature, rows in frames.items():
        for number, row in enumerate(rows, start=1):
            name = feature if len(rows) == 1 else f"{feature}_{number:02d}"
            expected.update({f"{name}_{statistic}": measure(row) for statistic, measure in statistics.items()})
    found = compute(mixed)
    del found["tempo_bpm"]
    assert set(found) == set(expected)
    for name, value in found.items():
        assert value == pytest.approx(expected[name], rel=1e-4, abs=1e-3), name


def test_the_first_slots_are_those_of_the_first_version() -> None:
    assert len(NAMES) == len(set(NAMES)) == 493
    features = [*(f"mfcc_{number:02d}" for number in range(1, 21)), "zero_crossing_rate", "spectral_centroid_hz"]
    assert NAMES[:44] == [f"{feature}_{statistic}" for feature in features for statistic in ("mean", "std")]


def test_every_slot_tells_of_one_part_of_the_sound() -> None:
    assert {slot.group for slot in ACOUSTIC.slots} == {"timbre", "brightness", "rhythm", "harmony", "loudness"}


@pytest.mark.parametrize("seconds", [1, 2.5, 31])
def test_any_length_gives_finite_numbers(seconds: float) -> None:
    for samples in (make_noise(seconds), make_tone(440, seconds)):
        vector = compute_acoustic_vector(samples)
        assert vector.shape == (len(ACOUSTIC.slots),)
        assert vector.dtype == np.float32
        assert np.isfinite(vector).all()


def test_the_same_sound_gives_the_same_vector() -> None:
    np.testing.assert_array_equal(compute_acoustic_vector(make_noise(3)), compute_acoustic_vector(make_noise(3)))
