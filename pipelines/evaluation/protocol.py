"""The protocol of the evaluation: whole artists are held out, and nothing of their labels is known to the recipe."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.domain.feature_vector import Vector
from pipelines.errors import StepError
from pipelines.recipes import Recipe
from pipelines.training_set import TrainingSet

FOLDS = 5
FOLD_SEEDS = (0, 1, 2)
"""The artists are dealt into folds so often; a track's figure is the mean over these."""
MEASURED_TRACKS = 10_000
"""A larger collection is measured on so many of its tracks, whole artists drawn at random: enough for three digits."""

Rows = NDArray[np.intp]
"""Positions of tracks in the training set."""


class TooFewArtistsError(StepError):
    """There are not enough artists to hold some of them out."""


@dataclass(frozen=True, slots=True)
class Fold:
    """All tracks (tracks, dims) as a projection places them that knows the `learned` rows and no label of `held_out`.

    The rows of `held_out` are all tracks of some artists, those of `learned` all others. `hub_relief` is the strength
    of `find_relief` among these vectors.
    """

    held_out: Rows
    learned: Rows
    vectors: Vector
    hub_relief: float


def hold_out_artists(tracks: TrainingSet, recipe: Recipe, seed: int) -> Iterator[Fold]:
    """Yield FOLDS folds: every track is held out in one of them, together with all tracks of its artist.

    Raises:
        TooFewArtistsError: there are fewer artists than folds.
    """
    artists = len(np.unique(tracks.artists))
    if artists < FOLDS:
        raise TooFewArtistsError(f"An evaluation needs labelled tracks of {FOLDS} artists or more; here are {artists}.")
    folds = deal_artists(tracks.artists, seed)
    for fold in range(FOLDS):
        held_out, learned = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
        projection = recipe.fit(tracks.take(learned))
        # The recipe may read labels as well, as `seed` does: those of held-out tracks are hidden from that, too.
        vectors = projection.project(recipe.read(tracks.hide_labels(held_out)))
        yield Fold(held_out, learned, vectors, recipe.choose_hub_relief(projection))


def deal_artists(artists: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """Return the fold of each track: artists in random order, each into the fold with the fewest tracks so far."""
    codes, counts = np.unique(artists, return_inverse=True, return_counts=True)[1:]
    fold_of = np.zeros(len(counts), dtype=np.int64)
    sizes = np.zeros(FOLDS, dtype=np.int64)
    for artist in np.random.default_rng(seed).permutation(len(counts)):
        fold_of[artist] = sizes.argmin()
        sizes[fold_of[artist]] += counts[artist]
    return fold_of[codes]


def draw_artists(artists: NDArray[np.int64], tracks: int) -> Rows:
    """Return the rows of randomly drawn artists, whole ones, until they have `tracks` tracks, or all."""
    codes, counts = np.unique(artists, return_inverse=True, return_counts=True)[1:]
    order = np.random.default_rng(0).permutation(len(counts))
    needed = int(np.searchsorted(counts[order].cumsum(), tracks)) + 1
    return np.flatnonzero(np.isin(codes, order[:needed]))
