"""The acoustic feature vector of a sound, computed with librosa, frame by frame and then as statistics."""

from typing import Any

import librosa
import numpy as np
from numpy.typing import NDArray

from backend.domain.feature_vector import ACOUSTIC, N_MFCC, Vector
from pipelines.decode_audio import SAMPLE_RATE_HZ, Samples

N_FFT = 2048
HOP_LENGTH = 512
"""librosa's defaults: windows of 93 ms, one every 23 ms."""

Frames = NDArray[np.floating[Any]]
"""One row a feature, one column a frame."""


def compute_acoustic_vector(samples: Samples) -> Vector:
    """Return the ACOUSTIC vector (44,) of mono samples at 22,050 Hz: mean and standard deviation of each feature."""
    by_name: dict[str, float] = {}
    for name, values in compute_frames(samples).items():
        by_name[f"{name}_mean"] = float(values.mean(dtype=np.float64))
        by_name[f"{name}_std"] = float(values.std(dtype=np.float64))
    return np.array([by_name[slot.name] for slot in ACOUSTIC.slots], dtype=np.float32)


def compute_frames(samples: Samples) -> dict[str, Frames]:
    """Return each feature frame by frame, (frames,), as librosa's plain calls define it.

    The spectrogram is computed once for all features that need it.
    """
    magnitudes = np.abs(librosa.stft(samples, n_fft=N_FFT, hop_length=HOP_LENGTH))
    mel = librosa.feature.melspectrogram(S=magnitudes**2, sr=SAMPLE_RATE_HZ)
    mfcc = librosa.feature.mfcc(S=librosa.power_to_db(mel), n_mfcc=N_MFCC)
    centroid_hz = librosa.feature.spectral_centroid(S=magnitudes, sr=SAMPLE_RATE_HZ)
    crossings = librosa.feature.zero_crossing_rate(samples, frame_length=N_FFT, hop_length=HOP_LENGTH)
    return {
        **{f"mfcc_{number:02d}": mfcc[number - 1] for number in range(1, N_MFCC + 1)},
        "zero_crossing_rate": crossings[0],
        "spectral_centroid_hz": centroid_hz[0],
    }
