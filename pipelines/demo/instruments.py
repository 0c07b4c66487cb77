"""Pitched instruments: each makes one note of a given pitch and length."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from pipelines.demo.waves import (
    SAMPLE_RATE_HZ,
    Sound,
    Strengths,
    count_samples,
    decay,
    fade_edges,
    hiss,
    oscillate,
    rolled_off,
)

Instrument: TypeAlias = Callable[[float, float], Sound]
"""From a frequency in Hz and the seconds a note is held to its sound, shape (n,), release included."""


@dataclass(frozen=True)
class Timbre:
    """A tone that goes from bright to dark as it sounds, in one or more slightly detuned voices."""

    bright: Strengths
    dark: Strengths = (1.0,)
    fall_s: float = math.inf
    """Half-life of the bright part; infinite: it stays bright."""
    half_life_s: float = math.inf
    attack_s: float = 0.005
    release_s: float = 0.05
    detune_cents: tuple[float, ...] = (0.0,)
    vibrato_cents: float = 0.0


def tone(timbre: Timbre) -> Instrument:
    """An instrument of this timbre: pianos, organs, pads, leads and basses are made of it."""

    def play(frequency_hz: float, seconds: float) -> Sound:
        length_s = seconds + timbre.release_s
        voices = [_voice(timbre, frequency_hz * _ratio(cents), length_s) for cents in timbre.detune_cents]
        mixed = np.sum(voices, axis=0) / math.sqrt(len(voices))
        fading = mixed if math.isinf(timbre.half_life_s) else mixed * decay(len(mixed), timbre.half_life_s)
        return fade_edges(fading, timbre.attack_s, timbre.release_s)

    return play


def _voice(timbre: Timbre, frequency_hz: float, length_s: float) -> Sound:
    pitch = _bend(frequency_hz, length_s, timbre.vibrato_cents) if timbre.vibrato_cents else frequency_hz
    bright = oscillate(timbre.bright, pitch, length_s)
    if math.isinf(timbre.fall_s):
        return bright
    share = decay(len(bright), timbre.fall_s)
    return share * bright + (1 - share) * oscillate(timbre.dark, pitch, length_s)


def _bend(frequency_hz: float, length_s: float, cents: float) -> Sound:
    moments = np.arange(count_samples(length_s)) / SAMPLE_RATE_HZ
    depth = np.minimum(moments / 0.4, 1) * cents  # a player adds vibrato once the note stands
    return frequency_hz * np.exp2(depth * np.sin(2 * math.pi * 5.1 * moments) / 1200)


def _ratio(cents: float) -> float:
    return float(2 ** (cents / 1200))


def piano(hardness: float) -> Instrument:
    """Struck strings: three strings a note, higher notes dying sooner; `hardness` 0 is felt, 1 is bright."""

    def play(frequency_hz: float, seconds: float) -> Sound:
        life_s = min(1.6, 0.9 * (220 / frequency_hz) ** 0.6)
        struck = Timbre(
            bright=rolled_off(18, 1.9 - 0.9 * hardness),
            dark=rolled_off(5, 2.3 - 0.5 * hardness),
            fall_s=0.05 + 0.12 * hardness,
            half_life_s=life_s,
            attack_s=0.012 - 0.010 * hardness,
            release_s=0.25,
            detune_cents=(-1.1, 0.0, 0.9),
        )
        return tone(struck)(frequency_hz, seconds)

    return play


def plucked(softness: float, half_life_s: float) -> Instrument:
    """A plucked string after Karplus and Strong (1983): noise in a loop that averages neighbours.

    `softness` from 0 to 1 dulls the plectrum; `half_life_s` is how fast the loop loses its energy.
    """

    def play(frequency_hz: float, seconds: float) -> Sound:
        length_s = seconds + 0.15
        period = max(2, int(SAMPLE_RATE_HZ / frequency_hz - 0.5))
        loss = 0.5 ** (1 / (frequency_hz * half_life_s))
        burst = hiss(period / SAMPLE_RATE_HZ, seed=round(frequency_hz * 16))[:period]
        dulled = (1 - softness) * burst + softness * _smooth_circle(burst, max(1, period // 12))
        looped = _loop_string(dulled - dulled.mean(), loss, count_samples(length_s) + 2 * period)
        # The loop is a whole number of samples long plus half a one: read it at the pitch asked for.
        step = frequency_hz * (period + 0.5) / SAMPLE_RATE_HZ
        positions = np.arange(count_samples(length_s)) * step
        string = np.interp(positions, np.arange(len(looped)), looped)
        return fade_edges(string / np.abs(string).max(), 0.001, 0.15)

    return play


def _smooth_circle(burst: Sound, width: int) -> Sound:
    kernel = np.zeros(len(burst))
    kernel[:width] = 1 / math.sqrt(width)
    return np.fft.irfft(np.fft.rfft(burst) * np.fft.rfft(kernel), len(burst))


def _loop_string(burst: Sound, loss: float, count: int) -> Sound:
    period = len(burst)
    string = np.zeros(count + period)
    string[1 : period + 1] = burst  # one leading zero: the first average needs a sample before the burst
    for start in range(period + 1, len(string), period):
        stop = min(start + period, len(string))
        newer = string[start - period : stop - period]
        older = string[start - period - 1 : stop - period - 1]
        string[start:stop] = 0.5 * loss * (newer + older)
    return string[1 : count + 1]


def electric_piano(bite: float) -> Instrument:
    """A tine piano by frequency modulation (Chowning 1973): a bell that fades over a round body."""

    def play(frequency_hz: float, seconds: float) -> Sound:
        count = count_samples(seconds + 0.2)
        angle = np.arange(count) * (2 * math.pi * frequency_hz / SAMPLE_RATE_HZ)
        body = np.sin(angle + (0.4 + bite) * decay(count, 0.5) * np.sin(angle))
        bell = 0.16 * bite * decay(count, 0.06) * np.sin(7 * angle)
        return fade_edges((body + bell) * decay(count, 0.9), 0.004, 0.2)

    return play


def singers(formants_hz: tuple[float, ...], voices: int = 3) -> Instrument:
    """A section singing one vowel: harmonics shaped by the vowel's formants, each voice a little off."""

    def play(frequency_hz: float, seconds: float) -> Sound:
        harmonics = frequency_hz * np.arange(1, max(2, int(5000 / frequency_hz)))
        bumps = [
            np.exp(-(((harmonics - peak) / (90 + 0.09 * peak)) ** 2)) / (1 + i) for i, peak in enumerate(formants_hz)
        ]
        strengths = (np.sum(bumps, axis=0) + 0.04) / np.arange(1, len(harmonics) + 1) ** 0.5
        section = Timbre(
            bright=tuple(strengths.tolist()),
            attack_s=0.18,
            release_s=0.35,
            detune_cents=tuple(np.linspace(-9, 9, voices).tolist()),
            vibrato_cents=14,
        )
        return tone(section)(frequency_hz, seconds)

    return play
