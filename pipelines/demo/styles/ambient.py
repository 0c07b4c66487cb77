"""Ambient: slow chords on soft pads in a very large room, with bells far away."""

from dataclasses import dataclass

import numpy as np

from pipelines.demo.effects import echo, keep_band, reverb
from pipelines.demo.harmony import Key, draw_key, draw_progression, repeat_to
from pipelines.demo.instruments import Timbre, tone
from pipelines.demo.session import Note, Session
from pipelines.demo.waves import Sound, Strengths, rolled_off, saw, sine

_PROGRESSIONS = ((0, 3, 5, 3), (0, 4, 3, 5), (5, 3, 0, 4), (0, 2, 3, 0))
_BELL = Timbre(rolled_off(4, 1.4), sine(), fall_s=0.08, half_life_s=0.7, release_s=0.6)


@dataclass(frozen=True)
class Manner:
    """What makes an artist's pads their own."""

    pad: Strengths
    cutoff_hz: float
    scales: tuple[str, ...]
    bells_per_bar: int


MANNERS = (
    Manner(saw(12), 900, ("lydian", "major"), bells_per_bar=1),
    Manner(rolled_off(8, 1.6), 700, ("dorian", "minor"), bells_per_bar=2),
    Manner(saw(20), 1200, ("major", "mixolydian"), bells_per_bar=0),
)


def compose(hand: int, rng: np.random.Generator) -> Sound:
    """A piece by artist `hand` of the style, unmixed loudness, shape (2, n)."""
    manner = MANNERS[hand]
    session = Session(float(rng.uniform(56, 66)))
    key = draw_key(rng, manner.scales)
    degrees = repeat_to(draw_progression(rng, _PROGRESSIONS), session.bars)
    warm = Timbre(manner.pad, attack_s=1.6, release_s=2.2, detune_cents=(-8, -3, 4, 9))
    pad = keep_band(session.play(tone(warm), _chords(key, degrees), spread=0.9), 60, manner.cutoff_hz)
    low = Timbre(rolled_off(3, 2), attack_s=0.9, release_s=1.5)
    drone = session.play(tone(low), [Note(4 * bar, 4, key.pitch(d - 14)) for bar, d in enumerate(degrees)])
    struck = session.play(tone(_BELL), _bells(key, degrees, manner.bells_per_bar, rng), spread=1)
    bells = echo(struck, 0.61, 0.6, 0.5)
    return reverb(pad + 0.5 * drone + 0.22 * bells, 4.5, 0.6, brightness_hz=1800)


def _chords(key: Key, degrees: list[int]) -> list[Note]:
    return [
        Note(4 * bar, 4, pitch, 0.8)
        for bar, degree in enumerate(degrees)
        for pitch in key.chord(degree, 4, key.root + 9)
    ]


def _bells(key: Key, degrees: list[int], per_bar: int, rng: np.random.Generator) -> list[Note]:
    return [
        Note(4 * bar + float(rng.integers(8)) / 2, 1, key.pitch(degree + int(rng.choice([7, 9, 11, 14]))))
        for bar, degree in enumerate(degrees)
        for _ in range(per_bar)
    ]
