"""Timbre, brightness and loudness frame by frame: the shape, the place and the height of the spectrum.

All are librosa's, with its defaults, but for the balance of the bands. What takes librosa long, as measured, is
computed here in fewer passes over the spectrogram; a test holds each to librosa's numbers.
"""

from functools import cache

import librosa
import numpy as np

from backend.domain.feature_vector import N_BANDS, N_CONTRAST_BANDS, N_MFCC
from pipelines.decode_audio import Samples
from pipelines.sound_spectrum import HOP_LENGTH, N_BINS, N_FFT, Frames, Spectrum, bin_frequencies_hz

ZERO = 1e-10
"""Samples up to this size have no sign. This and the following are librosa's defaults."""
ROLLED_SHARE = 0.85
LOWEST_OCTAVE_HZ = 200.0
EXTREME_SHARE = 0.02
QUIETEST = 1e-5


def compute_timbre(spectrum: Spectrum) -> dict[str, Frames]:
    """Return the features of timbre, brightness and loudness by name, (rows, frames) each."""
    mfcc = compute_mfcc(spectrum)
    centroid_hz = compute_centroid(spectrum)
    return {
        "mfcc": mfcc,
        "mfcc_delta": librosa.feature.delta(mfcc),
        "zero_crossing_rate": compute_zero_crossing_rate(spectrum.samples),
        "spectral_centroid_hz": centroid_hz,
        "bandwidth_hz": _compute_bandwidth(spectrum.magnitudes, centroid_hz),
        "rolloff_hz": _compute_rolloff(spectrum.magnitudes),
        "contrast_db": _compute_contrast(spectrum.magnitudes),
        "flatness": _compute_flatness(spectrum),
        "band_balance_db": _balance_bands(spectrum.mel),
        "rms": _compute_rms(spectrum.power),
    }


def compute_mfcc(spectrum: Spectrum) -> Frames:
    """Return the mel-frequency cepstral coefficients, (20, frames)."""
    mfcc: Frames = librosa.feature.mfcc(S=spectrum.mel_db, n_mfcc=N_MFCC)
    return mfcc


def compute_zero_crossing_rate(samples: Samples) -> Frames:
    """Return the share of samples that differ in sign from the one before, (1, frames)."""
    negative = np.pad(samples, N_FFT // 2, mode="edge") < -ZERO
    # How many there were up to each sample: the difference of two of them counts those between.
    crossings = np.zeros(len(negative), np.int32)
    np.cumsum(negative[1:] != negative[:-1], out=crossings[1:])
    within = crossings[N_FFT - 1 :: HOP_LENGTH] - crossings[: 1 - N_FFT : HOP_LENGTH]
    rate: Frames = within[np.newaxis] / np.float32(N_FFT)
    return rate


def compute_centroid(spectrum: Spectrum) -> Frames:
    """Return the mean frequency in Hz, weighed by magnitude, (1, frames); 0 where there is no sound."""
    weights = np.stack([np.ones(N_BINS, np.float32), bin_frequencies_hz()])
    total, weighted = weights @ spectrum.magnitudes
    centroid_hz: Frames = weighted / _or_one(total)
    return centroid_hz[np.newaxis]


def _compute_bandwidth(magnitudes: Frames, centroid_hz: Frames) -> Frames:
    """Return the deviation in Hz from the centroid, weighed by magnitude, (1, frames)."""
    squares = bin_frequencies_hz() - centroid_hz.T
    squares *= squares
    spread = np.einsum("tf,tf->t", squares, magnitudes.T) / _or_one(magnitudes.sum(axis=0))
    bandwidth: Frames = np.sqrt(spread)[np.newaxis]
    return bandwidth


def _or_one(totals: Frames) -> Frames:
    """What librosa divides by: the totals, and 1 where there is nothing to divide."""
    return np.where(totals < np.finfo(totals.dtype).tiny, 1, totals)


def _compute_rolloff(magnitudes: Frames) -> Frames:
    """Return the frequency in Hz below which lie 85 % of the magnitudes, (1, frames)."""
    below = np.cumsum(magnitudes.T, axis=1)
    bins = (below < ROLLED_SHARE * below[:, -1:]).sum(axis=1)
    return bin_frequencies_hz()[np.newaxis, bins]


def _compute_contrast(magnitudes: Frames) -> Frames:
    """Return by how many dB the strongest bins of each octave exceed its weakest, (7, frames)."""
    valleys, peaks = np.empty((2, N_CONTRAST_BANDS, magnitudes.shape[1]), np.float32)
    for octave, (bins, extremes) in enumerate(_find_octaves()):
        ranked = np.sort(magnitudes.T[:, bins], axis=1)
        valleys[octave] = ranked[:, :extremes].mean(axis=1)
        peaks[octave] = ranked[:, -extremes:].mean(axis=1)
    contrast: Frames = librosa.power_to_db(peaks) - librosa.power_to_db(valleys)
    return contrast


@cache
def _find_octaves() -> list[tuple[slice, int]]:
    """Return the bins of each octave, and how many of them are its extremes: by the rules of librosa.

    The first reaches up to 200 Hz. Each begins with the last bin of the one before, and counts, but does not use, the
    bin behind its end; the last takes in all that is left.
    """
    frequencies_hz = bin_frequencies_hz()
    octaves = []
    low_hz, high_hz = 0.0, LOWEST_OCTAVE_HZ
    for octave in range(N_CONTRAST_BANDS):
        last = octave == N_CONTRAST_BANDS - 1
        (inside,) = ((frequencies_hz >= low_hz) & (last | (frequencies_hz <= high_hz))).nonzero()
        first, stop = inside[0] - (octave > 0), inside[-1] + 1
        extremes = max(1, int(np.rint(EXTREME_SHARE * (stop - first))))
        octaves.append((slice(first, stop - (not last)), extremes))
        low_hz, high_hz = high_hz, 2 * high_hz
    return octaves


def _compute_flatness(spectrum: Spectrum) -> Frames:
    """Return the geometric mean of the power over its arithmetic mean, (1, frames): 1 for white noise."""
    audible = np.maximum(spectrum.magnitudes, QUIETEST).T
    # The mean of logarithms, of one in sixteen: products of pairs cannot leave the range of float32, nor their
    # products that of float64.
    half = N_BINS // 2
    products = (audible[:, :half] * audible[:, half : 2 * half]).astype(np.float64)
    for _ in range(3):
        half //= 2
        products = products[:, :half] * products[:, half:]
    logarithms = np.log(products).sum(axis=1) + np.log(audible[:, -1])
    audible *= audible
    flatness: Frames = np.exp(2 * logarithms / N_BINS) / audible.mean(axis=1)
    return flatness[np.newaxis]


def _balance_bands(mel: Frames) -> Frames:
    """The level of each sixteenth of the mel spectrum in dB over the mean of all sixteenths, which loudness leaves as
    it is."""
    bands = librosa.power_to_db(mel.reshape(N_BANDS, -1, mel.shape[1]).sum(axis=1))
    balance: Frames = bands - bands.mean(axis=0, keepdims=True)
    return balance.astype(np.float32, copy=False)


def _compute_rms(power: Frames) -> Frames:
    """Return the root of the mean square of the windowed samples, (1, frames), by Parseval's theorem."""
    # All bins but the first and the last stand for two frequencies, one of them negative.
    total = 2 * power.sum(axis=0, keepdims=True) - power[:1] - power[-1:]
    rms: Frames = np.sqrt(total) / N_FFT
    return rms
