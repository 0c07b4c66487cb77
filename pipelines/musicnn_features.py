"""The MusiCNN feature vector of a sound and the tags that the network hears in it."""

from collections.abc import Callable
from dataclasses import dataclass

import librosa
import numpy as np
from numpy.typing import NDArray

from backend.domain.feature_vector import Vector
from pipelines.decode_audio import SAMPLE_RATE_HZ as DECODED_HZ
from pipelines.decode_audio import Samples

SAMPLE_RATE_HZ = 16_000
N_FFT = 512
HOP_LENGTH = 256
N_BANDS = 96
LOG_FACTOR = 10_000
PATCH_FRAMES = 187
"""How the network was trained to hear, patch by patch of 3 s: Pons & Serra 2019, arXiv 1909.06654, and its code."""
PATCH_STEP = 2
"""Every second patch is heard: half of the time, for 0.005 less of genre@10 on the labelled clips."""

Patches = NDArray[np.float32]
"""Log-mel spectrograms, (patches, PATCH_FRAMES, N_BANDS)."""
Network = Callable[[Patches], tuple[Vector, Vector]]
"""From patches to the layer below the last, (patches, 200), and the likelihoods of the tags, (patches, 50)."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What the network makes of a sound: the vector (200,), and the likelihood from 0 to 1 of each tag (50,)."""

    vector: Vector
    tags: Vector


def hear_sound(samples: Samples, network: Network) -> Hearing:
    """Return what the network makes of mono samples at 22,050 Hz: the means over every second patch."""
    # The detour over the rate of the acoustic features changes the vector by at most 0.002 a slot.
    resampled = librosa.resample(samples, orig_sr=DECODED_HZ, target_sr=SAMPLE_RATE_HZ)
    vectors, tags = network(np.ascontiguousarray(compute_patches(resampled)[::PATCH_STEP]))
    return Hearing(vectors.mean(axis=0), tags.mean(axis=0))


def compute_patches(samples: Samples) -> Patches:
    """Return the log-mel patches of mono samples at 16 kHz, one after the other.

    A rest that fills no patch is left out, as in the original; a sound shorter than one patch is repeated to fill it.
    """
    mel = librosa.feature.melspectrogram(
        y=samples, sr=SAMPLE_RATE_HZ, n_fft=N_FFT, hop_length=HOP_LENGTH, n_mels=N_BANDS, pad_mode="reflect"
    )
    # The original rounds `mel` to 16 bits first, which turns the bands of loud music into infinity: not so here.
    frames = np.log10(LOG_FACTOR * mel.T + 1)
    patches = max(1, len(frames) // PATCH_FRAMES)
    return np.resize(frames, (patches, PATCH_FRAMES, N_BANDS)).astype(np.float32, copy=False)
