"""The acoustic features as anybody would ask librosa for them, call by call: their definition, and a yardstick."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import librosa
import numpy as np
from numpy.typing import NDArray

RATE_HZ = 22_050
HOP_LENGTH = 512

Samples = NDArray[np.float32]
Frames = NDArray[np.floating[Any]]


def load(path: Path) -> Samples:
    samples: Samples = librosa.load(path, sr=RATE_HZ)[0]
    return samples


def compute_first_three(samples: Samples) -> dict[str, Frames]:
    """The features that the replaced system had."""
    return {
        "mfcc": librosa.feature.mfcc(y=samples, sr=RATE_HZ, n_mfcc=20),
        "zero_crossing_rate": librosa.feature.zero_crossing_rate(samples),
        "spectral_centroid_hz": librosa.feature.spectral_centroid(y=samples, sr=RATE_HZ),
    }


def compute_frames(samples: Samples) -> tuple[dict[str, Frames], float]:
    """Every feature, (rows, frames) by name, and the tempo in beats a minute; no call of librosa twice."""
    first = compute_first_three(samples)
    chroma = librosa.feature.chroma_stft(y=samples, sr=RATE_HZ)
    mel = librosa.feature.melspectrogram(y=samples, sr=RATE_HZ)
    tempogram = librosa.feature.tempogram(y=samples, sr=RATE_HZ)
    features = {
        **first,
        "mfcc_delta": librosa.feature.delta(first["mfcc"]),
        "bandwidth_hz": librosa.feature.spectral_bandwidth(y=samples, sr=RATE_HZ),
        "rolloff_hz": librosa.feature.spectral_rolloff(y=samples, sr=RATE_HZ),
        "contrast_db": librosa.feature.spectral_contrast(y=samples, sr=RATE_HZ),
        "flatness": librosa.feature.spectral_flatness(y=samples),
        "band_balance_db": _balance_bands(mel),
        "rms": librosa.feature.rms(S=np.abs(librosa.stft(samples))),
        "chroma": chroma,
        "chroma_over_key": np.roll(chroma, -int(chroma.mean(axis=1).argmax()), axis=0),
        "onset": librosa.onset.onset_strength(y=samples, sr=RATE_HZ)[np.newaxis],
        "pulse": tempogram[1:].mean(axis=0, keepdims=True),
        "pulse_at_lag": _find_pulses(tempogram),
        "band_onset_db": _find_band_onsets(librosa.power_to_db(mel)),
    }
    # Of the tempogram that the other features are of: 8.9 s, where librosa takes 8 s by default.
    return features, float(librosa.feature.tempo(tg=tempogram, sr=RATE_HZ)[0])


def summarise(frames: dict[str, Frames]) -> dict[str, Frames]:
    """The mean, deviation, median and maximum of each feature, (4, rows) by name."""
    return {
        name: np.stack([rows.mean(axis=1), rows.std(axis=1), np.median(rows, axis=1), rows.max(axis=1)])
        for name, rows in frames.items()
    }


def _balance_bands(mel: Frames) -> Frames:
    level_db: Frames = librosa.power_to_db(np.stack([part.sum(axis=0) for part in np.split(mel, 16)]))
    balance_db: Frames = level_db - level_db.mean(axis=0)
    return balance_db


def _find_band_onsets(mel_db: Frames) -> Frames:
    mean_db = np.stack([part.mean(axis=0) for part in np.split(mel_db, 16)])
    growth_db: Frames = np.maximum(mean_db[:, 1:] - mean_db[:, :-1], 0)
    return growth_db


def _find_pulses(tempogram: Frames) -> Frames:
    lags_seconds = np.arange(len(tempogram)) * HOP_LENGTH / RATE_HZ
    edges = np.geomspace(0.1, lags_seconds[-1], 13)
    inside = [(lags_seconds >= low) & (lags_seconds < high) for low, high in pairwise(edges)]
    return np.stack([tempogram[lags].max(axis=0) for lags in inside])
