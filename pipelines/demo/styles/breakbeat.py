"""Drum and bass: a broken beat at 170 and more, a growling bass below, thin pads above."""

from dataclasses import dataclass

import numpy as np

from pipelines.demo import drums
from pipelines.demo.effects import keep_band, reverb
from pipelines.demo.harmony import Key, draw_key, draw_progression, repeat_to
from pipelines.demo.instruments import Timbre, tone
from pipelines.demo.session import Note, Session
from pipelines.demo.waves import Sound, rolled_off, saw

_PROGRESSIONS = ((0, 0, 5, 5), (0, 0, 3, 6), (0, 5, 3, 4))


@dataclass(frozen=True)
class Manner:
    """What makes an artist's break their own: tempo, kick and snare patterns, ghost notes, bass."""

    tempos_bpm: tuple[float, float]
    kick: str
    snare: str
    bass_cents: tuple[float, ...]
    bass_pattern: str
    pad_level: float


MANNERS = (
    Manner((171, 175), "X... .... ..X. ....", ".... X..o .o.. X...", (-14, 0, 13), "X... ..x. ..x. x...", 0.16),
    Manner((166, 170), "X.X. .... ..X. .x..", ".... X..o .o.o X..o", (-22, 21), "X..x ..x. ...x ..x.", 0.1),
    Manner((174, 178), "X... ..X. .... X...", ".... X... .o.. Xo.o", (-6, 7), "X... .... x..x ....", 0.22),
)


def compose(hand: int, rng: np.random.Generator) -> Sound:
    """A piece by artist `hand` of the style, unmixed loudness, shape (2, n)."""
    manner = MANNERS[hand]
    session = Session(float(rng.uniform(*manner.tempos_bpm)))
    key = draw_key(rng, ("minor", "dorian"))
    degrees = repeat_to(draw_progression(rng, _PROGRESSIONS), session.bars)
    growl = Timbre(saw(18), rolled_off(6, 1.2), fall_s=0.25, release_s=0.04, detune_cents=manner.bass_cents)
    bass = session.play(tone(growl), _bass(key, degrees, manner.bass_pattern))
    sub = Timbre(rolled_off(2, 3), attack_s=0.01, release_s=0.05)
    deep = session.play(tone(sub), _bass(key, degrees, manner.bass_pattern))
    thin = Timbre(saw(16), attack_s=0.25, release_s=0.5, detune_cents=(-9, 8))
    pad = keep_band(session.play(tone(thin), _pads(key, degrees), spread=1), 400, 4500)
    below: Sound = 0.3 * bass + 0.4 * deep
    return below + manner.pad_level * reverb(pad, 2.2, 0.6) + _break(session, manner)


def _break(session: Session, manner: Manner) -> Sound:
    whole = range(session.bars)
    kick = session.strike(drums.kick(55, 260, 0.06), drums.read_pattern(manner.kick, whole))
    snare = session.strike(drums.snare(190, 0.05, 4), drums.read_pattern(manner.snare, whole))
    rides = session.strike(drums.hat(0.03, 6000, 7), drums.read_pattern("X.x. x.x.", whole), pan=0.25)
    shaker = session.strike(drums.hat(0.02, 7500, 8), drums.read_pattern(".oxo", whole), pan=-0.35)
    crash = session.strike(drums.hat(0.35, 4000, 9), [(0, 0.6), (2 * session.bars, 0.6)], pan=-0.1)
    beat: Sound = kick + 0.85 * reverb(snare, 0.5, 0.15, 8000) + 0.5 * rides + 0.45 * shaker + 0.4 * crash
    return beat


def _bass(key: Key, degrees: list[int], pattern: str) -> list[Note]:
    strokes = drums.read_pattern(pattern, range(len(degrees)))
    return [Note(beat, 0.7, key.pitch(degrees[int(beat // 4)] - 14), loudness) for beat, loudness in strokes]


def _pads(key: Key, degrees: list[int]) -> list[Note]:
    return [
        Note(4 * bar, 4, pitch, 0.7)
        for bar, degree in enumerate(degrees)
        for pitch in key.chord(degree, 3, key.root + 19)
    ]
