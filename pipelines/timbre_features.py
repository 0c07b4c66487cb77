"""Timbre, brightness and loudness frame by frame: the shape, the place and the height of the spectrum."""

import librosa
import numpy as np

from backend.domain.feature_vector import N_BANDS, N_MFCC
from pipelines.decode_audio import SAMPLE_RATE_HZ
from pipelines.sound_spectrum import HOP_LENGTH, N_FFT, Frames, Spectrum


def compute_timbre(spectrum: Spectrum) -> dict[str, Frames]:
    """Return the features of timbre, brightness and loudness by name, (rows, frames) each.

    All are librosa's, with its defaults, but for the balance of the bands.
    """
    magnitudes, rate_hz = spectrum.magnitudes, SAMPLE_RATE_HZ
    mfcc = librosa.feature.mfcc(S=spectrum.mel_db, n_mfcc=N_MFCC)
    centroid_hz = librosa.feature.spectral_centroid(S=magnitudes, sr=rate_hz)
    return {
        "mfcc": mfcc,
        "mfcc_delta": librosa.feature.delta(mfcc),
        "zero_crossing_rate": librosa.feature.zero_crossing_rate(
            spectrum.samples, frame_length=N_FFT, hop_length=HOP_LENGTH
        ),
        "spectral_centroid_hz": centroid_hz,
        "bandwidth_hz": librosa.feature.spectral_bandwidth(S=magnitudes, sr=rate_hz, centroid=centroid_hz),
        "rolloff_hz": librosa.feature.spectral_rolloff(S=magnitudes, sr=rate_hz),
        "contrast_db": librosa.feature.spectral_contrast(S=magnitudes, sr=rate_hz),
        "flatness": librosa.feature.spectral_flatness(S=magnitudes),
        "band_balance_db": _balance_bands(spectrum.mel),
        "rms": librosa.feature.rms(S=magnitudes, frame_length=N_FFT),
    }


def _balance_bands(mel: Frames) -> Frames:
    """The level of each sixteenth of the mel spectrum in dB over the mean of all sixteenths, which loudness leaves as
    it is."""
    bands = librosa.power_to_db(mel.reshape(N_BANDS, -1, mel.shape[1]).sum(axis=1))
    balance: Frames = bands - bands.mean(axis=0, keepdims=True)
    return balance.astype(np.float32, copy=False)
