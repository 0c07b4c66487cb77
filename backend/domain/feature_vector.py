"""The feature vector of a track: its named slots, their order and groups, and the versions of it."""

from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
"""Float32 numbers: (slots,) for one track, (tracks, slots) for many."""

N_MFCC = 20


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


def _statistics(feature: str, group: str) -> tuple[Slot, Slot]:
    return Slot(f"{feature}_mean", group), Slot(f"{feature}_std", group)


def _mfcc_group(number: int) -> str:
    # The first cepstral coefficient is the log energy; the others are the shape of the spectrum.
    return "loudness" if number == 1 else "timbre"


ACOUSTIC = FeatureSet(
    name="acoustic",
    version=1,
    slots=(
        *(slot for number in range(1, N_MFCC + 1) for slot in _statistics(f"mfcc_{number:02d}", _mfcc_group(number))),
        *_statistics("zero_crossing_rate", "brightness"),
        *_statistics("spectral_centroid_hz", "brightness"),
    ),
)
"""Mean and standard deviation over frames of 20 MFCC, zero-crossing rate and spectral centroid: 44 slots."""


def group_slices(slots: tuple[Slot, ...]) -> dict[str, slice]:
    """Return where each group of `slots` stands in the vector; a group's slots are neighbours."""
    slices: dict[str, slice] = {}
    start = 0
    for group, members in groupby(slots, key=lambda slot: slot.group):
        stop = start + len(list(members))
        slices[group] = slice(start, stop)
        start = stop
    return slices


def pack_vector(vector: Vector) -> bytes:
    """Return the bytes that MongoDB stores: little-endian float32."""
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def unpack_vector(data: bytes) -> Vector:
    """Return the vector that `pack_vector` packed."""
    return np.frombuffer(data, dtype="<f4")
