"""Evaluates recipes on the collection, or on labelled clips, and keeps the scores of recipes with their models."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.domain.feature_vector import FeatureSet
from pipelines.errors import StepError
from pipelines.evaluation.labelled_clips import LabelledClips
from pipelines.evaluation.measure_recipe import measure_recipe
from pipelines.evaluation.protocol import FOLD_SEEDS, FOLDS, MEASURED_TRACKS, draw_artists
from pipelines.evaluation.scorecard import RecipeScores, Scorecard
from pipelines.progress import Advance
from pipelines.recipes import RECIPES, without_labels
from pipelines.storage import Storage
from pipelines.stored_models import find_active_model, find_recipe_models
from pipelines.training_set import TrainingSet, read_training_set


class NothingToEvaluateError(StepError):
    """There is no model, or no track with the features that a recipe needs."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is evaluated: its name, how its tracks are read, and their moods, where those are known.

    An `unlabelled` one keeps its genres from the recipes; they only measure.
    """

    name: str
    read: Callable[[Sequence[FeatureSet]], TrainingSet]
    moods: dict[int, str]
    unlabelled: bool


def evaluate_collection(
    storage: Storage, recipes: Sequence[str], advance: Advance, *, unlabelled: bool = False
) -> Scorecard:
    """Return the scorecard of the active model's recipe and of `recipes` on the collection.

    A recipe that has a model is measured with that model's number of clusters, and its scores are stored with it; not
    so if the collection is measured as an `unlabelled` one.

    Raises:
        NothingToEvaluateError: there is no active model, or a recipe lacks features.
        pipelines.evaluation.protocol.TooFewArtistsError: there are too few artists.
    """
    active = find_active_model(storage)
    if active is None:
        raise NothingToEvaluateError(
            "There is no model. Import a collection, then run segue extract and segue cluster."
        )
    collection = Subject("collection", lambda sets: read_training_set(storage, sets), {}, unlabelled)
    models = find_recipe_models(storage)
    names = list(dict.fromkeys([active.recipe, *recipes]))
    card = _evaluate(collection, names, {recipe: model.k for recipe, model in models.items()}, advance)
    for scores in () if unlabelled else card.recipes:
        if (model := models.get(scores.recipe)) is not None:
            storage.models.update_one({"_id": model.id}, {"$set": {"scorecard": scores.model_dump()}})
    return card


def evaluate_labelled_clips(
    clips: LabelledClips, recipes: Sequence[str], advance: Advance, *, unlabelled: bool = False
) -> Scorecard:
    """Return the scorecard of `recipes`, or of every recipe that the features allow, on labelled clips.

    Raises:
        NothingToEvaluateError: no clip could be analysed, or a recipe that was asked for lacks features.
        pipelines.evaluation.protocol.TooFewArtistsError: there are too few artists.
    """
    subject = Subject(clips.name, clips.read, clips.moods, unlabelled)
    possible = [name for name, recipe in RECIPES.items() if len(clips.read(recipe.feature_sets).ids)]
    if not possible:
        raise NothingToEvaluateError(f"None of the clips of {clips.name} could be analysed.")
    return _evaluate(subject, recipes or possible, {}, advance)


def _evaluate(subject: Subject, recipes: Sequence[str], k: dict[str, int], advance: Advance) -> Scorecard:
    scores: list[RecipeScores] = []
    for name in recipes:
        tracks = _read(subject, name)
        recipe = without_labels(RECIPES[name]) if subject.unlabelled else RECIPES[name]
        scores.append(measure_recipe(tracks, recipe, _mark_moods(tracks, subject.moods), k.get(name)))
        advance(len(scores), len(recipes))
    return Scorecard(
        subject=subject.name,
        unlabelled=subject.unlabelled,
        tracks=max((one.tracks for one in scores), default=0),
        folds=FOLDS,
        fold_seeds=list(FOLD_SEEDS),
        recipes=scores,
    )


def _read(subject: Subject, recipe: str) -> TrainingSet:
    tracks = subject.read(RECIPES[recipe].feature_sets)
    if not len(tracks.ids):
        needed = " and ".join(one.name for one in RECIPES[recipe].feature_sets)
        raise NothingToEvaluateError(f"No track has the features that the recipe {recipe} needs: {needed}.")
    return tracks.take(draw_artists(tracks.artists, MEASURED_TRACKS))


def _mark_moods(tracks: TrainingSet, moods: dict[int, str]) -> NDArray[np.bool_]:
    known = sorted(set(moods.values()))
    own = [moods.get(track) for track in tracks.ids.tolist()]
    marks = [[mood == one for mood in known] for one in own]
    return np.array(marks, dtype=bool).reshape(len(own), len(known))
