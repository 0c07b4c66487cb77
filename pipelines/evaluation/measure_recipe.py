"""Measures a recipe on a collection: on held-out artists, and the model that it makes of all tracks."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.evaluation.held_out_scores import HeldOutScores
from pipelines.evaluation.model_scores import score_model
from pipelines.evaluation.neighbour_scores import KnownTracks, score_neighbours
from pipelines.evaluation.protocol import FOLD_SEEDS, hold_out_artists
from pipelines.evaluation.scorecard import RecipeScores
from pipelines.recipes import Recipe
from pipelines.training_set import TrainingSet


def measure_recipe(
    tracks: TrainingSet,
    recipe: Recipe,
    moods: NDArray[np.bool_],
    k: int | None = None,
    fold_seeds: Sequence[int] = FOLD_SEEDS,
) -> RecipeScores:
    """Return the scores of a recipe, each the mean over `fold_seeds`.

    `moods` (tracks, moods) are measured and never learned. `k` is the number of clusters of the model of all tracks, by
    the rule if None.

    Raises:
        TooFewArtistsError: there are fewer artists than folds.
    """
    rounds = [list(hold_out_artists(tracks, recipe, seed)) for seed in fold_seeds]
    held_out = HeldOutScores(tracks)
    for number, fold in enumerate(fold for folds in rounds for fold in folds):
        held_out.add(fold, number)
    known = KnownTracks(tracks.artists, tracks.labels, moods)
    return RecipeScores(
        recipe=recipe.name,
        features={one.name: one.version for one in recipe.feature_sets},
        tracks=len(tracks.ids),
        among_all=score_neighbours(known, rounds, unseen=False),
        among_unseen=score_neighbours(known, rounds, unseen=True),
        held_out_purity=held_out.purity,
        clusters=score_model(tracks, recipe, k),
        simulated=held_out.summarise(),
    )
