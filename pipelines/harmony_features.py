"""Harmony frame by frame: how strong each pitch class is."""

import warnings

import librosa
import numpy as np

from pipelines.decode_audio import SAMPLE_RATE_HZ
from pipelines.sound_spectrum import Frames, Spectrum, bin_frequencies_hz

LOWEST_PITCH_HZ, HIGHEST_PITCH_HZ = 150.0, 4000.0
PEAK_SHARE = 0.1
"""A peak exceeds this share of the strongest bin of its frame. These are the defaults of librosa's `piptrack`."""


def compute_harmony(spectrum: Spectrum) -> dict[str, Frames]:
    """Return the features of harmony by name, (12, frames) each, from 0 to 1 within a frame.

    `chroma` is librosa's chroma_stft, from C upwards, tuned to the sound; `chroma_over_key` the same from the pitch
    class upwards that is strongest on the whole, so that the same music in another key has the same numbers.
    """
    tuning = _estimate_tuning(spectrum.power)
    chroma = librosa.feature.chroma_stft(S=spectrum.power, sr=SAMPLE_RATE_HZ, tuning=tuning)
    key = int(chroma.mean(axis=1).argmax())
    return {"chroma": chroma, "chroma_over_key": np.roll(chroma, -key, axis=0)}


def _estimate_tuning(power: Frames) -> float:
    """Return by which part of a semitone the sound is tuned above 440 Hz, from -0.5 to 0.5.

    It is librosa's `estimate_tuning`, which interpolates at every bin; here it is done at the peaks alone.
    """
    pitches_hz, strengths = _find_peaks(power)
    if len(strengths):
        pitches_hz = pitches_hz[strengths >= np.median(strengths)]
    with warnings.catch_warnings():
        # A sound without any pitch is as well tuned as any other.
        warnings.filterwarnings("ignore", "Trying to estimate tuning from empty frequency set")
        return float(librosa.pitch_tuning(pitches_hz))


def _find_peaks(power: Frames) -> tuple[Frames, Frames]:
    """Return frequencies in Hz and strengths, (peaks,) each, of the peaks of all frames, by a parabola through three
    bins."""
    frequencies_hz = bin_frequencies_hz()
    first, stop = np.searchsorted(frequencies_hz, [LOWEST_PITCH_HZ, HIGHEST_PITCH_HZ])
    before, at, after = (power.T[:, first + step : stop + step] for step in (-1, 0, 1))
    threshold = PEAK_SHARE * power.max(axis=0)
    peaks = ((at > threshold[:, np.newaxis]) & (at > before) & (at >= after)).nonzero()
    before, at, after = before[peaks], at[peaks], after[peaks]
    slope, curvature = (after - before) / 2, 2 * at - after - before
    # Where the parabola is so flat that its top lies beyond the neighbours, the bin itself is the peak.
    shift = np.where(np.abs(slope) < np.abs(curvature), slope / curvature, 0)
    bins = first + peaks[1] + shift
    return bins * frequencies_hz[1], at + slope * shift / 2
