"""What MusiCNN is given to hear of a sound, and what is kept of its answers."""

import librosa
import numpy as np
import pytest

from backend.domain.feature_vector import Vector
from pipelines.decode_audio import SAMPLE_RATE_HZ as DECODED_HZ
from pipelines.decode_audio import Samples
from pipelines.musicnn_features import (
    N_BANDS,
    PATCH_FRAMES,
    SAMPLE_RATE_HZ,
    Patches,
    compute_patches,
    hear_sound,
)


def test_a_tone_is_heard_in_the_band_of_its_pitch() -> None:
    centres_hz = librosa.mel_frequencies(N_BANDS + 2, fmax=SAMPLE_RATE_HZ / 2)[1:-1]
    patches = compute_patches(_make_tone(centres_hz[70], seconds=4))
    assert (patches[0, 10:-10].argmax(axis=1) == 70).all()


def test_patches_are_the_logarithm_of_the_mel_spectrogram() -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, 4 * SAMPLE_RATE_HZ).astype(np.float32)
    power = np.abs(librosa.stft(noise, n_fft=512, hop_length=256, pad_mode="reflect")) ** 2
    mel = librosa.filters.mel(sr=16_000, n_fft=512, n_mels=96, htk=False, norm="slaney") @ power
    np.testing.assert_allclose(compute_patches(noise)[0], np.log10(10_000 * mel.T[:187] + 1), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("seconds", "patches"), [(1, 1), (2.9, 1), (3, 1), (6, 2), (30, 10), (31.5, 10)])
def test_a_sound_gives_a_patch_every_three_seconds_and_at_least_one(seconds: float, patches: int) -> None:
    assert compute_patches(_make_tone(440, seconds)).shape == (patches, PATCH_FRAMES, N_BANDS)


def test_a_short_sound_is_repeated_to_fill_its_patch() -> None:
    (patch,) = compute_patches(_make_tone(440, seconds=1))
    frames = 1 + SAMPLE_RATE_HZ // 256
    np.testing.assert_array_equal(patch[frames : 2 * frames], patch[:frames])


def test_full_scale_music_stays_a_finite_number() -> None:
    assert np.isfinite(compute_patches(_make_tone(440, seconds=3))).all()


def test_what_is_kept_is_the_mean_over_every_second_patch() -> None:
    def answer(patches: Patches) -> tuple[Vector, Vector]:
        loudness = patches.max(axis=(1, 2))[:, None]
        return np.repeat(loudness, 200, axis=1), np.repeat(loudness / 10, 50, axis=1)

    times = np.arange(int(9.1 * DECODED_HZ)) / DECODED_HZ
    # Three patches of 3 s: the second is loud, the first and the third are quiet.
    volume = np.where((times > 3.2) & (times < 5.8), 1, 0.001)
    sound = (volume * np.sin(2 * np.pi * 440 * times)).astype(np.float32)
    hearing = hear_sound(sound, answer)
    patches = compute_patches(librosa.resample(sound, orig_sr=DECODED_HZ, target_sr=SAMPLE_RATE_HZ))
    first, second, third = patches.max(axis=(1, 2))
    assert second > max(first, third) + 2
    np.testing.assert_allclose(hearing.vector, np.full(200, (first + third) / 2), rtol=1e-6)
    np.testing.assert_allclose(hearing.tags, np.full(50, (first + third) / 20), rtol=1e-6)


def _make_tone(pitch_hz: float, seconds: float) -> Samples:
    time = np.arange(int(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return np.sin(2 * np.pi * pitch_hz * time).astype(np.float32)
