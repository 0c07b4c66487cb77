"""Sounds with known answers, and files of them in every format."""

from pathlib import Path

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

Samples = NDArray[np.float32]

FORMATS = {"mp3": ("MP3", None), "flac": ("FLAC", None), "ogg": ("OGG", "VORBIS"), "opus": ("OGG", "OPUS")}


def make_tone(frequency_hz: float, seconds: float, rate_hz: int = 22_050) -> Samples:
    times = np.arange(int(seconds * rate_hz)) / rate_hz
    return (0.5 * np.sin(2 * np.pi * frequency_hz * times)).astype(np.float32)


def make_noise(seconds: float, rate_hz: int = 22_050, seed: int = 0) -> Samples:
    return (0.2 * np.random.default_rng(seed).standard_normal(int(seconds * rate_hz))).astype(np.float32)


def find_pitch(samples: Samples, rate_hz: int = 22_050) -> float:
    """The strongest frequency."""
    return float(np.abs(np.fft.rfft(samples)).argmax() * rate_hz / len(samples))


def write_sound(path: Path, samples: Samples, rate_hz: int = 22_050, subtype: str | None = None) -> Path:
    """Write samples, (n,) or (n, channels), in the format that the file's ending names."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".m4a":
        return write_m4a(path, samples, rate_hz)
    container, usual = FORMATS.get(path.suffix[1:], ("WAV", None))
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    with soundfile.SoundFile(path, "w", rate_hz, channels, format=container, subtype=subtype or usual) as file:
        # The Vorbis encoder overruns its stack when it is given much at once.
        for start in range(0, len(samples), rate_hz):
            file.write(samples[start : start + rate_hz])
    return path


def write_m4a(path: Path, samples: Samples, rate_hz: int, layout: str | None = None) -> Path:
    channels = np.atleast_2d(samples.T)
    layout = layout or {1: "mono", 2: "stereo", 6: "5.1"}[len(channels)]
    with av.open(str(path), "w", format="ipod") as container:
        stream = container.add_stream("aac", rate=rate_hz, layout=layout)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(channels), format="fltp", layout=layout)
        frame.sample_rate = rate_hz
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
