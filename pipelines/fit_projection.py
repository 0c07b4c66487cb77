"""Fits the blocks of a projection: standardised as they are, reduced without labels, or learned from genres."""

import numpy as np
from numpy.typing import NDArray

from backend.domain.feature_vector import Vector
from backend.domain.projection import Block

MIN_LABELLED = 100
"""From fewer labelled tracks the scores found less than the sound alone does; from 150 on they found more."""
MIN_OF_A_GENRE = 5
"""A genre of fewer tracks says more of their artists than of itself."""
MAX_SHARE = 0.9
"""A genre that nearly all tracks have tells none of them apart, and its score would dwarf the others."""
MIN_GENRES = 2

GAIN = 2.0
"""Shrinkage draws the scores towards the mean; this brings them back to about the range of probabilities."""
FLOOR = 1e-3
"""No score goes below this: how unlikely an unlikely genre is says little, and its noise would move the vector."""


def fit_standardised(vectors: Vector, start: int, stop: int) -> Block:
    """Return the block that z-scores its slots, of `vectors` (tracks, slots)."""
    mean, scale = _standardise(vectors[:, start:stop])
    return Block(start, stop, mean, scale)


def fit_principal(vectors: Vector, start: int, stop: int, dims: int, whitening: float) -> Block:
    """Return the block of the first `dims` principal components, partly whitened.

    Outliers are squashed first. A component is divided by its standard deviation to the power `whitening`: 0 keeps
    the components' own weights, 1 makes them equal.
    """
    mean, scale = _standardise(vectors[:, start:stop])
    squashed = Block(0, stop - start, mean, scale, squash=True).project(vectors[:, start:stop])
    centre = squashed.mean(axis=0, dtype=np.float64)
    covariance = np.cov(squashed, rowvar=False, bias=True, dtype=np.float64)
    values, axes = np.linalg.eigh(np.atleast_2d(covariance))
    # No more components than the tracks span: the others are rounding errors, which whitening would blow up.
    spanned = int((values > 1e-6 * values[-1]).sum())
    best = np.arange(len(values))[::-1][: max(min(dims, spanned), 1)]
    spread = np.sqrt(np.maximum(values[best], 0))
    matrix = axes[:, best] / np.where(spread > 0, spread, 1) ** whitening
    return Block(
        start,
        stop,
        mean,
        scale,
        squash=True,
        matrix=matrix.astype(np.float32),
        bias=(-centre @ matrix).astype(np.float32),
        weight=1.0,
    )


def fit_genre_scores(vectors: Vector, labels: NDArray[np.bool_], shrinkage: float) -> Block | None:
    """Return the block of genre scores, learned by ridge regression on the indicators of `labels` (tracks, genres).

    Each genre's score is its share of the tracks plus what the sound adds to it, clipped from below. `shrinkage`, from
    0 to 1, is how far the covariance of the slots is drawn towards that of independent ones. None where there is too
    little to learn from.
    """
    labelled = labels.any(axis=1)
    counts = labels.sum(axis=0)
    telling = (counts >= MIN_OF_A_GENRE) & (counts <= MAX_SHARE * labelled.sum())
    targets = labels[labelled][:, telling].astype(np.float64)
    if labelled.sum() < MIN_LABELLED or targets.shape[1] < MIN_GENRES:
        return None
    mean, scale = _standardise(vectors)
    slots = vectors.shape[1]
    inputs = Block(0, slots, mean, scale, squash=True).project(vectors[labelled]).astype(np.float64)
    share = targets.mean(axis=0)
    centre = inputs.mean(axis=0)
    covariance = np.cov(inputs, rowvar=False, bias=True)
    # Drawn towards a sphere of the same size, as Ledoit and Wolf (2004) do, by a share that was chosen by measuring.
    shrunk = (1 - shrinkage) * covariance
    shrunk[np.diag_indices(slots)] += shrinkage * np.trace(covariance) / slots
    towards = (inputs - centre).T @ (targets - share) / len(inputs)
    matrix = GAIN * (1 - shrinkage) * np.linalg.solve(shrunk, towards)
    return Block(
        0,
        slots,
        mean,
        scale,
        squash=True,
        matrix=matrix.astype(np.float32),
        bias=(share - centre @ matrix).astype(np.float32),
        floor=FLOOR,
        weight=1.0,
    )


def _standardise(part: Vector) -> tuple[Vector, Vector]:
    mean = part.mean(axis=0, dtype=np.float64).astype(np.float32)
    spread = part.std(axis=0, dtype=np.float64).astype(np.float32)
    # A slot that is the same for all tracks tells nothing; a scale of one keeps it at zero.
    return mean, np.where(spread > 1e-9 * np.maximum(np.abs(mean), 1), spread, np.float32(1))
