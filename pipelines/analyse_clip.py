"""What one worker does with one clip: decode it and compute its features."""

import os
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import numpy as np

from backend.domain.feature_vector import Vector
from pipelines.acoustic_features import compute_acoustic_vector
from pipelines.decode_audio import SAMPLE_RATE_HZ, UnreadableError, decode_audio


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was learned of a clip: its feature vector and the length of its file."""

    acoustic: Vector
    file_seconds: float


def analyse_clip(path: Path) -> Analysis:
    """Return the analysis of one sound file.

    Raises:
        UnreadableError: the file cannot be used; the message says why.
    """
    sound = decode_audio(path)
    acoustic = compute_acoustic_vector(sound.samples)
    if not np.isfinite(acoustic).all():
        raise UnreadableError("The sound holds samples far beyond any loudness.")
    return Analysis(acoustic, sound.file_seconds)


def prepare_worker(cache: Path) -> None:
    """Make this process ready to analyse clips; `cache` is a folder for compiled functions, used where it is needed.

    librosa has some functions compiled when it is loaded, which takes half a minute, and finds them on disk the next
    time. Processes that compile at the same moment can damage what is kept there (numba issue 10128): one process has
    to come through here before all others.
    """
    _silence_decoders()
    if not os.access(str(distribution("librosa").locate_file("librosa")), os.W_OK):
        # librosa is installed where only an administrator writes, so they cannot be kept beside it.
        os.environ.setdefault("NUMBA_CACHE_DIR", str(cache))
    noise = np.random.default_rng(0).standard_normal(SAMPLE_RATE_HZ).astype(np.float32)
    compute_acoustic_vector(noise)


def _silence_decoders() -> None:
    # The mp3 decoder writes its remarks on damaged files straight to the terminal, into the progress bar. What
    # makes a file unusable comes back as UnreadableError instead.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
