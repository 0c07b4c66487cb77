"""Folk: plucked steel and nylon strings, a picking pattern under a simple tune."""

from dataclasses import dataclass

import numpy as np

from pipelines.demo.effects import reverb
from pipelines.demo.harmony import Key, Tune, draw_key, draw_progression, repeat_to, write_melody
from pipelines.demo.instruments import plucked
from pipelines.demo.session import Note, Session
from pipelines.demo.waves import Sound

_PROGRESSIONS = ((0, 3, 0, 4), (0, 4, 5, 3), (0, 6, 3, 0), (0, 3, 4, 0), (5, 3, 0, 4))
_RHYTHMS = {
    4: ((0, 1), (1, 0.5), (1.5, 0.5), (2, 1), (3, 0.5), (3.5, 0.5)),
    3: ((0, 1), (1, 0.5), (1.5, 0.5), (2, 1)),
}


@dataclass(frozen=True)
class Manner:
    """What makes a player: tempo, strings, the order in which the chord is picked, strummed or not."""

    tempos_bpm: tuple[float, float]
    beats_per_bar: int
    softness: float
    half_life_s: float
    picking: tuple[int, ...]
    strums: bool


MANNERS = (
    Manner((92, 104), 4, 0.15, 0.5, (0, 2, 1, 3, 0, 3, 1, 2), strums=False),
    Manner((108, 124), 3, 0.3, 0.4, (0, 2, 3, 2, 3, 2), strums=True),
    Manner((112, 124), 4, 0.0, 0.35, (0, 3, 2, 1, 0, 3, 2, 3), strums=True),
)


def compose(hand: int, rng: np.random.Generator) -> Sound:
    """A piece by artist `hand` of the style, unmixed loudness, shape (2, n)."""
    manner = MANNERS[hand]
    session = Session(float(rng.uniform(*manner.tempos_bpm)), manner.beats_per_bar)
    key = draw_key(rng, ("major", "mixolydian"))
    degrees = repeat_to(draw_progression(rng, _PROGRESSIONS), session.bars)
    strings = plucked(manner.softness, manner.half_life_s)
    accompaniment = _picking(key, degrees, manner) + (_strums(key, degrees, manner) if manner.strums else [])
    guitar = session.play(strings, accompaniment, spread=0.7)
    tune = Tune(_RHYTHMS[manner.beats_per_bar], manner.beats_per_bar)
    lead = session.play(plucked(0.0, 0.6), write_melody(key, degrees, tune, rng))
    return reverb(guitar + 0.9 * lead, 0.9, 0.12, brightness_hz=5000)


def _picking(key: Key, degrees: list[int], manner: Manner) -> list[Note]:
    bar_beats = manner.beats_per_bar
    step = bar_beats / len(manner.picking)
    low = [Note(bar * bar_beats, 2, key.pitch(degree - 7), 0.8) for bar, degree in enumerate(degrees)]
    picked = [
        Note(bar * bar_beats + place * step, 1.5, key.chord(degree, 4, key.root + 7)[string], 0.55)
        for bar, degree in enumerate(degrees)
        for place, string in enumerate(manner.picking)
    ]
    return low + picked


def _strums(key: Key, degrees: list[int], manner: Manner) -> list[Note]:
    bar_beats = manner.beats_per_bar
    return [
        Note(bar * bar_beats + beat + 0.03 * string, 0.8, pitch, 0.3)
        for bar, degree in enumerate(degrees)
        for beat in range(1, bar_beats, 2)
        for string, pitch in enumerate(key.chord(degree, 4, key.root + 9))
    ]
