"""The acoustic feature vector of a sound: its features frame by frame, and then their statistics."""

import numpy as np

from backend.domain.feature_vector import ACOUSTIC, Vector
from pipelines.decode_audio import Samples
from pipelines.harmony_features import compute_harmony
from pipelines.rhythm_features import compute_rhythm
from pipelines.sound_spectrum import Frames, compute_spectrum
from pipelines.timbre_features import compute_timbre

STATISTICS = ("mean", "std", "median", "max")


def compute_acoustic_vector(samples: Samples) -> Vector:
    """Return the ACOUSTIC vector (493,) of mono samples at 22,050 Hz, at least a second of them."""
    frames, tempo_bpm = compute_frames(samples)
    by_name = {"tempo_bpm": tempo_bpm}
    for feature, rows in frames.items():
        names = [feature] if len(rows) == 1 else [f"{feature}_{number:02d}" for number in range(1, len(rows) + 1)]
        for statistic, values in zip(STATISTICS, _summarise(rows), strict=True):
            by_name.update((f"{name}_{statistic}", float(value)) for name, value in zip(names, values, strict=True))
    return np.array([by_name[slot.name] for slot in ACOUSTIC.slots], dtype=np.float32)


def compute_frames(samples: Samples) -> tuple[dict[str, Frames], float]:
    """Return each feature frame by frame, (rows, frames) by name, and the tempo in beats a minute."""
    spectrum = compute_spectrum(samples)
    rhythm, tempo_bpm = compute_rhythm(spectrum)
    return {**compute_timbre(spectrum), **compute_harmony(spectrum), **rhythm}, tempo_bpm


def _summarise(rows: Frames) -> Frames:
    """Return STATISTICS over the frames, (4, rows)."""
    return np.stack(
        [
            rows.mean(axis=1, dtype=np.float64),
            rows.std(axis=1, dtype=np.float64),
            np.median(rows, axis=1),
            rows.max(axis=1),
        ]
    )
