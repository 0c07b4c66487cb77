"""Waves: periodic tones read from band-limited tables, noise, and the curves that shape them in time."""

import math
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Sound: TypeAlias = npt.NDArray[np.floating[Any]]
"""Samples at SAMPLE_RATE_HZ, full scale at 1: shape (n,) for one channel, (2, n) for left and right."""

Strengths: TypeAlias = tuple[float, ...]
"""How strong each harmonic of a tone is, the fundamental first."""

SAMPLE_RATE_HZ = 44_100
_TABLE_SIZE = 16_384
_HIGHEST_HARMONIC_HZ = 16_000.0


def oscillate(strengths: Strengths, frequency_hz: float | Sound, seconds: float) -> Sound:
    """A steady tone of these harmonics, shape (n,), peak near 1; harmonics above 16 kHz are left out.

    `frequency_hz` may be a curve of n samples, for vibrato and slides.
    """
    count = count_samples(seconds)
    steps = np.broadcast_to(np.asarray(frequency_hz, dtype=np.float64) / SAMPLE_RATE_HZ, (count,))
    phase = np.cumsum(steps)
    reach = max(1, int(_HIGHEST_HARMONIC_HZ / float(np.max(frequency_hz))))
    table = _tabulate(strengths[:reach])
    heard: Sound = table[(phase * _TABLE_SIZE).astype(np.int64) & (_TABLE_SIZE - 1)]
    return heard


@lru_cache(maxsize=256)
def _tabulate(strengths: Strengths) -> Sound:
    spectrum = np.zeros(_TABLE_SIZE // 2 + 1, dtype=np.complex128)
    spectrum[1 : len(strengths) + 1] = -1j * np.asarray(strengths)
    period = np.fft.irfft(spectrum)
    table: Sound = (period / np.abs(period).max()).astype(np.float32)
    return table


def sine() -> Strengths:
    """The fundamental alone."""
    return (1.0,)


def saw(harmonics: int) -> Strengths:
    """Every harmonic at 1/k: buzzing and full; fewer harmonics sound as if filtered."""
    return tuple(1 / k for k in range(1, harmonics + 1))


def pulse(harmonics: int, duty: float) -> Strengths:
    """A rectangular wave that is high for `duty` of its period: sin(pi k duty)/k, as in old sound chips."""
    return tuple(math.sin(math.pi * k * duty) / k for k in range(1, harmonics + 1))


def rolled_off(harmonics: int, slope: float) -> Strengths:
    """Every harmonic at k to the power -slope: the steeper, the darker."""
    return tuple(float(k) ** -slope for k in range(1, harmonics + 1))


def hiss(seconds: float, seed: int) -> Sound:
    """White noise, shape (n,), the same for the same seed."""
    return np.random.default_rng(seed).uniform(-1, 1, count_samples(seconds))


def decay(count: int, half_life_s: float) -> Sound:
    """A curve of `count` samples from 1 that halves every `half_life_s`; an infinite one stays at 1."""
    curve: Sound = np.exp2(np.arange(count) * (-1 / (half_life_s * SAMPLE_RATE_HZ)))
    return curve


def fade_edges(sound: Sound, attack_s: float, release_s: float) -> Sound:
    """The sound rising over `attack_s` and falling to nothing over `release_s`, by raised cosines."""
    length = sound.shape[-1]
    rise = min(count_samples(attack_s), length // 2)
    fall = min(count_samples(release_s), length - rise)
    shaped = sound.copy()
    shaped[..., :rise] *= _raised_cosine(rise)
    shaped[..., length - fall :] *= _raised_cosine(fall)[::-1]
    return shaped


def _raised_cosine(count: int) -> Sound:
    curve: Sound = 0.5 - 0.5 * np.cos(np.arange(count) * (math.pi / max(count, 1)))
    return curve


def count_samples(seconds: float) -> int:
    """How many samples last this long."""
    return round(seconds * SAMPLE_RATE_HZ)
