"""Choir and organ: a chorale in four parts, held long, in a church."""

from dataclasses import dataclass

import numpy as np

from pipelines.demo.effects import reverb
from pipelines.demo.harmony import Key, draw_key, draw_progression, repeat_to
from pipelines.demo.instruments import Instrument, Timbre, singers, tone
from pipelines.demo.session import Note, Session
from pipelines.demo.waves import Sound, Strengths

_PROGRESSIONS = ((0, 3, 4, 0), (0, 5, 1, 4), (0, 4, 5, 3), (3, 0, 4, 5))
_PRINCIPAL: Strengths = (1, 0.8, 0.25, 0.6, 0.1, 0.3, 0.05, 0.35)
_FLUTE: Strengths = (1, 0.15, 0.35, 0.05, 0.1, 0.02, 0.05, 0.02)


@dataclass(frozen=True)
class Manner:
    """What makes an ensemble: vowel, organ stop, their balance, and how often the chord changes."""

    vowel: Instrument
    stop: Strengths
    organ_level: float
    chord_beats: int
    scales: tuple[str, ...]


MANNERS = (
    Manner(singers((800, 1150, 2900)), _FLUTE, 0.35, 4, ("major",)),
    Manner(singers((350, 800, 2700)), _PRINCIPAL, 0.8, 2, ("minor", "dorian")),
    Manner(singers((500, 1750, 2500)), _PRINCIPAL, 0.5, 4, ("mixolydian", "major")),
)


def compose(hand: int, rng: np.random.Generator) -> Sound:
    """A piece by artist `hand` of the style, unmixed loudness, shape (2, n)."""
    manner = MANNERS[hand]
    session = Session(float(rng.uniform(70, 84)))
    key = draw_key(rng, manner.scales)
    chords = session.bars * 4 // manner.chord_beats
    degrees = repeat_to(draw_progression(rng, _PROGRESSIONS), chords)
    voices = session.play(manner.vowel, _parts(key, degrees, manner.chord_beats), spread=1)
    pipes = Timbre(manner.stop, attack_s=0.06, release_s=0.15, detune_cents=(-2, 2))
    organ = session.play(tone(pipes), _organ(key, degrees, manner.chord_beats), spread=0.5)
    return reverb(voices + manner.organ_level * organ, 3.2, 0.5, brightness_hz=3500)


def _parts(key: Key, degrees: list[int], beats: int) -> list[Note]:
    return [
        Note(index * beats, beats, pitch, 0.6)
        for index, degree in enumerate(degrees)
        for pitch in (*key.chord(degree, 3, key.root + 14), key.pitch(degree - 7))
    ]


def _organ(key: Key, degrees: list[int], beats: int) -> list[Note]:
    pedal = [Note(index * beats, beats, key.pitch(degree - 14), 0.9) for index, degree in enumerate(degrees)]
    hands = [
        Note(index * beats, beats, pitch, 0.5)
        for index, degree in enumerate(degrees)
        for pitch in key.chord(degree, 3, key.root + 7)
    ]
    return pedal + hands
