"""Who is compared in the benchmark of extraction: Segue, the plain calls of librosa, and others where they are here."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import librosa
import numpy as np
import soundfile

from backend.domain.feature_vector import Vector
from pipelines.acoustic_features import compute_acoustic_vector
from pipelines.decode_audio import decode_audio
from pipelines.musicnn_features import SAMPLE_RATE_HZ, Network, Patches, compute_patches, hear_sound
from pipelines.sound_spectrum import compute_spectrum
from pipelines.timbre_features import compute_centroid, compute_mfcc, compute_zero_crossing_rate
from tests import plain_librosa
from tests.synthetic_musicnn import PUBLISHED, make_tensors

Contestant = Callable[[Path], object]

FLOOR = "decode alone (libsndfile)"
FIRST_THREE, ACOUSTIC, MUSICNN = "MFCC, ZCR, centroid", "the acoustic set", "MusiCNN"
PLAIN = ", plain librosa"
ALL_PATCHES = ", all ten patches"
ESSENTIA, MUSLY = FIRST_THREE + ", Essentia", "MFCC with covariances, musly"
MADE = ", made weights"
TORCH, ONNXRUNTIME = (MUSICNN + ALL_PATCHES + run_by + MADE for run_by in (", PyTorch", ", plain onnxruntime"))


def find_contestants(network: Path | None) -> tuple[dict[str, Contestant], dict[str, str]]:
    """Return who can be compared, from a file to its features, and who cannot, with the reason."""
    contestants: dict[str, Contestant] = {
        FLOOR: lambda path: soundfile.read(path, dtype="float32"),
        FIRST_THREE: _compute_first_three,
        FIRST_THREE + PLAIN: lambda path: plain_librosa.summarise(
            plain_librosa.compute_first_three(plain_librosa.load(path))
        ),
        ACOUSTIC: lambda path: compute_acoustic_vector(decode_audio(path).samples),
        ACOUSTIC + PLAIN: lambda path: plain_librosa.summarise(
            plain_librosa.compute_frames(plain_librosa.load(path))[0]
        ),
    }
    others: dict[str, tuple[str, Callable[[], dict[str, Contestant]]]] = {
        MUSICNN: ("onnxruntime", lambda: _hear_with_onnxruntime(network)),
        TORCH: ("torch", lambda: {TORCH: _hear_with(_make_torch_network())}),
        ESSENTIA: ("essentia", _call_essentia),
        MUSLY: ("pymusly", _call_musly),
    }
    missing = {}
    for name, (package, make) in others.items():
        if importlib.util.find_spec(package):
            contestants |= make()
        else:
            missing[name] = f"{package} is not installed"
    if not network:
        missing.setdefault(
            MUSICNN, "Segue prunes the published weights, which are not here: .venv/bin/segue models download musicnn"
        )
    return contestants, missing


def _compute_first_three(path: Path) -> object:
    spectrum = compute_spectrum(decode_audio(path).samples)
    return plain_librosa.summarise(
        {
            "mfcc": compute_mfcc(spectrum),
            "zero_crossing_rate": compute_zero_crossing_rate(spectrum.samples),
            "spectral_centroid_hz": compute_centroid(spectrum),
        }
    )


def _hear_with_onnxruntime(network: Path | None) -> dict[str, Contestant]:
    """Segue's network, and one of the published size whose weights are all used."""
    from pipelines.musicnn_graph import build_graph  # noqa: PLC0415 - part of an extra
    from pipelines.musicnn_network import MusicnnNetwork  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        whole.write_bytes(build_graph(make_tensors(0, units=200, tags=50, channels=PUBLISHED)))
        found: dict[str, Contestant] = {ONNXRUNTIME: _hear_with(MusicnnNetwork(whole))}
    if network:
        heard = MusicnnNetwork(network)
        found[MUSICNN] = lambda path: hear_sound(decode_audio(path).samples, heard)
        found[MUSICNN + ALL_PATCHES] = _hear_with(heard)
    return found


def _hear_with(network: Network) -> Contestant:
    """Every patch of a clip, as its author's code does it."""

    def hear(path: Path) -> object:
        samples, _ = librosa.load(path, sr=SAMPLE_RATE_HZ)
        return network(compute_patches(samples))

    return hear


def _make_torch_network() -> Network:
    """MusiCNN as one would write it in PyTorch; its time does not depend on the weights."""
    import torch  # noqa: PLC0415 - here only to be compared with

    from tests.benchmarks.torch_musicnn import TorchMusicnn  # noqa: PLC0415

    torch.set_num_threads(1)
    network = TorchMusicnn().eval()

    def run(patches: Patches) -> tuple[Vector, Vector]:
        with torch.inference_mode():
            vectors, tags = network(torch.from_numpy(patches))
        return vectors.numpy(), tags.numpy()

    return run


def _call_essentia() -> dict[str, Contestant]:
    import essentia.standard as es  # noqa: PLC0415 - here only to be compared with

    rate_hz, frame, hop = 22_050, 2048, 512
    window, spectrum, mfcc = (
        es.Windowing(type="hann"),
        es.Spectrum(),
        es.MFCC(numberCoefficients=20, sampleRate=rate_hz),
    )
    zcr, centroid = es.ZeroCrossingRate(), es.Centroid(range=rate_hz / 2)

    def run(path: Path) -> object:
        samples = es.MonoLoader(filename=str(path), sampleRate=rate_hz)()
        rows = []
        for one in es.FrameGenerator(samples, frameSize=frame, hopSize=hop):
            magnitudes = spectrum(window(one))
            rows.append([*mfcc(magnitudes)[1], zcr(one), centroid(magnitudes)])
        table = np.array(rows)
        return table.mean(axis=0), table.std(axis=0)

    return {ESSENTIA: run}


def _call_musly() -> dict[str, Contestant]:
    import pymusly  # noqa: PLC0415 - here only to be compared with

    box = pymusly.MuslyJukebox(method="timbre")
    return {
        MUSLY: lambda path: box.track_from_audiodata(decode_audio(path).samples),
    }
