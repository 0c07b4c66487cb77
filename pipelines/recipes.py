"""The recipes of models: which numbers of a track go into K-means, by name."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.domain.feature_vector import ACOUSTIC, FeatureSet, Slot, Vector


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a model is made from: a feature set, the slots of its input, and how the input is put together.

    `combine` takes the feature vectors (tracks, features) and the id of each track's main genre (tracks,), 0 where it
    has none, and returns the input (tracks, slots).
    """

    name: str
    features: FeatureSet
    slots: tuple[Slot, ...]
    combine: Callable[[Vector, NDArray[np.int64]], Vector]


def _append_genre(features: Vector, genres: NDArray[np.int64]) -> Vector:
    known = genres > 0
    # Without a genre a track stands in the middle of those that have one, so that it neither gains nor loses.
    middle = genres[known].mean() if known.any() else 0.0
    column = np.where(known, genres, middle).astype(np.float32)
    return np.column_stack([features, column])


RECIPES = {
    "seed": Recipe("seed", ACOUSTIC, (*ACOUSTIC.slots, Slot("genre_id", "genre")), _append_genre),
}
"""`seed` is the recipe of the system that Segue replaces: the genre's id, as a number, beside the first features."""

DEFAULT_RECIPE = "seed"
