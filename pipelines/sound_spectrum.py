"""The spectrogram of a sound, computed once for all the features that are read from it."""

from dataclasses import dataclass
from typing import Any

import librosa
import numpy as np
from numpy.typing import NDArray

from pipelines.decode_audio import SAMPLE_RATE_HZ, Samples

N_FFT = 2048
HOP_LENGTH = 512
"""librosa's defaults: windows of 93 ms, one every 23 ms."""

Frames = NDArray[np.floating[Any]]
"""One row a feature, one column a frame."""


@dataclass(frozen=True, slots=True)
class Spectrum:
    """What the features of mono `samples` at SAMPLE_RATE_HZ are read from; the spectrograms are float32.

    `magnitudes` and `power` are (1025, frames), linear in frequency; `mel` (128, frames) is the power in mel bands,
    and `mel_db` the same in decibels, no more than 80 below its loudest point.
    """

    samples: Samples
    magnitudes: Frames
    power: Frames
    mel: Frames
    mel_db: Frames


def compute_spectrum(samples: Samples) -> Spectrum:
    """Return the spectrogram of mono samples at 22,050 Hz, in the forms that the features need."""
    magnitudes = np.abs(librosa.stft(samples, n_fft=N_FFT, hop_length=HOP_LENGTH))
    power = magnitudes**2
    mel = librosa.feature.melspectrogram(S=power, sr=SAMPLE_RATE_HZ)
    return Spectrum(samples, magnitudes, power, mel, librosa.power_to_db(mel))
