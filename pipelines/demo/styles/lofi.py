"""Lo-fi hip hop: a lazy swung beat, seventh chords on a tine piano, everything dull, dust on the record."""

from dataclasses import dataclass

import numpy as np

from pipelines.demo import drums
from pipelines.demo.effects import keep_band, reverb
from pipelines.demo.harmony import Key, Tune, draw_key, draw_progression, repeat_to, write_melody
from pipelines.demo.instruments import Instrument, Timbre, electric_piano, plucked, tone
from pipelines.demo.session import Note, Session
from pipelines.demo.waves import SAMPLE_RATE_HZ, Sound, rolled_off

_PROGRESSIONS = ((1, 4, 0, 5), (3, 2, 1, 0), (0, 5, 1, 4), (3, 4, 2, 5))
_RHYTHM = ((0.5, 0.5), (1, 1), (2.5, 0.5), (3, 0.75))


@dataclass(frozen=True)
class Manner:
    """What makes an artist's tape their own: tempo, swing, keys, drum patterns, dullness and dust."""

    tempos_bpm: tuple[float, float]
    swing: float
    lead: Instrument
    kick: str
    cutoff_hz: float
    dust_per_second: float


MANNERS = (
    Manner((74, 80), 0.22, electric_piano(0.9), "X... ..x. .x.. ....", 2300, 14),
    Manner((82, 88), 0.16, plucked(0.6, 0.4), "X..x .... ..X. ....", 2000, 25),
    Manner((68, 74), 0.28, electric_piano(0.3), "X... .... X..x ....", 1700, 9),
)


def compose(hand: int, rng: np.random.Generator) -> Sound:
    """A piece by artist `hand` of the style, unmixed loudness, shape (2, n)."""
    manner = MANNERS[hand]
    session = Session(float(rng.uniform(*manner.tempos_bpm)), swing=manner.swing, swing_beats=0.5)
    key = draw_key(rng, ("major", "dorian"))
    degrees = repeat_to(draw_progression(rng, _PROGRESSIONS), session.bars)
    chords = session.play(electric_piano(0.5), _chords(key, degrees), spread=0.4)
    lead = session.play(manner.lead, write_melody(key, degrees, Tune(_RHYTHM), rng))
    round_bass = Timbre(rolled_off(4, 2), half_life_s=0.8, attack_s=0.015, release_s=0.08)
    bass = session.play(tone(round_bass), _bass(key, degrees))
    band = 0.16 * chords + 0.16 * reverb(lead, 1.2, 0.3, 2500) + 0.35 * bass + 0.7 * _beat(session, manner)
    return keep_band(band, 40, manner.cutoff_hz) + _dust(band.shape[-1], manner.dust_per_second, rng)


def _beat(session: Session, manner: Manner) -> Sound:
    whole = range(session.bars)
    kick = session.strike(drums.kick(52, 110, 0.08), drums.read_pattern(manner.kick, whole))
    snare = session.strike(drums.snare(170, 0.06, 11), drums.read_pattern(".... X... .... X..o", whole))
    hats = session.strike(drums.hat(0.02, 5000, 12), drums.read_pattern("x.o. x.oo", whole), pan=0.2)
    beat: Sound = kick + 0.6 * snare + 0.35 * hats
    return beat


def _chords(key: Key, degrees: list[int]) -> list[Note]:
    return [
        Note(4 * bar + beat, beats, pitch, 0.8)
        for bar, degree in enumerate(degrees)
        for beat, beats in ((0, 2.2), (2.5, 1.4))
        for pitch in key.chord(degree, 4, key.root + 8)
    ]


def _bass(key: Key, degrees: list[int]) -> list[Note]:
    return [
        Note(4 * bar + beat, 1.3, key.pitch(degree - 14))
        for bar, degree in enumerate(degrees)
        for beat in (0, 1.75, 2.5)
    ]


def _dust(count: int, clicks_per_second: float, rng: np.random.Generator) -> Sound:
    """A worn record: a steady hiss, and clicks at random places on either side."""
    noise = 0.006 * rng.standard_normal((2, count), dtype=np.float32)
    clicks = round(clicks_per_second * count / SAMPLE_RATE_HZ)
    noise[rng.integers(2, size=clicks), rng.integers(count, size=clicks)] += rng.uniform(-0.2, 0.2, clicks)
    return noise
