"""The acoustic features: sounds with known answers, and librosa's plain calls as the definition."""

from collections.abc import Callable
from typing import Any

import librosa
import numpy as np
import pytest
from numpy.typing import NDArray

from backend.domain.feature_vector import ACOUSTIC, N_MFCC
from pipelines.acoustic_features import compute_acoustic_vector, compute_frames
from pipelines.decode_audio import SAMPLE_RATE_HZ, Samples
from tests.synthetic_sounds import make_noise, make_tone

NAMES = [slot.name for slot in ACOUSTIC.slots]
CHORD_HZ = (523.25, 659.26, 783.99)
"""C major."""

Frames = NDArray[np.floating[Any]]


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


PLAIN: dict[str, Callable[[Samples], Any]] = {
    "mfcc": lambda y: librosa.feature.mfcc(y=y, sr=SAMPLE_RATE_HZ, n_mfcc=N_MFCC),
    "mfcc_delta": lambda y: librosa.feature.delta(librosa.feature.mfcc(y=y, sr=SAMPLE_RATE_HZ, n_mfcc=N_MFCC)),
    "zero_crossing_rate": librosa.feature.zero_crossing_rate,
    "spectral_centroid_hz": lambda y: librosa.feature.spectral_centroid(y=y, sr=SAMPLE_RATE_HZ),
    "bandwidth_hz": lambda y: librosa.feature.spectral_bandwidth(y=y, sr=SAMPLE_RATE_HZ),
    "rolloff_hz": lambda y: librosa.feature.spectral_rolloff(y=y, sr=SAMPLE_RATE_HZ),
    "contrast_db": lambda y: librosa.feature.spectral_contrast(y=y, sr=SAMPLE_RATE_HZ),
    "flatness": lambda y: librosa.feature.spectral_flatness(y=y),
    "chroma": lambda y: librosa.feature.chroma_stft(y=y, sr=SAMPLE_RATE_HZ),
    "rms": lambda y: librosa.feature.rms(S=np.abs(librosa.stft(y))),
    "onset": lambda y: librosa.onset.onset_strength(y=y, sr=SAMPLE_RATE_HZ)[None],
    "pulse": lambda y: librosa.feature.tempogram(y=y, sr=SAMPLE_RATE_HZ)[1:].mean(axis=0, keepdims=True),
}


@pytest.mark.parametrize("feature", PLAIN)
def test_a_feature_equals_the_plain_call_of_librosa(feature: str, mixed: Samples, frames: dict[str, Frames]) -> None:
    expected = PLAIN[feature](mixed)
    assert np.ptp(expected) > 0
    np.testing.assert_allclose(frames[feature], expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())


def test_the_tempo_equals_the_plain_call_of_librosa(mixed: Samples) -> None:
    assert compute(mixed)["tempo_bpm"] == pytest.approx(librosa.feature.tempo(y=mixed, sr=SAMPLE_RATE_HZ)[0])


def test_pulses_are_the_highest_of_the_tempogram_in_ranges_of_lags(mixed: Samples, frames: dict[str, Frames]) -> None:
    tempogram = librosa.feature.tempogram(y=mixed, sr=SAMPLE_RATE_HZ)
    lags_seconds = np.arange(384) * 512 / SAMPLE_RATE_HZ
    edges = np.geomspace(0.1, lags_seconds[-1], 13)
    for band in range(12):
        inside = (lags_seconds >= edges[band]) & (lags_seconds < edges[band + 1])
        np.testing.assert_allclose(frames["pulse_at_lag"][band], tempogram[inside].max(axis=0), atol=1e-5)


def test_bands_are_sixteenths_of_the_mel_spectrum(mixed: Samples, frames: dict[str, Frames]) -> None:
    mel = librosa.feature.melspectrogram(y=mixed, sr=SAMPLE_RATE_HZ)
    level_db = librosa.power_to_db(np.stack([part.sum(axis=0) for part in np.split(mel, 16)]))
    np.testing.assert_allclose(frames["band_balance_db"], level_db - level_db.mean(axis=0), atol=1e-2)
    mean_db = np.stack([part.mean(axis=0) for part in np.split(librosa.power_to_db(mel), 16)])
    np.testing.assert_allclose(frames["band_onset_db"], np.maximum(mean_db[:, 1:] - mean_db[:, :-1], 0), atol=1e-2)


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
