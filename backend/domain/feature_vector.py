"""The feature vectors of a track: their named slots, the slots' order and groups, and the vectors' versions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
"""Float32 numbers: (slots,) for one track, (tracks, slots) for many."""

N_MFCC = 20
N_PITCHES = 12
N_BANDS = 16
"""Neighbouring parts of the mel spectrum: for the balance of the spectrum, and for the onsets in each part."""
N_CONTRAST_BANDS = 7
N_LAG_BANDS = 12
N_LEARNED = 200
N_PEAKS = 400


@dataclass(frozen=True, slots=True)
class Slot:
    """One number of a vector: its name and the part of the sound that it tells of."""

    name: str
    group: str


@dataclass(frozen=True, slots=True)
class FeatureSet:
    """A vector's definition. The version changes whenever the same sound would give other numbers."""

    name: str
    version: int
    slots: tuple[Slot, ...]


def _name_rows(feature: str, group: str, rows: int) -> tuple[Slot, ...]:
    return tuple(Slot(f"{feature}_{number:02d}", group) for number in range(1, rows + 1))


FIRST_FEATURES = (
    # The first cepstral coefficient is the log energy; the others are the shape of the spectrum.
    *(Slot(f"mfcc_{number:02d}", "loudness" if number == 1 else "timbre") for number in range(1, N_MFCC + 1)),
    Slot("zero_crossing_rate", "brightness"),
    Slot("spectral_centroid_hz", "brightness"),
)
"""The features of version 1, whose means and deviations are the whole input of the system that Segue replaces."""

LATER_FEATURES = (
    *_name_rows("mfcc_delta", "timbre", N_MFCC),
    *_name_rows("band_balance_db", "timbre", N_BANDS),
    Slot("bandwidth_hz", "brightness"),
    Slot("rolloff_hz", "brightness"),
    *_name_rows("contrast_db", "brightness", N_CONTRAST_BANDS),
    Slot("flatness", "brightness"),
    *_name_rows("chroma_over_key", "harmony", N_PITCHES),
    *_name_rows("chroma", "harmony", N_PITCHES),
    Slot("rms", "loudness"),
    Slot("onset", "rhythm"),
    Slot("pulse", "rhythm"),
    *_name_rows("pulse_at_lag", "rhythm", N_LAG_BANDS),
    *_name_rows("band_onset_db", "rhythm", N_BANDS),
)
"""The features that version 2 added, frame by frame as those before."""


def _summarise(features: tuple[Slot, ...], *statistics: str) -> tuple[Slot, ...]:
    return tuple(Slot(f"{one.name}_{statistic}", one.group) for one in features for statistic in statistics)


ACOUSTIC = FeatureSet(
    name="acoustic",
    version=2,
    slots=(
        *_summarise(FIRST_FEATURES, "mean", "std"),
        *_summarise(FIRST_FEATURES, "median", "max"),
        Slot("tempo_bpm", "rhythm"),
        *_summarise(LATER_FEATURES, "mean", "std", "median", "max"),
    ),
)
"""Mean, standard deviation, median and maximum over frames of 123 features, and the tempo: 493 slots.

The first 44 are those of version 1, in its order: the recipe `seed` is made of them. What each feature is, and how it
is computed, stands in pipelines/acoustic_features.py.
"""

MUSICNN = FeatureSet(
    name="musicnn",
    version=1,
    slots=tuple(Slot(f"musicnn_{number:03d}", "learned") for number in range(1, N_LEARNED + 1)),
)
"""The layer below the last of the MusiCNN network: 200 slots, none of which has a meaning of its own."""

WAVEFORM = FeatureSet(
    name="waveform",
    version=1,
    slots=tuple(Slot(f"peak_{number:03d}", "loudness") for number in range(1, N_PEAKS + 1)),
)
"""The loudest sample of each 400th of the whole file, which the player draws: stored as bytes, 255 is the loudest."""


def pack_vector(vector: Vector) -> bytes:
    """Return the bytes that MongoDB stores: little-endian float32."""
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def unpack_vector(data: bytes | bytearray) -> Vector:
    """Return the vector that `pack_vector` packed."""
    return np.frombuffer(data, dtype="<f4")
