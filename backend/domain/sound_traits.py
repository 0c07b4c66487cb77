"""How a track sounds in six numbers from 0 to 1, the same in every collection: pictures are drawn from them."""

import math
from typing import Any

from pydantic import BaseModel, Field

from backend.domain.feature_vector import ACOUSTIC, N_PITCHES, Vector

TRAITS_VERSION = 1
"""Changes whenever the same features would give other numbers."""

RANGES = {
    "brightness": ("spectral_centroid_hz_mean", 400.0, 4_000.0),
    "loudness": ("rms_mean", 0.01, 0.316),
    "energy": ("onset_mean", 0.45, 2.4),
    "noisiness": ("flatness_mean", 3e-5, 0.1),
    "tempo": ("tempo_bpm", 60.0, 200.0),
}
"""The slot of ACOUSTIC that a trait is read from, and the values that are 0 and 1: about the first and the last
hundredth of FMA's clips, and the tempos that music has. Between them each doubling is the same step, as to ears."""

_CHROMA = [f"chroma_{number:02d}_mean" for number in range(1, N_PITCHES + 1)]
_COLUMNS = {slot.name: column for column, slot in enumerate(ACOUSTIC.slots)}
_DIGITS = 3


class SoundTraits(BaseModel):
    """How a track sounds, each number from 0 to 1."""

    brightness: float = Field(ge=0, le=1, description="Spectral centroid, from 400 to 4,000 Hz.")
    loudness: float = Field(ge=0, le=1, description="Root mean square, from -40 to -10 dB of full scale.")
    energy: float = Field(ge=0, le=1, description="Onset strength: how much begins, and how hard.")
    noisiness: float = Field(ge=0, le=1, description="Spectral flatness: from tones to noise.")
    tempo: float = Field(ge=0, le=1, description="From 60 to 200 beats a minute.")
    key: float = Field(ge=0, lt=1, description="Its strongest pitch class round a circle: 0 is C, 0.75 is A.")


def read_traits(acoustic: Vector) -> SoundTraits:
    """Return the traits of an ACOUSTIC vector (493,); what lies outside a range counts as its end."""
    traits = {trait: _scale(float(acoustic[_COLUMNS[slot]]), low, high) for trait, (slot, low, high) in RANGES.items()}
    chroma = [float(acoustic[_COLUMNS[slot]]) for slot in _CHROMA]
    return SoundTraits(**traits, key=round(chroma.index(max(chroma)) / N_PITCHES, _DIGITS))


def describe_traits(traits: SoundTraits) -> dict[str, Any]:
    """Return the fields of a track's document that tell of its traits."""
    return {"sound": traits.model_dump(), "traits_version": TRAITS_VERSION}


def _scale(value: float, low: float, high: float) -> float:
    # Also for a value that is none, which compares as lower than any.
    within = min(value, high) if value > low else low
    return round(math.log(within / low) / math.log(high / low), _DIGITS)
