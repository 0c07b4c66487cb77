"""The in-memory index of the active model: every track's vector, grouped by cluster, and the lookups on it."""

import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from backend.domain.feature_vector import Vector
from backend.domain.sound_profile import SoundProfiles, sample_pairs
from backend.domain.vicinity import Vicinity

Rows = NDArray[np.intp]
"""Positions of tracks in the catalogue."""

LOOKUP_CANDIDATES = 4096
"""A lookup reads the nearest clusters until it has so many tracks: a collection up to this size is searched whole."""

VICINITIES = 128
"""So many are kept of those looked up last: some 20 listeners' tastes.

Each takes about 100 kB of a listener with six tastes, and 1.5 MB at most, of one with a single taste.
"""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A track and its similarity, from 0 to 1, to what was looked up."""

    track: int
    similarity: float


@dataclass(frozen=True)
class Catalogue:
    """All placed tracks, sorted by cluster and within it by distance to the centroid.

    `ids` and `artists` are (tracks,), `vectors` (tracks, dims), `starts` (clusters + 1,): cluster c holds the rows
    starts[c] to starts[c + 1]. `sounds` has the same rows. `relief` (tracks,) lessens the squared distances to a track,
    so that tracks far from all others are found as well.

    `vicinity` returns the `count` rows around some rows, which are sorted: a play changes a listener's tastes one at a
    time, so that what lies around the others is known from the play before.
    """

    model_id: str | None
    ids: NDArray[np.int64]
    artists: NDArray[np.int64]
    vectors: Vector
    starts: NDArray[np.intp]
    centroids: Vector
    sounds: SoundProfiles
    relief: Vector
    typical_distance: float = field(init=False)
    vicinity: Callable[[tuple[int, ...], int], Vicinity] = field(init=False, repr=False)
    _order: Rows = field(init=False, repr=False)
    _ordered_ids: NDArray[np.int64] = field(init=False, repr=False)
    _relieved_squares: Vector = field(init=False, repr=False)
    _centroid_squares: Vector = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Prepare the search by id, the vectors' squared lengths less the relief, and the yardstick of similarity.

        That is the median distance of random pairs of tracks.
        """
        left, right = sample_pairs(len(self.ids))
        distances = np.sqrt(((self.vectors[left] - self.vectors[right]) ** 2).sum(axis=1))
        # At least a little, so that a collection of copies is similar and not undefined.
        typical = max(float(np.median(distances)), 1e-6) if len(distances) else 1.0
        object.__setattr__(self, "typical_distance", typical)
        order = np.argsort(self.ids, kind="stable")
        object.__setattr__(self, "_order", order)
        object.__setattr__(self, "_ordered_ids", self.ids[order])
        object.__setattr__(self, "_centroid_squares", np.einsum("ij,ij->i", self.centroids, self.centroids))
        object.__setattr__(self, "_relieved_squares", np.einsum("ij,ij->i", self.vectors, self.vectors) - self.relief)
        find_vicinity = partial(Catalogue._find_vicinity, weakref.proxy(self))
        object.__setattr__(self, "vicinity", lru_cache(VICINITIES)(find_vicinity))

    @classmethod
    def empty(cls) -> "Catalogue":
        """Return the catalogue of a collection that has no model yet."""
        no_vectors = np.zeros((0, 1), np.float32)
        no_ids = np.zeros(0, np.int64)
        no_sounds = SoundProfiles(np.zeros((0, 0), np.float16), {})
        return cls(
            None, no_ids, no_ids, no_vectors, np.zeros(1, np.intp), no_vectors, no_sounds, np.zeros(0, np.float32)
        )

    def __len__(self) -> int:
        """Return the number of tracks."""
        return len(self.ids)

    @property
    def cluster_count(self) -> int:
        """The number of clusters."""
        return len(self.starts) - 1

    def rows_of(self, tracks: Sequence[int]) -> Rows:
        """Return the row of each of `tracks`, -1 for those that are not placed."""
        wanted = np.asarray(tracks, dtype=np.int64)
        if not len(self) or not len(wanted):
            return np.full(len(wanted), -1, dtype=np.intp)
        places = np.minimum(self._ordered_ids.searchsorted(wanted), len(self) - 1)
        return np.where(self._ordered_ids[places] == wanted, self._order[places], -1)

    def clusters_of(self, rows: Rows) -> Rows:
        """Return the cluster of each row."""
        return np.searchsorted(self.starts, rows, side="right") - 1

    def members(self, cluster: int) -> NDArray[np.int64]:
        """Return the ids of a cluster's tracks, the most typical first; none for a cluster that does not exist."""
        if cluster >= self.cluster_count:
            return self.ids[:0]
        return self.ids[self.starts[cluster] : self.starts[cluster + 1]]

    def look_up(self, query: Vector, at_least: int = LOOKUP_CANDIDATES) -> Rows:
        """Return the rows of the clusters nearest to `query` (dims,), until they are `at_least` so many."""
        return _list_rows(self._find_blocks(query, at_least))

    def find_nearest(self, query: Vector, count: int) -> tuple[Rows, Vector]:
        """Return the `count` rows nearest to `query` (dims,) of those that a lookup finds, in no order.

        With them come their squared distances from it, less the relief.
        """
        blocks = self._find_blocks(query, LOOKUP_CANDIDATES)
        rows = _list_rows(blocks)
        if not blocks:
            return rows, np.zeros(0, np.float32)
        # A cluster's vectors lie side by side: none has to be copied.
        products = np.concatenate([self.vectors[block] @ query for block in blocks])
        distances = self._relieved_squares.take(rows) - 2 * products + query @ query
        if len(rows) <= count:
            return rows, distances
        nearest = np.argpartition(distances, count)[:count]
        return rows.take(nearest), distances.take(nearest)

    def _find_vicinity(self, rows: tuple[int, ...], count: int) -> Vicinity:
        vectors = self.vectors[list(rows)]
        found, _ = self.find_nearest(vectors.mean(axis=0), count)
        return Vicinity(found, self.similarity(found, vectors))

    def _find_blocks(self, query: Vector, at_least: int) -> list[slice]:
        order = np.argsort(self._centroid_squares - 2.0 * (self.centroids @ query), kind="stable")
        ends = (self.starts[order + 1] - self.starts[order]).cumsum()
        needed = int(np.searchsorted(ends, at_least)) + 1
        return [slice(self.starts[cluster], self.starts[cluster + 1]) for cluster in order[:needed]]

    def similarity(self, rows: Rows, to: Vector, power: float = 1.0) -> Vector:
        """Return how similar each of `rows` is to each vector of `to` (m, dims), to a power: (rows, m), from 0 to 1.

        But for the relief it is 1 for the same vector and 1/2 at the distance of two random tracks of the collection,
        falling like a Gaussian.
        """
        return self.to_similarity(self._relieved_distances(rows, to), power)

    def _relieved_distances(self, rows: Rows, to: Vector) -> Vector:
        """Return the squared distances (rows, m) between each of `rows` and each vector of `to`, less the relief."""
        # In memory the other way round: what is then computed of all rows at once is several times as fast.
        distances: Vector = np.multiply(to, -2, dtype=np.float32) @ self.vectors.take(rows, axis=0).T
        distances += self._relieved_squares.take(rows)
        distances += np.einsum("ij,ij->i", to, to)[:, None]
        return distances.T

    def to_similarity(self, distances: Vector, power: float = 1.0) -> Vector:
        """Return the similarity at squared distances less the relief, to a power, which costs nothing that way."""
        # NumPy computes exp of float32 by vectors, exp2 one by one.
        factor = np.float32(-power * np.log(2) / self.typical_distance**2)
        similarity: Vector = np.exp(np.maximum(distances, 0) * factor)
        return similarity

    def nearest_to_track(self, track: int, count: int) -> list[Neighbour]:
        """Return the `count` tracks that sound most like `track`, nearest first; none if it is not placed."""
        row = int(self.rows_of([track])[0])
        if row < 0:
            return []
        candidates, distances = self.find_nearest(self.vectors[row], count + 1)
        others = np.flatnonzero(candidates != row)
        best = others[np.argsort(distances[others], kind="stable")[:count]]
        similarity = self.to_similarity(distances[best])
        ids = self.ids[candidates[best]]
        return [Neighbour(*one) for one in zip(ids.tolist(), similarity.tolist(), strict=True)]


def _list_rows(blocks: Sequence[slice]) -> Rows:
    listed = [np.arange(block.start, block.stop) for block in blocks]
    return np.concatenate(listed) if listed else np.zeros(0, np.intp)
