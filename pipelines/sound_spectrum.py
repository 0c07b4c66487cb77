"""The spectrogram of a sound, computed once for all the features that are read from it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import librosa
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from pipelines.decode_audio import SAMPLE_RATE_HZ, Samples

N_FFT = 2048
HOP_LENGTH = 512
"""librosa's defaults: windows of 93 ms, one every 23 ms."""
N_BINS = N_FFT // 2 + 1
N_MEL = 128
BLOCK = 32
"""Frames transformed at once: so many stay in the processor's cache."""
FILTERS_AT_ONCE = 8
"""Neighbouring mel filters that are one matrix product: together they span few bins, and all others are zero."""

Frames = NDArray[np.floating[Any]]
"""One row a feature, one column a frame."""


@dataclass(frozen=True, slots=True)
class Spectrum:
    """What the features of mono `samples` at SAMPLE_RATE_HZ are read from; the spectrograms are float32.

    `magnitudes` and `power` are (1025, frames), linear in frequency; `mel` (128, frames) is the power in mel bands,
    and `mel_db` the same in decibels, no more than 80 below its loudest point. In memory a frame lies beside the next,
    as in what librosa's `stft` returns: what is summed over frequencies is summed along memory.
    """

    samples: Samples
    magnitudes: Frames
    power: Frames
    mel: Frames
    mel_db: Frames


def compute_spectrum(samples: Samples) -> Spectrum:
    """Return the spectrogram of mono samples at 22,050 Hz, in the forms that the features need.

    The numbers are those of librosa's `stft`, `melspectrogram` and `power_to_db` with their defaults, up to the
    rounding of float32.
    """
    magnitudes = _compute_magnitudes(samples)
    power = magnitudes**2
    mel = np.empty((len(power), N_MEL), np.float32)
    for bands, bins, weights in _load_mel_filters():
        np.matmul(power[:, bins], weights, out=mel[:, bands])
    return Spectrum(samples, magnitudes.T, power.T, mel.T, librosa.power_to_db(mel.T))


def bin_frequencies_hz() -> NDArray[np.float32]:
    """Return the frequency of each bin of a spectrogram, (1025,)."""
    return np.asarray(librosa.fft_frequencies(sr=SAMPLE_RATE_HZ, n_fft=N_FFT), np.float32)


def _compute_magnitudes(samples: Samples) -> NDArray[np.float32]:
    """Return the magnitude of each bin of each frame, (frames, 1025)."""
    # As in librosa, the window and so the transform are float64: in float32, which takes two thirds of the time, the
    # weakest bins of a frame, of which the contrast tells, would be noise of rounding.
    window = librosa.filters.get_window("hann", N_FFT)
    framed = sliding_window_view(np.pad(samples, N_FFT // 2), N_FFT)[::HOP_LENGTH]
    magnitudes = np.empty((len(framed), N_BINS), np.float32)
    for first in range(0, len(framed), BLOCK):
        block = slice(first, first + BLOCK)
        np.abs(np.fft.rfft(framed[block] * window).astype(np.complex64), out=magnitudes[block])
    return magnitudes


@cache
def _load_mel_filters() -> list[tuple[slice, slice, NDArray[np.float32]]]:
    """Return groups of librosa's mel filters: which bands, which bins they span, and the weights (bins, bands)."""
    filters = librosa.filters.mel(sr=SAMPLE_RATE_HZ, n_fft=N_FFT, n_mels=N_MEL)
    groups = []
    for first in range(0, N_MEL, FILTERS_AT_ONCE):
        bands = slice(first, first + FILTERS_AT_ONCE)
        spanned = np.flatnonzero(filters[bands].any(axis=0))
        bins = slice(spanned[0], spanned[-1] + 1)
        groups.append((bands, bins, np.ascontiguousarray(filters[bands, bins].T)))
    return groups
