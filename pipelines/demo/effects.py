"""Effects on whole recordings: filters, echo, reverb, ducking, and the final loudness."""

import math

import numpy as np

from pipelines.demo.waves import SAMPLE_RATE_HZ, Sound, count_samples, fade_edges

_LIMITER_HOP = 128
_LOUDNESS_DBFS = -15.5
_PEAK_DBFS = -2.5  # the MP3 encoder adds up to 2 dB to the peaks of cymbals and pulse waves


def finish(mix: Sound) -> Sound:
    """The mix made ready to be heard, shape (2, n): no offset, soft ends, as loud as all others.

    Peaks stay under -2.5 dBFS; a steady sound that is loud enough without may peak lower.
    """
    clean = fade_edges(mix - mix.mean(axis=1, keepdims=True), 0.03, 1.8)
    target = 10 ** (_LOUDNESS_DBFS / 20)
    ceiling = 10 ** (_PEAK_DBFS / 20)
    for _ in range(3):  # holding the peaks costs loudness: what it cost is given back
        clean = _hold_peaks(clean * (target / _rms(clean)), ceiling)
    finished: Sound = clean.astype(np.float32)
    return finished


def _rms(sound: Sound) -> float:
    return float(np.sqrt(np.mean(np.square(sound))))


def _hold_peaks(sound: Sound, ceiling: float) -> Sound:
    length = sound.shape[-1]
    hops = -(-length // _LIMITER_HOP)
    padded = np.pad(np.abs(sound).max(axis=0), (0, hops * _LIMITER_HOP - length))
    needed = np.minimum(1, ceiling / np.maximum(padded.reshape(hops, _LIMITER_HOP).max(axis=1), 1e-9))
    reach = 8  # hops: the gain is down before a peak comes and stays down for as long after it
    around = np.lib.stride_tricks.sliding_window_view(np.pad(needed, reach, constant_values=1), 2 * reach + 1)
    bell = np.hanning(2 * reach + 1)
    gains = np.convolve(np.pad(around.min(axis=1), reach // 2, mode="edge"), bell[::2] / bell[::2].sum(), "valid")
    centres = (np.arange(hops) + 0.5) * _LIMITER_HOP
    return sound * np.interp(np.arange(length), centres, gains[:hops])


def keep_band(sound: Sound, low_hz: float, high_hz: float) -> Sound:
    """What lies between the two frequencies, falling by 12 dB an octave outside; same shape, no phase shift."""
    length = sound.shape[-1]
    padded = _padded_length(length + 2048)
    hertz = np.fft.rfftfreq(padded, 1 / SAMPLE_RATE_HZ).astype(np.float32)
    rise = (hertz / low_hz) ** 2
    gain = rise / np.sqrt(1 + rise**2) / np.sqrt(1 + (hertz / high_hz) ** 4)
    kept: Sound = np.fft.irfft(np.fft.rfft(sound, padded) * gain, padded)[..., :length]
    return kept


def _padded_length(length: int) -> int:
    """The next length whose only factors are 2, 3 and 5: Fourier transforms of others take far longer."""
    odd_parts: list[int] = [int(3**threes * 5**fives) for threes in range(9) for fives in range(6)]
    return min(odd << (-(-length // odd) - 1).bit_length() for odd in odd_parts)


def reverb(sound: Sound, seconds: float, wet: float, brightness_hz: float = 5000) -> Sound:
    """The sound in a room whose echo falls by 60 dB in `seconds`; left and right differ, which makes it wide."""
    count = count_samples(seconds)
    room = np.random.default_rng(count).standard_normal((2, count))
    room[1] = 0.5 * room[0] + 0.87 * room[1]  # alike enough to survive being played as one channel
    tail = keep_band(room * 10 ** (-3 * np.arange(count) / count), 120, brightness_hz)
    tail = tail / np.sqrt(np.sum(np.square(tail), axis=1, keepdims=True))
    length = sound.shape[-1]
    padded = _padded_length(length + count)
    send = np.fft.rfft((0.7 * (sound[0] + sound[1])).astype(np.float32), padded)
    answer = np.fft.irfft(send * np.fft.rfft(tail.astype(np.float32), padded), padded)
    return sound + np.float32(wet) * answer[..., :length]


def echo(sound: Sound, delay_s: float, feedback: float, wet: float) -> Sound:
    """Repeats `delay_s` apart that change sides each time, until they fall under one hundredth."""
    heard = sound.copy()
    step = count_samples(delay_s)
    strength = wet
    repeat = 1
    while strength > 0.01 and repeat * step < sound.shape[-1]:
        side = sound if repeat % 2 == 0 else sound[::-1]
        heard[:, repeat * step :] += strength * side[:, : sound.shape[-1] - repeat * step]
        strength *= feedback
        repeat += 1
    return heard


def duck(sound: Sound, moments_s: list[float], depth: float, recovery_s: float) -> Sound:
    """The sound stepping back by `depth` at each moment and returning within `recovery_s`: dance music's pump."""
    gain = np.ones(sound.shape[-1], dtype=np.float32)
    ramp = np.arange(count_samples(recovery_s)) / count_samples(recovery_s)
    dip = 1 - depth * (0.5 + 0.5 * np.cos(math.pi * ramp))
    for moment in moments_s:
        start = count_samples(moment)
        part = gain[start : start + len(dip)]
        np.minimum(part, dip[: len(part)], out=part)
    return sound * gain
