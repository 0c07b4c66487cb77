"""Drums: single strokes made of swept sines and shaped noise."""

import math

import numpy as np

from pipelines.demo.effects import keep_band
from pipelines.demo.waves import SAMPLE_RATE_HZ, Sound, count_samples, decay, fade_edges, hiss

_LOUDNESS = {"X": 1.0, "x": 0.7, "o": 0.4}


def read_pattern(pattern: str, bars: range, bar_beats: int = 4) -> list[tuple[float, float]]:
    """The strokes, as (beat, loudness), of a pattern of sixteenths repeated through these bars.

    X is loud, x is softer, o is a ghost, anything else is silent; spaces do not count.
    """
    steps = pattern.replace(" ", "")
    first, last = bars.start * bar_beats * 4, bars.stop * bar_beats * 4
    marks = ((step, steps[step % len(steps)]) for step in range(first, last))
    return [(step / 4, _LOUDNESS[mark]) for step, mark in marks if mark in _LOUDNESS]


def kick(end_hz: float, sweep_hz: float, half_life_s: float) -> Sound:
    """A bass drum: a sine that falls from `end_hz + sweep_hz` to `end_hz`; more sweep, more click."""
    count = count_samples(half_life_s * 7)
    pitch = end_hz + sweep_hz * decay(count, 0.012)
    body = np.sin(2 * math.pi * np.cumsum(pitch) / SAMPLE_RATE_HZ)
    return fade_edges(body * decay(count, half_life_s), 0.0005, half_life_s)


def snare(tone_hz: float, half_life_s: float, seed: int) -> Sound:
    """A snare drum: a short tone under a rattle of noise."""
    count = count_samples(half_life_s * 7)
    moments = np.arange(count) / SAMPLE_RATE_HZ
    shell = np.sin(2 * math.pi * tone_hz * moments) * decay(count, half_life_s * 0.5)
    rattle = keep_band(hiss(half_life_s * 7, seed)[:count], 900, 9000) * decay(count, half_life_s)
    return fade_edges(0.5 * shell + 1.1 * rattle, 0.0005, half_life_s)


def hat(half_life_s: float, low_hz: float, seed: int) -> Sound:
    """A cymbal: noise above `low_hz`; a short half-life is closed, a long one open."""
    rush = keep_band(hiss(half_life_s * 7, seed), low_hz, 16_000)
    return fade_edges(rush * decay(len(rush), half_life_s), 0.0005, half_life_s)


def clap(seed: int) -> Sound:
    """Hands: three bursts of noise close together, then a short tail."""
    seconds = 0.25
    burst = keep_band(hiss(seconds, seed), 800, 5000)
    moments = np.arange(len(burst)) / SAMPLE_RATE_HZ
    hands = [np.where(moments >= at, np.exp2(-(moments - at) / 0.006), 0) for at in (0.0, 0.011, 0.023)]
    tail = np.where(moments >= 0.03, 0.7 * np.exp2(-(moments - 0.03) / 0.035), 0)
    return fade_edges(burst * (np.sum(hands, axis=0) + tail), 0.0005, 0.05)


def crunch(step_hz: float, half_life_s: float, seed: int) -> Sound:
    """A sound chip's noise drum: random levels held for 1/step_hz each."""
    count = count_samples(half_life_s * 7)
    held = np.arange(count) * step_hz // SAMPLE_RATE_HZ
    levels = np.random.default_rng(seed).choice([-1.0, 1.0], size=int(held[-1]) + 1)
    return fade_edges(levels[held.astype(np.int64)] * decay(count, half_life_s), 0.0005, half_life_s)
