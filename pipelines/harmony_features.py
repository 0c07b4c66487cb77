"""Harmony frame by frame: how strong each pitch class is."""

import warnings

import librosa
import numpy as np

from pipelines.decode_audio import SAMPLE_RATE_HZ
from pipelines.sound_spectrum import Frames, Spectrum


def compute_harmony(spectrum: Spectrum) -> dict[str, Frames]:
    """Return the features of harmony by name, (12, frames) each, from 0 to 1 within a frame.

    `chroma` is librosa's chroma_stft, from C upwards, tuned to the sound; `chroma_over_key` the same from the pitch
    class upwards that is strongest on the whole, so that the same music in another key has the same numbers.
    """
    with warnings.catch_warnings():
        # A sound without any pitch is as well tuned as any other.
        warnings.filterwarnings("ignore", "Trying to estimate tuning from empty frequency set")
        chroma = librosa.feature.chroma_stft(S=spectrum.power, sr=SAMPLE_RATE_HZ)
    key = int(chroma.mean(axis=1).argmax())
    return {"chroma": chroma, "chroma_over_key": np.roll(chroma, -key, axis=0)}
