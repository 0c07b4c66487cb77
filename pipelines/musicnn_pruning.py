"""Leaves out what MusiCNN computes in vain: the channels that answer the same to every sound."""

import numpy as np
from numpy.typing import NDArray

from pipelines.tensor_bundle import Tensors

BRANCHES = range(5)
"""The convolutions of the front end; each has the normalisation of the next number, and all are read by MIDDLE."""
MIDDLE, POOLED = 5, 9
EPSILON = 1e-3
"""What the original's batch normalisation adds to the variance: the default of TensorFlow's layers."""
LARGEST_INPUT = 20.0
"""Beyond any of the normalised image: log10(10000 S + 1) of full-scale music stays below 9."""
SILENT = 1e-6
"""A channel that no sound can move by more than this is a constant: float32 rounds as much elsewhere."""
PARTS = ("gamma", "beta", "moving_mean", "moving_variance")

Array = NDArray[np.float32]


def prune(tensors: Tensors) -> Tensors:
    """Return the tensors of a smaller network with the same answers, up to rounding.

    The training of the published network left nine in ten of the front end's channels with weights of zero. One
    channel of ones stands for them all, with what they add up to in the layer behind it as its weights: so the zeros
    with which that layer pads the time count as before.
    """
    found = [_find_constants(tensors, number) for number in BRANCHES]
    constant, values = (np.concatenate(one) for one in zip(*found, strict=True))
    pruned = dict(tensors)
    for number, (dropped, _) in zip(BRANCHES, found, strict=True):
        _drop_channels(pruned, number, dropped)
    _add_ones(pruned, BRANCHES[-1])
    _collapse_middle(pruned, constant, values)
    _collapse_dense(pruned, constant, values)
    return pruned


def _find_constants(tensors: Tensors, number: int) -> tuple[NDArray[np.bool_], Array]:
    """Return which channels of a branch are constant, and as what they leave its normalisation; 0 for the others."""
    scale, shift = _read_normalisation(tensors, number + 1)
    weights = np.abs(tensors[f"{_convolution(number)}/kernel"]).sum(axis=(0, 1, 2))
    constant = weights * np.abs(scale) * LARGEST_INPUT < SILENT
    answers = scale * np.maximum(tensors[f"{_convolution(number)}/bias"], 0) + shift
    return constant, np.where(constant, answers, 0)


def _read_normalisation(tensors: Tensors, number: int) -> tuple[Array, Array]:
    gamma, beta, mean, variance = (tensors[f"{_normalisation(number)}/{part}"] for part in PARTS)
    scale = gamma / np.sqrt(variance + np.float32(EPSILON))
    return scale, beta - mean * scale


def _drop_channels(tensors: Tensors, number: int, dropped: NDArray[np.bool_]) -> None:
    names = [f"{_convolution(number)}/{part}" for part in ("kernel", "bias")]
    for name in [*names, *(f"{_normalisation(number + 1)}/{part}" for part in PARTS)]:
        tensors[name] = tensors[name][..., ~dropped]


def _add_ones(tensors: Tensors, number: int) -> None:
    """Add a channel to the end of a branch that is 1 throughout: no weights, and a bias that stays as it is."""
    values = {f"{_convolution(number)}/kernel": 0.0, f"{_convolution(number)}/bias": 1.0}
    for part, value in zip(PARTS, (1.0, 0.0, 0.0, 1 - EPSILON), strict=True):
        values[f"{_normalisation(number + 1)}/{part}"] = value
    for name, value in values.items():
        tensors[name] = np.concatenate([tensors[name], np.full_like(tensors[name][..., :1], value)], axis=-1)


def _collapse_middle(tensors: Tensors, constant: NDArray[np.bool_], values: Array) -> None:
    name = f"{_convolution(MIDDLE)}/kernel"
    kernel = tensors[name]  # (frames, channels of the front end, 1, outputs)
    of_ones = np.tensordot(kernel, values, axes=(1, 0))[:, np.newaxis].astype(np.float32)
    tensors[name] = np.concatenate([kernel[:, ~constant], of_ones], axis=1)


def _collapse_dense(tensors: Tensors, constant: NDArray[np.bool_], values: Array) -> None:
    """Put what the constant channels add to the dense layer into its bias; the channel of ones adds nothing.

    Each channel comes to it as a pair, its maximum and its mean over time, which are the same of a constant.
    """
    scale, shift = _read_normalisation(tensors, POOLED)
    front = 2 * len(constant)
    dropped = np.repeat(constant, 2)
    pooled = (np.repeat(values, 2) * scale[:front] + shift[:front])[dropped]
    kernel = tensors["dense/kernel"]
    added = pooled @ kernel[:front][dropped]
    tensors["dense/bias"] = tensors["dense/bias"] + added.astype(np.float32)
    for name in ["dense/kernel", *(f"{_normalisation(POOLED)}/{part}" for part in PARTS)]:
        whole = tensors[name]
        ones = np.zeros_like(whole[:2])
        tensors[name] = np.concatenate([whole[:front][~dropped], ones, whole[front:]])


def _convolution(number: int) -> str:
    return f"conv2d_{number}" if number else "conv2d"


def _normalisation(number: int) -> str:
    return f"batch_normalization_{number}" if number else "batch_normalization"
