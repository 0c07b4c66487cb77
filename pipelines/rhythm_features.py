"""Rhythm frame by frame: where sounds begin, and how regularly; and the tempo of the whole."""

from itertools import pairwise

import librosa
import numpy as np
import scipy.fft
from numpy.lib.stride_tricks import sliding_window_view

from backend.domain.feature_vector import N_BANDS, N_LAG_BANDS
from pipelines.decode_audio import SAMPLE_RATE_HZ
from pipelines.sound_spectrum import HOP_LENGTH, Frames, Spectrum

TEMPOGRAM_FRAMES = 384
"""librosa's default: windows of 8.9 s."""
SHORTEST_LAG_SECONDS = 0.1
"""No beat is faster; the longest lag is that of librosa's tempogram, 8.9 s."""


def compute_rhythm(spectrum: Spectrum) -> tuple[dict[str, Frames], float]:
    """Return the features of rhythm by name, (rows, frames) each, and the tempo in beats a minute.

    `onset` is librosa's onset strength; `pulse` and `pulse_at_lag` tell how much of it returns, from its tempogram:
    Grosche, Müller & Kurth 2010, "Cyclic tempogram". `band_onset_db` is by how much each sixteenth of the mel spectrum
    grew louder since the frame before.
    """
    onset = librosa.onset.onset_strength(S=spectrum.mel_db, sr=SAMPLE_RATE_HZ, hop_length=HOP_LENGTH)
    tempogram = _compute_tempogram(onset)
    tempo_bpm = librosa.feature.tempo(onset_envelope=onset, sr=SAMPLE_RATE_HZ, hop_length=HOP_LENGTH, tg=tempogram)
    features = {
        "onset": onset[np.newaxis],
        # Without the first lag, 0, where every sound agrees with itself.
        "pulse": tempogram[1:].mean(axis=0, keepdims=True),
        "pulse_at_lag": _find_pulses(tempogram),
        "band_onset_db": _find_band_onsets(spectrum.mel_db),
    }
    return features, float(tempo_bpm[0])


def _compute_tempogram(onset: Frames) -> Frames:
    """Return how well the onsets around each frame agree with themselves at each lag, (384, frames), at most 1.

    It is librosa's `tempogram` in float32: the local autocorrelation, by the Wiener-Khinchin theorem.
    """
    window = librosa.filters.get_window("hann", TEMPOGRAM_FRAMES).astype(np.float32)
    padded = np.pad(onset, TEMPOGRAM_FRAMES // 2, mode="linear_ramp")
    framed = sliding_window_view(padded, TEMPOGRAM_FRAMES)[: len(onset)]
    # Twice as long, so that no end meets the beginning.
    squares = scipy.fft.rfft(framed * window, n=2 * TEMPOGRAM_FRAMES).view(np.float32)
    squares *= squares
    # A power spectrum is real and even: its inverse transform is one of cosines.
    lags = scipy.fft.dct(squares[:, 0::2] + squares[:, 1::2], type=1)[:, :TEMPOGRAM_FRAMES]
    highest = np.abs(lags).max(axis=1, keepdims=True)
    tempogram: Frames = lags / np.where(highest > 0, highest, 1)
    return tempogram.T


def _find_pulses(tempogram: Frames) -> Frames:
    """Return the highest autocorrelation in each of N_LAG_BANDS ranges of lags, evenly wide in octaves."""
    lags_seconds = np.arange(len(tempogram)) * HOP_LENGTH / SAMPLE_RATE_HZ
    edges = np.searchsorted(lags_seconds, np.geomspace(SHORTEST_LAG_SECONDS, lags_seconds[-1], N_LAG_BANDS + 1))
    return np.stack([tempogram[first:last].max(axis=0) for first, last in pairwise(edges)])


def _find_band_onsets(mel_db: Frames) -> Frames:
    bands = mel_db.reshape(N_BANDS, -1, mel_db.shape[1]).mean(axis=1)
    growth: Frames = np.diff(bands, axis=1)
    return growth.clip(min=0)
