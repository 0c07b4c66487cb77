"""MusiCNN with a few random weights: its tensors, its checkpoint as TensorFlow writes it, and what it must answer."""

import math
import struct
from pathlib import Path
from zipfile import ZipFile

import numpy as np
from numpy.typing import NDArray

from pipelines.musicnn_weights import CHECKPOINT
from pipelines.tensor_bundle import Tensors

BANDS = 96
TIMBRAL, TEMPORAL, MIDDLE, UNITS, TAGS = 3, 2, 4, 6, 5
"""The numbers of channels; the published network has 204, 51, 64, 200 and 50."""
PUBLISHED = (204, 51, 64)

Array = NDArray[np.float64]


def make_tensors(
    seed: int, units: int = UNITS, tags: int = TAGS, channels: tuple[int, int, int] = (TIMBRAL, TEMPORAL, MIDDLE)
) -> Tensors:
    """Random weights in the published network's order; about every other channel is turned over when normalised."""
    random = np.random.default_rng(seed)
    timbral, temporal, middle = channels
    shapes = [(7, 38, 1, timbral), (7, 67, 1, timbral), *((frames, 1, 1, temporal) for frames in (128, 64, 32))]
    front = 2 * timbral + 3 * temporal
    shapes += [(7, width, 1, middle) for width in (front, middle, middle)]
    tensors: Tensors = {}
    for number, shape in enumerate(shapes):
        name = f"conv2d_{number}" if number else "conv2d"
        tensors[f"{name}/kernel"] = _draw(random, shape, 1 / np.sqrt(math.prod(shape[:3])))
        tensors[f"{name}/bias"] = _draw(random, shape[3:])
    pooled = 2 * (front + 3 * middle)
    for number, width in enumerate([1, *(shape[3] for shape in shapes), pooled, units]):
        name = f"batch_normalization_{number}" if number else "batch_normalization"
        for part in ("gamma", "beta", "moving_mean"):
            tensors[f"{name}/{part}"] = _draw(random, (width,))
        tensors[f"{name}/moving_variance"] = np.abs(_draw(random, (width,))) + np.float32(0.1)
    for name, inputs, outputs in (("dense", pooled, units), ("dense_1", units, tags)):
        tensors[f"{name}/kernel"] = _draw(random, (inputs, outputs), 1 / np.sqrt(inputs))
        tensors[f"{name}/bias"] = _draw(random, (outputs,))
    return tensors


def _draw(random: np.random.Generator, shape: tuple[int, ...], scale: float = 1.0) -> NDArray[np.float32]:
    return np.asarray(scale * random.standard_normal(shape), np.float32)


def run_network(tensors: Tensors, patches: NDArray[np.float32]) -> tuple[Array, Array]:
    """The penultimate layer and the tags, step by step as the paper and its code have it, in 64 bits."""
    image = _normalise(tensors, 0, patches.astype(np.float64)[..., None])
    branches = [_normalise(tensors, number + 1, _convolve(tensors, number, image)).max(axis=2) for number in range(5)]
    layers = [np.concatenate(branches, axis=2)]
    for number in range(5, 8):
        convolved = _normalise(tensors, number + 1, _convolve(tensors, number, layers[-1][..., None]))[:, :, 0]
        layers.append(convolved if number == 5 else convolved + layers[-1])
    features = np.concatenate(layers, axis=2)
    pooled = np.stack([features.max(axis=1), features.mean(axis=1)], axis=2).reshape(len(patches), -1)
    dense = _normalise(tensors, 9, pooled) @ tensors["dense/kernel"] + tensors["dense/bias"]
    penultimate = _normalise(tensors, 10, np.maximum(dense, 0))
    return penultimate, 1 / (1 + np.exp(-(penultimate @ tensors["dense_1/kernel"] + tensors["dense_1/bias"])))


def _normalise(tensors: Tensors, number: int, values: Array) -> Array:
    name = f"batch_normalization_{number}" if number else "batch_normalization"
    gamma, beta, mean, variance = (
        tensors[f"{name}/{part}"].astype(np.float64) for part in ("gamma", "beta", "moving_mean", "moving_variance")
    )
    return gamma * (values - mean) / np.sqrt(variance + 0.001) + beta


def _convolve(tensors: Tensors, number: int, image: Array) -> Array:
    """Convolve (patches, frames, bands, 1), as many frames after as before, and rectify."""
    name = f"conv2d_{number}" if number else "conv2d"
    kernel = tensors[f"{name}/kernel"].astype(np.float64)
    frames, bands = kernel.shape[:2]
    padded = np.pad(image, ((0, 0), ((frames - 1) // 2, frames // 2), (0, 0), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded[..., 0], (frames, bands), axis=(1, 2))
    return np.maximum(np.tensordot(windows, kernel[:, :, 0], axes=2) + tensors[f"{name}/bias"], 0)


def write_wheel(path: Path, tensors: Tensors) -> Path:
    """An archive laid out as the published one."""
    index, data = write_checkpoint(tensors)
    with ZipFile(path, "w") as archive:
        archive.writestr(f"musicnn/{CHECKPOINT}/.index", index)
        archive.writestr(f"musicnn/{CHECKPOINT}/.data-00000-of-00001", data)
    return path


def write_checkpoint(tensors: Tensors, per_block: int = 20) -> tuple[bytes, bytes]:
    """The index and the data file of a checkpoint; several blocks, keys shortened by what they share."""
    data, entries = b"", [(b"", b"\x08\x01")]
    for name, tensor in sorted(tensors.items()):
        dims = b"".join(_part(2, _number(1, size)) for size in tensor.shape)
        entries.append(
            (name.encode(), _number(1, 1) + _part(2, dims) + _number(4, len(data)) + _number(5, tensor.nbytes))
        )
        data += tensor.astype("<f4").tobytes()
    index, blocks = b"", []
    for start in range(0, len(entries), per_block):
        block = _write_block(entries[start : start + per_block])
        blocks.append((entries[min(start + per_block, len(entries)) - 1][0], _varint(len(index)) + _varint(len(block))))
        index += block + bytes(5)
    root = _write_block(blocks)
    footer = bytes(2) + _varint(len(index)) + _varint(len(root))
    return index + root + bytes(5) + footer.ljust(40, b"\0") + struct.pack("<Q", 0xDB4775248B80FB57), data


def _write_block(entries: list[tuple[bytes, bytes]]) -> bytes:
    block, before = b"", b""
    for key, value in entries:
        shared = next(
            (at for at, (a, b) in enumerate(zip(key, before, strict=False)) if a != b), min(len(key), len(before))
        )
        block += _varint(shared) + _varint(len(key) - shared) + _varint(len(value)) + key[shared:] + value
        before = key
    return block + struct.pack("<II", 0, 1)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _part(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80]) + _varint(value >> 7)
