"""A folder of tagged music whose styles are told apart by any ear: tones, noise, and clicks."""

from collections.abc import Callable
from pathlib import Path

import mutagen
import numpy as np
import soundfile
from numpy.typing import NDArray

SAMPLE_RATE_HZ = 44_100
SECONDS = 12
PER_STYLE = 10

_TIME = np.arange(SAMPLE_RATE_HZ * SECONDS) / SAMPLE_RATE_HZ
Sound = NDArray[np.float64]


def _hum(rng: np.random.Generator) -> Sound:
    pitch_hz = rng.uniform(110, 220)
    sound: Sound = sum((np.sin(2 * np.pi * pitch_hz * n * _TIME) / n for n in range(1, 4)), np.zeros_like(_TIME))
    return 0.3 * sound


def _hiss(rng: np.random.Generator) -> Sound:
    return 0.2 * rng.standard_normal(len(_TIME)) * (1 + 0.5 * np.sin(2 * np.pi * rng.uniform(0.2, 1) * _TIME))


def _clicks(rng: np.random.Generator) -> Sound:
    per_second = rng.uniform(3, 5)
    return 0.8 * np.exp(-60 * ((_TIME * per_second) % 1) / per_second) * np.sin(2 * np.pi * 3000 * _TIME)


STYLES: dict[str, Callable[[np.random.Generator], Sound]] = {"Hum": _hum, "Hiss": _hiss, "Clicks": _clicks}


def write_music(folder: Path) -> None:
    """Write ten tagged Ogg files of each style into `folder`, by five artists a style."""
    rng = np.random.default_rng(5)
    folder.mkdir(parents=True)
    for style, make_sound in STYLES.items():
        for number in range(1, PER_STYLE + 1):
            path = folder / f"{style} {number:02d}.ogg"
            soundfile.write(path, make_sound(rng), SAMPLE_RATE_HZ, format="OGG", subtype="VORBIS")
            tags = mutagen.File(path)
            tags.update(
                title=f"{style} {number:02d}", artist=f"{style} Artist {(number + 1) // 2}", album=style, genre=style
            )
            tags.save()
