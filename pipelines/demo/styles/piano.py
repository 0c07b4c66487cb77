"""Solo piano: a broken chord in the left hand, a tune in the right, the pedal down."""

from dataclasses import dataclass

import numpy as np

from pipelines.demo.effects import reverb
from pipelines.demo.harmony import Key, Tune, draw_key, draw_progression, repeat_to, write_melody
from pipelines.demo.instruments import piano
from pipelines.demo.session import Note, Session
from pipelines.demo.waves import Sound

_PROGRESSIONS = ((0, 5, 3, 4), (0, 4, 5, 3), (5, 3, 0, 4), (0, 2, 3, 4), (0, 3, 1, 4))


@dataclass(frozen=True)
class Manner:
    """What makes a pianist: tempo, touch, the left hand's figure in scale degrees, the right's rhythm."""

    tempos_bpm: tuple[float, float]
    hardness: float
    beats_per_bar: int
    figure: tuple[int, ...]
    rhythm: tuple[tuple[float, float], ...]
    scales: tuple[str, ...]


MANNERS = (
    Manner((66, 74), 0.6, 4, (0, 4, 7, 9, 11, 9, 7, 4), ((0, 1.5), (1.5, 0.5), (2, 2)), ("major", "lydian")),
    Manner((92, 104), 0.5, 3, (0, 4, 7, 4, 7, 4), ((0, 1), (1, 0.5), (1.5, 0.5), (2, 1)), ("minor", "dorian")),
    Manner(
        (78, 86), 0.8, 4, (0, 7, 4, 7, 2, 7, 4, 7), ((0, 0.5), (0.5, 0.5), (1, 1), (2, 0.5), (2.5, 1.5)), ("major",)
    ),
)


def compose(hand: int, rng: np.random.Generator) -> Sound:
    """A piece by artist `hand` of the style, unmixed loudness, shape (2, n)."""
    manner = MANNERS[hand]
    session = Session(float(rng.uniform(*manner.tempos_bpm)), manner.beats_per_bar)
    key = draw_key(rng, manner.scales)
    degrees = repeat_to(draw_progression(rng, _PROGRESSIONS), session.bars)
    tune = Tune(manner.rhythm, manner.beats_per_bar)
    right = _breathe(write_melody(key, degrees, tune, rng), rng)
    left = _breathe(_left_hand(key, degrees, manner), rng)
    keys = session.play(piano(manner.hardness), right + left, spread=0.6)
    return reverb(keys, 1.8, 0.22, brightness_hz=3500)


def _left_hand(key: Key, degrees: list[int], manner: Manner) -> list[Note]:
    step = manner.beats_per_bar / len(manner.figure)
    low = [
        Note(bar * manner.beats_per_bar, manner.beats_per_bar, key.pitch(degree - 14), 0.6)
        for bar, degree in enumerate(degrees)
    ]
    broken = [
        Note(bar * manner.beats_per_bar + place * step, 2 * step, key.pitch(degree + up - 7), 0.45)
        for bar, degree in enumerate(degrees)
        for place, up in enumerate(manner.figure)
    ]
    return low + broken


def _breathe(notes: list[Note], rng: np.random.Generator) -> list[Note]:
    """Hands are never exact: each note a little early or late, louder or softer."""
    late = rng.uniform(0, 0.03, len(notes))
    force = rng.uniform(0.8, 1.1, len(notes))
    return [
        Note(note.beat + float(d), note.beats, note.pitch, note.loudness * float(f))
        for note, d, f in zip(notes, late, force, strict=True)
    ]
