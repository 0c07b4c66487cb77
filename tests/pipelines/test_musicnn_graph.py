"""The ONNX graph of MusiCNN: what it computes, against the network written out in NumPy and TensorFlow's numbers."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from backend.settings import Settings
from pipelines.musicnn_features import N_BANDS, PATCH_FRAMES, Network, Patches
from pipelines.musicnn_weights import find_network
from pipelines.tensor_bundle import Tensors
from tests.synthetic_musicnn import make_tensors, run_network

NEURAL = "this needs the extra `neural`"
musicnn_graph = pytest.importorskip("pipelines.musicnn_graph", reason=NEURAL, exc_type=ImportError)
musicnn_network = pytest.importorskip("pipelines.musicnn_network", reason=NEURAL, exc_type=ImportError)

Build = Callable[[Tensors], Network]

# What the published code answers under TensorFlow 2.21 to the patch of `_make_waves`: the first six numbers of the
# layer and the sum of all, then the same of the tags.
BY_TENSORFLOW = (
    [-0.177176, 2.981965, -0.284826, -0.275121, 3.114189, 1.441852, 79.142136],
    [0.019369, 0.006067, 0.012144, 0.003488, 0.059782, 0.020263, 0.851244],
)


@pytest.fixture
def build(tmp_path: Path) -> Build:
    def build_network(tensors: Tensors) -> Network:
        path = tmp_path / "network.onnx"
        path.write_bytes(musicnn_graph.build_graph(tensors))
        network: Network = musicnn_network.MusicnnNetwork(path)
        return network

    return build_network


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_graph_computes_what_the_paper_says(build: Build, seed: int) -> None:
    tensors, patches = make_tensors(seed), _make_noise(seed)
    vectors, tags = build(tensors)(patches)
    expected_vectors, expected_tags = run_network(tensors, patches)
    assert np.ptp(expected_vectors, axis=0).max() > 0.1
    np.testing.assert_allclose(vectors, expected_vectors, rtol=0, atol=1e-4)
    np.testing.assert_allclose(tags, expected_tags, rtol=0, atol=1e-4)


def test_each_patch_is_heard_on_its_own(build: Build) -> None:
    network, patches = build(make_tensors(1)), _make_noise(0)
    together, _ = network(patches)
    alone = np.concatenate([network(patch[None])[0] for patch in patches])
    np.testing.assert_allclose(together, alone, rtol=0, atol=1e-5)


def test_the_published_network_answers_what_it_answers_under_tensorflow() -> None:
    path = find_network(Settings().data_dir)
    if path is None:
        pytest.skip("the published weights are not here: `segue models download musicnn` obtains them")
    answers = musicnn_network.MusicnnNetwork(path)(_make_waves())
    for answer, expected in zip(answers, BY_TENSORFLOW, strict=True):
        np.testing.assert_allclose(answer[0, :6], expected[:-1], rtol=0, atol=1e-4)
        assert answer.sum() == pytest.approx(expected[-1], abs=1e-2)


def _make_noise(seed: int) -> Patches:
    loud_and_quiet = np.array([5, 1])[:, None, None]
    noise = np.random.default_rng(seed).uniform(0, 1, (2, 40, N_BANDS))
    return (loud_and_quiet * noise).astype(np.float32)


def _make_waves() -> Patches:
    frame, band = np.arange(PATCH_FRAMES)[:, None], np.arange(N_BANDS)
    waves = 2 + 2 * np.sin(0.3 * frame + 0.002 * frame * band + 0.1 * band)
    return np.asarray(waves[None], np.float32)
