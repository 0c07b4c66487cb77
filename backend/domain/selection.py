"""A list of recommendations while it is filled, and the rules that a track must meet to enter it."""

from collections.abc import Sequence
from enum import IntEnum
from math import ceil

import numpy as np

from backend.domain.catalogue import Catalogue
from backend.domain.feature_vector import Vector

ARTIST_WINDOW = 10
ARTIST_CAP = 2
"""At most so many tracks of an artist in any ten that follow each other, those just heard included (troi's rule)."""

DUPLICATE_SIMILARITY = 0.995
"""Tracks this alike are taken for the same recording; re-encoding one changes its vector less than that."""

_ROOM = 32


class Strictness(IntEnum):
    """How many of the rules hold; a list that cannot be filled under all of them drops the lesser ones first."""

    ALL_RULES = 0
    ARTISTS_MAY_REPEAT = 1
    OLD_TRACKS_MAY_REPEAT = 2
    """The older half of the latest plays is forgotten: else two tracks of a small collection would take turns."""
    TRACKS_MAY_REPEAT = 3


class Selection:
    """Rows chosen so far, out of a catalogue, by the rules.

    `heard` are the rows of the latest plays, newest first; `barred` rows never enter.
    """

    strictness = Strictness.ALL_RULES

    def __init__(self, catalogue: Catalogue, heard: Sequence[int], barred: set[int]) -> None:
        self._catalogue = catalogue
        self._heard = dict.fromkeys(heard)
        self._barred = barred
        self._chosen: set[int] = set()
        self._known = _Known(catalogue.vectors[list(self._heard)])
        # As a distance, which is found faster. By plain distances: relief from hubs would take a neighbour for a copy.
        self._copy_distance = -np.log2(DUPLICATE_SIMILARITY) * catalogue.typical_distance**2
        recent = list(heard)[: ARTIST_WINDOW - 1]
        self._artists = [int(catalogue.artists[row]) for row in reversed(recent)]

    def relax(self, strictness: Strictness) -> None:
        """Let the rules of `strictness` hold from now on."""
        self.strictness = strictness
        if strictness is Strictness.OLD_TRACKS_MAY_REPEAT:
            self._heard = dict.fromkeys(list(self._heard)[: ceil(len(self._heard) / 2)])
            self._known = _Known(self._catalogue.vectors[[*self._heard, *self._chosen]])

    def admits(self, row: int) -> bool:
        """Tell whether `row` may come next; the costliest rule is asked last."""
        if row in self._barred or row in self._chosen:
            return False
        if self.strictness < Strictness.ARTISTS_MAY_REPEAT and self._is_artist_full(row):
            return False
        if self.strictness >= Strictness.TRACKS_MAY_REPEAT:
            return True
        return row not in self._heard and self._known.distance_to(self._catalogue.vectors[row]) >= self._copy_distance

    def add(self, row: int) -> None:
        """Choose `row`."""
        self._chosen.add(row)
        self._known.add(self._catalogue.vectors[row])
        self._artists.append(int(self._catalogue.artists[row]))

    def _is_artist_full(self, row: int) -> bool:
        window = self._artists[-(ARTIST_WINDOW - 1) :]
        return window.count(int(self._catalogue.artists[row])) >= ARTIST_CAP


class _Known:
    """Vectors that are added one by one, with half their squared lengths; there is always room for more of them."""

    def __init__(self, vectors: Vector) -> None:
        self._count = len(vectors)
        self._vectors = np.concatenate([vectors, np.empty((_ROOM, vectors.shape[1]), np.float32)])
        self._halves = np.concatenate([np.einsum("ij,ij->i", vectors, vectors) / 2, np.empty(_ROOM, np.float32)])

    def add(self, vector: Vector) -> None:
        """Keep a vector (dims,)."""
        if self._count == len(self._vectors):
            self._vectors = np.concatenate([self._vectors, np.empty_like(self._vectors)])
            self._halves = np.concatenate([self._halves, np.empty_like(self._halves)])
        self._vectors[self._count] = vector
        self._halves[self._count] = vector @ vector / 2
        self._count += 1

    def distance_to(self, vector: Vector) -> float:
        """Return the squared distance of a vector (dims,) to the nearest one; infinite while there are none."""
        products = self._vectors[: self._count] @ vector
        products -= self._halves[: self._count]
        return float(vector @ vector - 2 * products.max(initial=-np.inf))
