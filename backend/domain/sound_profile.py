"""How a track sounds in a few numbers that have names, from which the reasons of recommendations are computed."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from backend.domain.feature_vector import ACOUSTIC, Slot, Vector

Profile = NDArray[np.float16]
"""Half precision: the profiles of a million tracks stay under 100 MB, and a reason needs no more digits."""

Rows = NDArray[np.intp]

_SAMPLED_PAIRS = 4096
_LEVELS = np.linspace(0, 1, 100)

PER_GROUP = 8
"""Slots of each part of the sound: enough to tell it, few enough that all parts together stay small."""


def _is_main(slot: Slot) -> bool:
    # Means, and single numbers such as the tempo: how a track sounds, rather than how much that varies.
    return slot.name.endswith("_mean") or not slot.name.endswith(("_std", "_median", "_max"))


def _choose_columns() -> list[int]:
    ordered = sorted(range(len(ACOUSTIC.slots)), key=lambda column: ACOUSTIC.slots[column].group)
    columns: list[int] = []
    for _, members in groupby(ordered, key=lambda column: ACOUSTIC.slots[column].group):
        columns += [column for column in members if _is_main(ACOUSTIC.slots[column])][:PER_GROUP]
    return columns


PROFILE_COLUMNS = _choose_columns()
"""Which slots of ACOUSTIC make the profile; those of one part of the sound are neighbours."""


def find_profile_groups() -> dict[str, slice]:
    """Return where each part of the sound stands in a profile."""
    groups: dict[str, slice] = {}
    for index, column in enumerate(PROFILE_COLUMNS):
        group = ACOUSTIC.slots[column].group
        first = groups[group].start if group in groups else index
        groups[group] = slice(first, index + 1)
    return groups


class SoundProfiles:
    """The profiles (tracks, numbers) of a collection, and in which part of the sound two of its tracks agree most."""

    def __init__(self, profiles: Profile, groups: dict[str, slice]) -> None:
        self._profiles = profiles
        self._groups = groups
        left, right = sample_pairs(len(profiles))
        distances = self._distances(left, right)
        self._quantiles = np.quantile(distances, _LEVELS, axis=0) if len(left) else np.zeros((1, len(groups)))

    def closest_groups(self, some: Rows, others: Rows) -> list[str]:
        """Return the part of the sound in which each row of `some` agrees most with that of `others` beside it.

        Each part's distance is ranked among those of random pairs of tracks, which makes parts of different sizes
        comparable; the part with the lowest rank wins, of those nearer than any random pair the one that is so by most.
        """
        distances = self._distances(some, others)
        levels = _LEVELS[: len(self._quantiles)]
        columns = zip(distances.T, self._quantiles.T, strict=True)
        ranks = np.stack([np.interp(column, quantiles, levels) for column, quantiles in columns], axis=1)
        ratios = distances / np.maximum(self._quantiles[0], 1e-6)
        lowest = ranks == ranks.min(axis=1, keepdims=True)
        names = list(self._groups)
        return [names[one] for one in np.where(lowest, ratios, np.inf).argmin(axis=1)]

    def _distances(self, left: Rows, right: Rows) -> Vector:
        """Return the squared distances (pairs, groups) of rows, in each part of the sound."""
        difference = self._profiles[left].astype(np.float32) - self._profiles[right].astype(np.float32)
        starts = np.array([part.start for part in self._groups.values()], dtype=np.intp)
        squares: Vector = np.add.reduceat(difference**2, starts, axis=1)
        return squares


def sample_pairs(tracks: int) -> tuple[Rows, Rows]:
    """Return the rows of many random pairs of different tracks, always the same for so many tracks."""
    if tracks < 2:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    rng = np.random.default_rng(0)
    left = rng.integers(tracks, size=_SAMPLED_PAIRS)
    # A step of at least one, so that no track is paired with itself.
    return left, (left + rng.integers(1, tracks, size=_SAMPLED_PAIRS)) % tracks


def profile_sounds(acoustic: Vector) -> Profile:
    """Return the profiles (tracks, numbers) of ACOUSTIC vectors (tracks, slots): z-scored within the collection."""
    chosen = acoustic[:, PROFILE_COLUMNS].astype(np.float64)
    spread = chosen.std(axis=0)
    scaled = (chosen - chosen.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    profiles: Profile = scaled.clip(-8, 8).astype(np.float16)
    return profiles


def pack_profile(profile: Profile) -> bytes:
    """Return the bytes that MongoDB stores: little-endian float16."""
    return np.ascontiguousarray(profile, dtype="<f2").tobytes()


def unpack_profiles(packed: Sequence[bytes]) -> Profile:
    """Return the profiles (tracks, numbers) that `pack_profile` packed one by one."""
    return np.frombuffer(b"".join(packed), dtype="<f2").reshape(len(packed), -1)
