"""Harmony: keys, chords, basses and melodies as scale degrees that become notes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.demo.session import Note

SCALES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
}
_SHAPE_OF_BARS = "AABA"
"""Which bars of a melody share their contour: the listener hears a tune, not a wandering."""


@dataclass(frozen=True)
class Key:
    """A scale on a root: MIDI pitch of degree 0 in the octave below middle C, and the scale's steps."""

    root: int
    scale: str

    def pitch(self, degree: int) -> int:
        """The MIDI pitch of a degree; degree 7 is one octave above degree 0."""
        steps = SCALES[self.scale]
        octave, step = divmod(degree, len(steps))
        return self.root + 12 * octave + steps[step]

    def chord(self, degree: int, size: int, centre: int) -> list[int]:
        """The pitches of the chord in thirds on a degree, each in the octave nearest to `centre`, low to high."""
        pitches = (self.pitch(degree + 2 * third) for third in range(size))
        return sorted(pitch + 12 * round((centre - pitch) / 12) for pitch in pitches)


def draw_key(rng: np.random.Generator, scales: Sequence[str]) -> Key:
    """Any of the twelve roots, and one of the scales."""
    return Key(root=int(rng.integers(48, 60)), scale=str(rng.choice(list(scales))))


def draw_progression(rng: np.random.Generator, choices: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """One of the chord progressions, as scale degrees, a bar each."""
    return choices[int(rng.integers(len(choices)))]


def repeat_to(progression: Sequence[int], bars: int) -> list[int]:
    """The progression over and over until it fills the bars."""
    return [progression[bar % len(progression)] for bar in range(bars)]


@dataclass(frozen=True)
class Tune:
    """What a melody keeps from bar to bar: its rhythm as (beat, beats), and how many octaves above the root."""

    rhythm: tuple[tuple[float, float], ...]
    beats_per_bar: int = 4
    octave: int = 1


def write_melody(key: Key, degrees: Sequence[int], tune: Tune, rng: np.random.Generator) -> list[Note]:
    """A tune over the chords, one bar for each degree: on whole beats it stands on the chord, between them it steps."""
    contours = {name: rng.integers(-2, 3, size=len(tune.rhythm)) for name in sorted(set(_SHAPE_OF_BARS))}
    notes: list[Note] = []
    place = 4
    for bar, degree in enumerate(degrees):
        contour = contours[_SHAPE_OF_BARS[bar % len(_SHAPE_OF_BARS)]]
        for step, (beat, beats) in zip(contour, tune.rhythm, strict=True):
            place = _stay_near(place + int(step), 4)
            if beat == int(beat):
                place = _nearest_chord_degree(place, degree)
            pitch = key.pitch(place + 7 * tune.octave)
            notes.append(Note(bar * tune.beats_per_bar + beat, beats, pitch, 1.0 if beat == 0 else 0.8))
    return notes


def _stay_near(place: int, middle: int) -> int:
    return place - 5 if place > middle + 6 else place + 5 if place < middle - 5 else place


def _nearest_chord_degree(place: int, degree: int) -> int:
    nearby = range(place - 3, place + 4)
    return min(nearby, key=lambda other: ((other - degree) % 7 not in (0, 2, 4), abs(other - place)))
