"""Obtaining MusiCNN's weights: only the published ones, from pip or from a file, whole or not at all."""

from pathlib import Path

import numpy as np
import pytest

from pipelines.musicnn_weights import (
    NetworkUnavailableError,
    convert_wheel,
    download_musicnn,
    find_network,
    locate_network,
)
from tests.synthetic_musicnn import make_tensors, run_network, write_wheel

NEURAL = "this needs the extra `neural`"
pytest.importorskip("onnx", reason=NEURAL)
musicnn_network = pytest.importorskip("pipelines.musicnn_network", reason=NEURAL, exc_type=ImportError)


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """An archive laid out as the published one, with few and random weights."""
    return write_wheel(tmp_path / "musicnn-0.1.0-py3-none-any.whl", make_tensors(seed=1))


def test_the_checkpoint_in_the_wheel_becomes_a_network_that_runs(tmp_path: Path, wheel: Path) -> None:
    convert_wheel(wheel, tmp_path / "folder" / "network.onnx")
    patches = np.random.default_rng(0).uniform(0, 5, (1, 40, 96)).astype(np.float32)
    vectors, _ = musicnn_network.MusicnnNetwork(tmp_path / "folder" / "network.onnx")(patches)
    expected, _ = run_network(make_tensors(seed=1), patches)
    np.testing.assert_allclose(vectors, expected, rtol=0, atol=1e-4)
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["network.onnx"]


def test_a_network_that_is_there_is_found_and_not_fetched_again(tmp_path: Path, wheel: Path) -> None:
    path = locate_network(tmp_path)
    assert find_network(tmp_path) is None
    convert_wheel(wheel, path)
    assert find_network(tmp_path) == path
    assert download_musicnn(tmp_path, archive=tmp_path / "there is no such file") == path


@pytest.mark.parametrize("content", [b"", b"no network", bytes(1000)])
def test_a_damaged_network_is_told_as_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "network.onnx").write_bytes(content)
    with pytest.raises(NetworkUnavailableError, match=r"network\.onnx is damaged"):
        musicnn_network.MusicnnNetwork(tmp_path / "network.onnx")


def test_an_archive_that_is_not_the_published_one_is_refused(tmp_path: Path, wheel: Path) -> None:
    with pytest.raises(NetworkUnavailableError, match="is not the published wheel"):
        download_musicnn(tmp_path, archive=wheel)
    assert not (tmp_path / "networks").exists()


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(NetworkUnavailableError, match=r"missing\.whl cannot be read"):
        download_musicnn(tmp_path, archive=tmp_path / "missing.whl")


def test_without_a_network_the_message_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(NetworkUnavailableError, match="--from FILE"):
        download_musicnn(tmp_path)
