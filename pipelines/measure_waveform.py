"""The waveform of a sound file as the player draws it: how loud each part of the whole file is at most."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backend.domain.feature_vector import N_PEAKS
from pipelines.decode_audio import SAMPLE_RATE_HZ, TOLERATED_SECONDS, Sound
from pipelines.decode_blocks import Block, decode_blocks

LOUDEST_PEAK = 255


def measure_waveform(path: Path, sound: Sound) -> bytes:
    """Return the peaks of a file, N_PEAKS bytes: its loudest sample, and so the loudest of all peaks, is 255.

    They cover `sound.file_seconds` from the first to the last, evenly and linearly. A clip was decoded whole, and its
    samples are looked at again; of a longer piece only the middle was, so that it is decoded once more, in blocks. What
    of it cannot be decoded is silent.
    """
    is_whole = len(sound.samples) >= (sound.file_seconds - TOLERATED_SECONDS) * SAMPLE_RATE_HZ
    blocks = [(sound.samples, SAMPLE_RATE_HZ)] if is_whole else decode_blocks(path)
    peaks = find_peaks(blocks, sound.file_seconds)
    loudest = peaks.max()
    return np.rint(peaks * (LOUDEST_PEAK / loudest if loudest else 0)).astype(np.uint8).tobytes()


def find_peaks(blocks: Iterable[Block], file_seconds: float) -> NDArray[np.float64]:
    """Return the largest absolute sample in each of N_PEAKS equal parts of a file that lasts so long."""
    peaks = np.zeros(N_PEAKS)
    start = 0
    for samples, rate_hz in blocks:
        total = max(round(file_seconds * rate_hz), N_PEAKS)
        first, last = start * N_PEAKS // total, (start + len(samples) - 1) * N_PEAKS // total
        edges = [-(-part * total // N_PEAKS) - start for part in range(first + 1, last + 1)]
        loudness = np.abs(samples)
        # Only what is analysed was checked; a number that is none would swallow its neighbours.
        loudness[~np.isfinite(loudness)] = 0
        # Lengths are rounded, and headers are not exact: what lies beyond the end counts to the last part.
        parts = np.arange(first, last + 1).clip(max=N_PEAKS - 1)
        np.maximum.at(peaks, parts, np.maximum.reduceat(loudness, [0, *edges]))
        start += len(samples)
    return peaks
