"""The measures of neighbours, and the intervals of what was measured: arrays in, numbers out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from backend.domain.cluster_model import squared_distances
from backend.domain.feature_vector import Vector

NEIGHBOURS = 10
"""How many nearest tracks are looked at, as nearly all published figures do."""
RESAMPLES = 2_000
CONFIDENCE = 0.95
_BATCH = 512

Rows = NDArray[np.intp]
Shares = NDArray[np.float64]
"""A figure a query, (queries,), nan for a query that has none."""


class Estimate(BaseModel):
    """A mean, the bounds of its 95 % interval, and the number of queries or listeners that it was measured on."""

    value: float
    low: float
    high: float
    queries: int


@dataclass(frozen=True, slots=True)
class Space:
    """Tracks among which neighbours are sought: `vectors` (tracks, dims), `relief` and `artists` (tracks,)."""

    vectors: Vector
    relief: Vector
    artists: NDArray[np.int64]


def find_neighbours(space: Space, queries: Rows) -> Rows:
    """Return the rows of the NEIGHBOURS nearest to each query row (queries, neighbours), none by the query's artist.

    Where other artists have too few tracks, -1 fills the answer.
    """
    found = np.full((len(queries), min(NEIGHBOURS, len(space.vectors))), -1, dtype=np.intp)
    for start in range(0, len(queries), _BATCH):
        batch = queries[start : start + _BATCH]
        distances = squared_distances(space.vectors[batch], space.vectors) - space.relief
        distances[space.artists[batch][:, None] == space.artists] = np.inf
        # Stable, so that equal distances are decided alike everywhere.
        nearest = np.argsort(distances, axis=1, kind="stable")[:, :NEIGHBOURS]
        known = np.isfinite(np.take_along_axis(distances, nearest, axis=1))
        found[start : start + len(batch)] = np.where(known, nearest, -1)
    return found


def share_alike(labels: NDArray[np.bool_], queries: Rows, neighbours: Rows) -> Shares:
    """Return the share of each query's neighbours that have a label in common with it (queries,)."""
    exists = neighbours >= 0
    alike = (labels[queries][:, None, :] & labels[neighbours]).any(axis=2) & exists
    return _divide(alike.sum(axis=1), exists.sum(axis=1))


def expect_alike(labels: NDArray[np.bool_], queries: Rows, artists: NDArray[np.int64]) -> Shares:
    """Return what `share_alike` is on average for neighbours that are drawn at random among other artists' tracks."""
    shares = np.full(len(queries), np.nan)
    has = labels.astype(np.float32)
    for start in range(0, len(queries), _BATCH):
        batch = queries[start : start + _BATCH]
        others = artists[batch][:, None] != artists
        alike = (has[batch] @ has.T > 0) & others
        shares[start : start + len(batch)] = _divide(alike.sum(axis=1), others.sum(axis=1))
    return shares


def count_occurrences(neighbours: Rows, tracks: int) -> NDArray[np.int64]:
    """Return how often each track is among the neighbours of another (tracks,)."""
    return np.bincount(neighbours[neighbours >= 0], minlength=tracks)


def skewness(values: NDArray[np.int64]) -> float:
    """Return the skewness of the values, 0 where they are all the same.

    That of the k-occurrence is the usual measure of hubness (Radovanovic et al., JMLR 11, 2010).
    """
    centred = values - values.mean()
    variance = float((centred**2).mean())
    return float((centred**3).mean()) / variance**1.5 if variance else 0.0


def estimate(shares: Shares, blocks: NDArray[np.int64], seed: int = 0) -> Estimate | None:
    """Return the mean of `shares` (queries,) with its interval, None if there is none.

    The bootstrap draws whole `blocks` (queries,), such as artists: tracks of one artist are no independent witnesses.
    """
    known = np.isfinite(shares)
    if not known.any():
        return None
    codes = np.unique(blocks[known], return_inverse=True)[1]
    sums = np.bincount(codes, weights=shares[known])
    sizes = np.bincount(codes)
    rng = np.random.default_rng(seed)
    means = np.empty(RESAMPLES)
    for resample in range(RESAMPLES):
        drawn = rng.integers(len(sizes), size=len(sizes))
        means[resample] = sums[drawn].sum() / sizes[drawn].sum()
    low, high = np.quantile(means, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Estimate(value=float(shares[known].mean()), low=float(low), high=float(high), queries=int(known.sum()))


def _divide(part: NDArray[np.int64], whole: NDArray[np.int64]) -> Shares:
    return np.where(whole > 0, part / np.maximum(whole, 1), np.nan)
