"""How clusters sound, in words: where their acoustic features differ most from the collection's."""

import numpy as np
from numpy.typing import NDArray

from backend.domain.feature_vector import ACOUSTIC, Vector

WORDS = {
    "spectral_centroid_hz_mean": ("bright", "dark"),
    "rms_mean": ("loud", "quiet"),
    "onset_mean": ("percussive", "smooth"),
    "pulse_mean": ("steady", "free"),
    "flatness_mean": ("noisy", "clear"),
}
"""For a slot of ACOUSTIC, the word for much of it and the word for little.

The tempo has none: an estimate is often twice or half of what people tap, which calls drum and bass slow.
"""

NOTICEABLE = 0.5
"""A cluster's mean must lie so many standard deviations from the collection's: Cohen's medium effect."""
MAX_WORDS = 4


def describe_sound(acoustic: Vector, clusters: NDArray[np.int32], k: int) -> list[list[str]]:
    """Return the words for each of `k` clusters, the most telling first; none for what sounds like everything.

    `acoustic` (tracks, slots) are ACOUSTIC vectors, `clusters` (tracks,) says where each track is.
    """
    names = [slot.name for slot in ACOUSTIC.slots]
    values = acoustic[:, [names.index(name) for name in WORDS]].astype(np.float64)
    spread = values.std(axis=0)
    scaled = (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return [_choose_words(scaled[clusters == cluster]) for cluster in range(k)]


def _choose_words(scaled: NDArray[np.float64]) -> list[str]:
    if not len(scaled):
        return []
    means = scaled.mean(axis=0)
    telling = [slot for slot in np.argsort(-np.abs(means), kind="stable") if abs(means[slot]) >= NOTICEABLE]
    words = list(WORDS.values())
    return [words[slot][0 if means[slot] > 0 else 1] for slot in telling[:MAX_WORDS]]
