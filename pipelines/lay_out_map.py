"""Lays the tracks of a model out in two dimensions, so that what sounds alike lies side by side: the map."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it has no stubs

from backend.domain.feature_vector import Vector

Positions = NDArray[np.float64]
"""Places on the map, (tracks, 2): x and y from -1 to 1."""

SAMPLE = 5_000
"""t-SNE lays out at most so many tracks, in about 20 seconds; the others are placed among their neighbours."""
PLACED_BY = 5
"""How many of its nearest sampled tracks place a track that is not in the sample."""
PERPLEXITY = 30.0
"""The size of the neighbourhoods that t-SNE keeps together; scikit-learn's default."""
ITERATIONS = 500
"""Half of scikit-learn's default: from PCA's start the picture no longer changes visibly after so many."""
FEWEST = 8
"""Fewer tracks have no neighbourhoods worth unfolding: PCA alone lays them out."""
PRINCIPAL_DIMS = 50
"""t-SNE looks for neighbours in so many principal components, as its authors advise (van der Maaten, Hinton 2008)."""
SEED = 20_080_901


def lay_out_map(ids: NDArray[np.int64], projected: Vector, before: Mapping[int, tuple[float, float]]) -> Positions:
    """Return where each of `projected` (tracks, dims) lies, turned and mirrored to agree with the map `before`.

    The layout is t-SNE from PCA's start (Kobak, Berens 2019: it keeps what is global, and the same tracks give the same
    map). `before` holds the positions on the earlier map by track id; tracks that both maps share align them.
    """
    # Several threads add up in any order, and t-SNE makes the last digits grow.
    with threadpool_limits(limits=1):
        sample = _choose_sample(ids)
        reduced = _reduce(projected, sample)
        layout = _unfold(reduced[sample])
        positions = layout if len(sample) == len(ids) else _place_among(reduced, sample, layout)
    return _fill_square(_align(ids, positions, before))


def _reduce(projected: Vector, sample: NDArray[np.intp]) -> Positions:
    """Return the principal components (tracks, dims) of all tracks; the axes are the sample's."""
    known = projected[sample].astype(np.float64)
    dims = min(PRINCIPAL_DIMS, *known.shape)
    if not np.ptp(known, axis=0).any():
        return np.zeros((len(projected), dims))
    components = PCA(dims, random_state=SEED).fit(known)
    reduced: Positions = components.transform(projected).astype(np.float64)
    return reduced


def _choose_sample(ids: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the rows of up to SAMPLE tracks: by a hash of the id, so that a growing collection keeps most of them."""
    if len(ids) <= SAMPLE:
        return np.arange(len(ids))
    # Fibonacci hashing (Knuth, The Art of Computer Programming, 6.4): multiplied by 2^64 over the golden ratio.
    hashes = ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return np.sort(np.argsort(hashes, kind="stable")[:SAMPLE])


def _unfold(vectors: Positions) -> Positions:
    if len(vectors) < FEWEST or not vectors.any():
        flat = np.zeros((len(vectors), 2))
        flat[:, : vectors.shape[1]] = vectors[:, :2]
        return flat
    # The vectors are principal components already: the first two are PCA's start, at the scale that t-SNE wants.
    start = np.zeros((len(vectors), 2))
    start[:, : vectors.shape[1]] = vectors[:, :2]
    start *= 1e-4 / max(float(start[:, 0].std()), 1e-12)
    perplexity = min(PERPLEXITY, (len(vectors) - 1) / 3)
    tsne = TSNE(init=start, perplexity=perplexity, max_iter=ITERATIONS, random_state=SEED, n_jobs=1)
    layout: Positions = tsne.fit_transform(vectors).astype(np.float64)
    return layout


def _place_among(vectors: Positions, sample: NDArray[np.intp], layout: Positions) -> Positions:
    """Return all positions: the sample's own; of the others the mean of their neighbours', the nearer weighing more."""
    distances, neighbours = NearestNeighbors(n_neighbors=PLACED_BY).fit(vectors[sample]).kneighbors(vectors)
    weights = 1.0 / np.maximum(distances, 1e-9) ** 2
    positions = (layout[neighbours] * weights[:, :, None]).sum(axis=1) / weights.sum(axis=1, keepdims=True)
    positions[sample] = layout
    return np.asarray(positions)


def _align(ids: NDArray[np.int64], positions: Positions, before: Mapping[int, tuple[float, float]]) -> Positions:
    """Turn and mirror the positions to where the shared tracks were: orthogonal Procrustes (Schönemann 1966)."""
    shared = [row for row, track in enumerate(ids.tolist()) if track in before]
    if len(shared) < 2:
        return positions
    now = positions[shared] - positions[shared].mean(axis=0)
    then = np.array([before[int(track)] for track in ids[shared]])
    left, _, right = np.linalg.svd(now.T @ (then - then.mean(axis=0)))
    turned: Positions = positions @ (left @ right)
    return turned


def _fill_square(positions: Positions) -> Positions:
    """Move and scale the positions, both axes alike, so that they fill the square from -1 to 1."""
    lowest, highest = positions.min(axis=0), positions.max(axis=0)
    half = float((highest - lowest).max()) / 2
    filled: Positions = (positions - (lowest + highest) / 2) / (half if half > 0 else 1.0)
    return filled.clip(-1.0, 1.0)
