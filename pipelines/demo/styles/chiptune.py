"""Chiptune: two pulse waves, a triangle bass and noise drums, as on a games console of the eighties."""

from dataclasses import dataclass

import numpy as np

from pipelines.demo import drums
from pipelines.demo.harmony import Key, Tune, draw_key, draw_progression, repeat_to, write_melody
from pipelines.demo.instruments import Timbre, tone
from pipelines.demo.session import Note, Session
from pipelines.demo.waves import Sound, pulse

_PROGRESSIONS = ((0, 4, 5, 3), (0, 3, 4, 4), (5, 3, 0, 4), (0, 5, 3, 4))
_TRIANGLE = Timbre(tuple((-1) ** (k // 2) / k**2 if k % 2 else 0.0 for k in range(1, 16)), release_s=0.01)
_LEAD_RHYTHMS = (
    ((0, 0.5), (0.5, 0.5), (1, 0.5), (1.5, 1), (2.5, 0.5), (3, 0.5), (3.5, 0.5)),
    ((0, 0.75), (0.75, 0.75), (1.5, 0.5), (2, 0.5), (2.5, 0.5), (3, 1)),
    ((0, 0.25), (0.25, 0.25), (0.5, 0.5), (1, 1), (2, 0.25), (2.25, 0.25), (2.5, 0.5), (3, 0.75)),
)


@dataclass(frozen=True)
class Manner:
    """What makes an artist's chip their own: tempo, widths of the pulses, speed of the arpeggio, scale."""

    tempos_bpm: tuple[float, float]
    lead_duty: float
    arpeggio_duty: float
    arpeggio_beats: float
    scales: tuple[str, ...]


MANNERS = (
    Manner((140, 152), 0.25, 0.125, 0.25, ("major", "mixolydian")),
    Manner((156, 168), 0.5, 0.25, 0.25, ("minor", "dorian")),
    Manner((128, 138), 0.125, 0.5, 0.125, ("major", "lydian")),
)


def compose(hand: int, rng: np.random.Generator) -> Sound:
    """A piece by artist `hand` of the style, unmixed loudness, shape (2, n)."""
    manner = MANNERS[hand]
    session = Session(float(rng.uniform(*manner.tempos_bpm)))
    key = draw_key(rng, manner.scales)
    degrees = repeat_to(draw_progression(rng, _PROGRESSIONS), session.bars)
    rhythm = _LEAD_RHYTHMS[int(rng.integers(len(_LEAD_RHYTHMS)))]
    lead = Timbre(pulse(40, manner.lead_duty), attack_s=0.002, release_s=0.02, vibrato_cents=12)
    chip = Timbre(pulse(40, manner.arpeggio_duty), half_life_s=0.12, attack_s=0.001, release_s=0.01)
    melody = session.play(tone(lead), write_melody(key, degrees, Tune(rhythm), rng))
    arpeggio = session.play(tone(chip), _arpeggio(key, degrees, manner.arpeggio_beats), spread=0.5)
    bass = session.play(tone(_TRIANGLE), _bass(key, degrees))
    mix: Sound = 0.32 * melody + 0.22 * arpeggio + 0.6 * bass + 0.08 * _noise_drums(session)
    return mix


def _arpeggio(key: Key, degrees: list[int], step_beats: float) -> list[Note]:
    steps = round(4 / step_beats)
    return [
        Note(4 * bar + step * step_beats, step_beats, key.pitch(degree + (7, 9, 11, 14)[step % 4]))
        for bar, degree in enumerate(degrees)
        for step in range(steps)
    ]


def _bass(key: Key, degrees: list[int]) -> list[Note]:
    return [
        Note(4 * bar + half / 2, 0.42, key.pitch(degree - 14 + 7 * (half % 2)))
        for bar, degree in enumerate(degrees)
        for half in range(8)
    ]


def _noise_drums(session: Session) -> Sound:
    whole = range(session.bars)
    low = session.strike(drums.crunch(2500, 0.03, 1), drums.read_pattern("X... .... X.x. ....", whole))
    high = session.strike(drums.crunch(12_000, 0.04, 2), drums.read_pattern(".... X... .... X...", whole))
    tick = session.strike(drums.crunch(30_000, 0.01, 3), drums.read_pattern("x.o.", whole))
    beat: Sound = low + 0.8 * high + 0.5 * tick
    return beat
