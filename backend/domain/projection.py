"""From a feature vector to the space in which tracks are compared: one or more blocks, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backend.domain.feature_vector import Vector, pack_vector, unpack_vector

_BATCH = 10_000
"""Whole feature vectors of a million tracks take gigabytes: what is computed on the way should not as well."""


@dataclass(frozen=True, slots=True)
class Block:
    """One view of some neighbouring slots of the input, from `start` to `stop`.

    The slots are standardised by `mean` and `scale` (slots,); `squash` then draws outliers in, z becoming
    sign(z) log(1 + |z|). A linear map may follow, `matrix` (slots, dims) and `bias` (dims,), and a `floor` that its
    results do not go below. A block with a `weight` is scaled to that squared length; without one it keeps its own.
    """

    start: int
    stop: int
    mean: Vector
    scale: Vector
    squash: bool = False
    matrix: Vector | None = None
    bias: Vector | None = None
    floor: float | None = None
    weight: float | None = None

    def project(self, vectors: Vector) -> Vector:
        """Return this view (tracks, dims) of whole input vectors (tracks, slots)."""
        part = (vectors[:, self.start : self.stop] - self.mean) / self.scale
        if self.squash:
            part = np.sign(part) * np.log1p(np.abs(part))
        if self.matrix is not None:
            part = part @ self.matrix
        if self.bias is not None:
            part = part + self.bias
        if self.floor is not None:
            part = np.maximum(part, self.floor)
        if self.weight is not None:
            lengths = np.linalg.norm(part, axis=1, keepdims=True)
            part = part * (np.sqrt(self.weight) / np.maximum(lengths, 1e-9))
        return part.astype(np.float32)

    def to_document(self) -> dict[str, Any]:
        """Return the document that a model keeps of the block; arrays are little-endian float32 bytes."""
        arrays = {"mean": self.mean, "scale": self.scale, "matrix": self.matrix, "bias": self.bias}
        packed = {name: None if array is None else pack_vector(array) for name, array in arrays.items()}
        return {
            "start": self.start,
            "stop": self.stop,
            "squash": self.squash,
            "floor": self.floor,
            "weight": self.weight,
            **packed,
        }


@dataclass(frozen=True, slots=True)
class Projection:
    """The blocks of a model. Tracks are compared by the Euclidean distance of their projections."""

    blocks: Sequence[Block]

    def project(self, vectors: Vector) -> Vector:
        """Return the projections (tracks, dims) of input vectors (tracks, slots)."""
        batches = [vectors[start : start + _BATCH] for start in range(0, len(vectors), _BATCH)] or [vectors]
        return np.concatenate(
            [np.concatenate([block.project(batch) for block in self.blocks], axis=1) for batch in batches]
        )


def block_from_document(document: dict[str, Any]) -> Block:
    """Return the block that `Block.to_document` described."""
    arrays = {
        name: None if document[name] is None else unpack_vector(document[name])
        for name in ("mean", "scale", "matrix", "bias")
    }
    if (matrix := arrays["matrix"]) is not None:
        arrays["matrix"] = matrix.reshape(document["stop"] - document["start"], -1)
    return Block(**{**document, **arrays})
