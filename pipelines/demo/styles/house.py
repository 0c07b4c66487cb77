"""House: four on the floor, a clap on two and four, off-beat hats, chord stabs, and a bass and a wide pad that pump."""

from dataclasses import dataclass

import numpy as np

from pipelines.demo import drums
from pipelines.demo.effects import duck, echo, reverb
from pipelines.demo.harmony import Key, draw_key, draw_progression, repeat_to
from pipelines.demo.instruments import Timbre, tone
from pipelines.demo.session import Note, Session
from pipelines.demo.waves import Sound, pulse, rolled_off, saw, sine

_PROGRESSIONS = ((0, 0, 5, 6), (0, 3, 0, 4), (0, 5, 3, 4), (0, 2, 5, 3))
_PAD = Timbre(saw(40), attack_s=0.02, release_s=0.1, detune_cents=(-12, -5, 6, 13))
_BASS = Timbre(saw(14), rolled_off(3, 1.6), fall_s=0.06, half_life_s=0.6, release_s=0.03)


@dataclass(frozen=True)
class Manner:
    """What makes an artist's club their own: tempo, stabs, bass line and hats."""

    tempos_bpm: tuple[float, float]
    stab: Timbre
    stab_beats: tuple[float, ...]
    bass_pattern: str
    hat_pattern: str


MANNERS = (
    Manner(
        (121, 125),
        Timbre(saw(24), saw(5), fall_s=0.09, half_life_s=0.25, detune_cents=(-10, 0, 11)),
        (0.75, 1.5, 2.75),
        "..x. ..x. ..x. ..xx",
        "..X. ..X. ..X. ..X.",
    ),
    Manner(
        (126, 130),
        Timbre(pulse(20, 0.5), sine(), fall_s=0.07, half_life_s=0.2),
        (0.5, 1.5, 2.5, 3.25),
        "..xx .xx. ..xx .xx.",
        "o.Xo o.Xo o.Xo o.Xo",
    ),
    Manner(
        (117, 121),
        Timbre((1, 0.7, 0.5, 0.4, 0.05, 0.3, 0.05, 0.35), sine(), fall_s=0.3, half_life_s=0.4),
        (0, 0.75, 2.5),
        "x..x ..x. x..x ..x.",
        "..Xo ..X. ..Xo ..Xo",
    ),
)


def compose(hand: int, rng: np.random.Generator) -> Sound:
    """A piece by artist `hand` of the style, unmixed loudness, shape (2, n)."""
    manner = MANNERS[hand]
    session = Session(float(rng.uniform(*manner.tempos_bpm)))
    key = draw_key(rng, ("minor", "dorian"))
    degrees = repeat_to(draw_progression(rng, _PROGRESSIONS), session.bars)
    beats = [session.moment_s(beat) for beat in range(4 * session.bars)]
    stabs = session.play(tone(manner.stab), _stabs(key, degrees, manner.stab_beats), spread=0.6)
    room = reverb(echo(stabs, 0.75 * session.beat_s, 0.5, 0.35), 1.4, 0.3)
    pad = session.play(tone(_PAD), _pads(key, degrees), spread=0.8)
    bass = session.play(tone(_BASS), _bass(key, degrees, manner.bass_pattern))
    pumped = duck(0.4 * room + 0.28 * pad + 0.6 * bass, beats, 0.75, 0.6 * session.beat_s)
    return pumped + _beat(session, manner)


def _beat(session: Session, manner: Manner) -> Sound:
    whole = range(session.bars)
    kick = session.strike(drums.kick(48, 190, 0.09), drums.read_pattern("X... X... X... X...", whole))
    clap = session.strike(drums.clap(3), drums.read_pattern(".... X... .... X...", range(2, session.bars)))
    open_hat = drums.hat(0.05, 7000, 5)
    hats = session.strike(open_hat, drums.read_pattern(manner.hat_pattern, range(1, session.bars)), pan=0.2)
    closed = session.strike(drums.hat(0.015, 8500, 6), drums.read_pattern("xoxo", whole), pan=-0.3)
    beat: Sound = kick + 0.5 * reverb(clap, 0.6, 0.2) + 0.2 * hats + 0.12 * closed
    return beat


def _stabs(key: Key, degrees: list[int], beats: tuple[float, ...]) -> list[Note]:
    return [
        Note(4 * bar + beat, 0.3, pitch)
        for bar, degree in enumerate(degrees)
        for beat in beats
        for pitch in key.chord(degree, 4, key.root + 14)
    ]


def _pads(key: Key, degrees: list[int]) -> list[Note]:
    return [
        Note(4 * bar, 4, pitch, 0.7)
        for bar, degree in enumerate(degrees)
        for pitch in key.chord(degree, 3, key.root + 12)
    ]


def _bass(key: Key, degrees: list[int], pattern: str) -> list[Note]:
    strokes = drums.read_pattern(pattern, range(len(degrees)))
    return [Note(beat, 0.22, key.pitch(degrees[int(beat // 4)] - 14), loudness) for beat, loudness in strokes]
