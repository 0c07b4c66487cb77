"""What one worker does with one clip: decode it and compute the features that are wanted of it."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it has no stubs

from backend.domain.feature_vector import ACOUSTIC, MUSICNN, WAVEFORM, Vector
from pipelines.acoustic_features import compute_acoustic_vector
from pipelines.decode_audio import SAMPLE_RATE_HZ, Samples, UnreadableError, decode_audio
from pipelines.measure_waveform import measure_waveform
from pipelines.musicnn_features import Hearing, Network, hear_sound

LOUDEST = 1e12
"""The squares of larger samples would leave the range of float32; 1 is full scale."""

PEAK_MEGABYTES = 500
"""What a worker holds at most: about 230 for Python and the libraries, the rest for half a minute of sound."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was learned of a clip: the wanted ones of its vectors, peaks and tags, and the length of its file."""

    acoustic: Vector | None
    waveform: bytes | None
    hearing: Hearing | None
    file_seconds: float


def analyse_clip(path: Path, wanted: Collection[str], network: Path | None) -> Analysis:
    """Return the feature sets named in `wanted` of one sound file; `network` is the model that MUSICNN needs.

    The memory of the process that does it stays below PEAK_MEGABYTES, however long the file lasts.

    Raises:
        UnreadableError: the file cannot be used; the message says why.
    """
    sound = decode_audio(path)
    _require_loudness(sound.samples)
    acoustic = compute_acoustic_vector(sound.samples) if ACOUSTIC.name in wanted else None
    waveform = measure_waveform(path, sound) if WAVEFORM.name in wanted else None
    hearing = hear_sound(sound.samples, _load_network(network)) if network and MUSICNN.name in wanted else None
    return Analysis(acoustic, waveform, hearing, sound.file_seconds)


def _require_loudness(samples: Samples) -> None:
    if np.abs(samples).max() > LOUDEST:
        raise UnreadableError("The sound holds samples far beyond any loudness.")


@cache
def _load_network(path: Path) -> Network:
    """Return the network, which a worker loads once."""
    # Not at the top: onnxruntime is part of an extra.
    from pipelines.musicnn_network import MusicnnNetwork  # noqa: PLC0415

    return MusicnnNetwork(path)


def prepare_worker(compiled: Path) -> None:
    """Make this process ready to analyse clips; `compiled` is a folder for compiled functions, used where it is needed.

    librosa has some functions compiled when it is loaded, which takes half a minute, and finds them on disk the next
    time. Processes that compile at the same moment can damage what is kept there (numba issue 10128): one process has
    to come through here before all others.
    """
    _silence_decoders()
    if not os.access(str(distribution("librosa").locate_file("librosa")), os.W_OK):
        # librosa is installed where only an administrator writes, so they cannot be kept beside it.
        os.environ.setdefault("NUMBA_CACHE_DIR", str(compiled))
    noise = np.random.default_rng(0).standard_normal(SAMPLE_RATE_HZ).astype(np.float32)
    compute_acoustic_vector(noise)
    # Workers are as many as cores. And the number of threads changes the last bits of a matrix product: features would
    # depend on the machine. It is done here because only now all libraries that have threads are loaded.
    threadpool_limits(limits=1)


def _silence_decoders() -> None:
    # The mp3 decoder writes its remarks on damaged files straight to the terminal, into the progress bar. What
    # makes a file unusable comes back as UnreadableError instead.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
