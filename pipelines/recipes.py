"""The recipes of models, by name: which numbers of a track are compared, and how that is learned."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from backend.domain.feature_vector import ACOUSTIC, MUSICNN, FeatureSet, Vector
from backend.domain.projection import Block, Projection
from backend.domain.sound_profile import Profile, profile_sounds
from pipelines.fit_projection import fit_genre_scores, fit_principal, fit_standardised
from pipelines.training_set import TrainingSet

SEED_SLOTS = 44
"""The first slots of ACOUSTIC: mean and standard deviation of 20 MFCC, zero-crossing rate and spectral centroid."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is made: from which feature sets, `read` into input vectors, and `fit` into a projection of them.

    `fit` learns only from the tracks it is given, and nothing of labels that are hidden. `hub_relief` is the strength
    of `find_relief`, `unlearned_hub_relief` that without genre scores. The constants were chosen by the scorecards of
    labelled clips; see ARCHITECTURE.md.
    """

    name: str
    summary: str
    feature_sets: tuple[FeatureSet, ...]
    read: Callable[[TrainingSet], Vector]
    fit: Callable[[TrainingSet], Projection]
    hub_relief: float = 0.0
    unlearned_hub_relief: float = 0.0

    def choose_hub_relief(self, projection: Projection) -> float:
        """Return the strength of `find_relief` for a projection that was fitted by this recipe."""
        return self.hub_relief if len(projection.blocks) > 1 else self.unlearned_hub_relief

    def profile(self, tracks: TrainingSet) -> Profile:
        """Return the sound profiles (tracks, numbers), which every recipe has: the acoustic features come last."""
        return profile_sounds(tracks.features[:, -len(ACOUSTIC.slots) :])


def without_labels(recipe: Recipe) -> Recipe:
    """Return what the recipe is on a collection whose genres nobody knows, whatever its tracks say."""
    return replace(
        recipe,
        read=lambda tracks: recipe.read(_forget_labels(tracks)),
        fit=lambda tracks: recipe.fit(_forget_labels(tracks)),
    )


def _forget_labels(tracks: TrainingSet) -> TrainingSet:
    return tracks.hide_labels(np.arange(len(tracks.ids)))


def _read_features(tracks: TrainingSet) -> Vector:
    return tracks.features


def _read_seed(tracks: TrainingSet) -> Vector:
    known = tracks.genres > 0
    # Without a genre a track stands in the middle of those that have one, so that it neither gains nor loses.
    middle = tracks.genres[known].mean() if known.any() else 0.0
    genre = np.where(known, tracks.genres, middle).astype(np.float32)
    return np.column_stack([tracks.features[:, :SEED_SLOTS], genre])


def _fit_seed(tracks: TrainingSet) -> Projection:
    return Projection([fit_standardised(_read_seed(tracks), 0, SEED_SLOTS + 1)])


def _fit_acoustic(tracks: TrainingSet) -> Projection:
    learned = fit_genre_scores(tracks.features, tracks.labels, shrinkage=0.7)
    # Beside genre scores, what they leave out counts most, so all components weigh the same there.
    whitening = 0.25 if learned is None else 1.0
    principal = fit_principal(tracks.features, 0, len(ACOUSTIC.slots), dims=50, whitening=whitening)
    return _weigh(learned, principal, learned_share=0.7)


def _fit_musicnn(tracks: TrainingSet) -> Projection:
    learned = fit_genre_scores(tracks.features, tracks.labels, shrinkage=0.65)
    principal = fit_principal(tracks.features, 0, len(MUSICNN.slots), dims=64, whitening=0.25)
    return _weigh(learned, principal, learned_share=0.6)


def _weigh(learned: Block | None, principal: Block, learned_share: float) -> Projection:
    """Put both blocks side by side; a collection without labels has the unlearned one alone."""
    if learned is None:
        return Projection([principal])
    return Projection([replace(learned, weight=learned_share), replace(principal, weight=1 - learned_share)])


RECIPES = {
    "seed": Recipe(
        "seed",
        "genre id and the first 44 acoustic features, z-scored: the system that Segue replaces",
        (ACOUSTIC,),
        _read_seed,
        _fit_seed,
    ),
    "acoustic": Recipe(
        "acoustic",
        "all acoustic features: scores of the collection's genres beside principal components",
        (ACOUSTIC,),
        _read_features,
        _fit_acoustic,
        hub_relief=0.2,
        unlearned_hub_relief=0.5,
    ),
    "musicnn": Recipe(
        "musicnn",
        "the same with MusiCNN's vector, whose principal components stand beside the genre scores",
        (MUSICNN, ACOUSTIC),
        _read_features,
        _fit_musicnn,
        hub_relief=0.1,
        unlearned_hub_relief=0.1,
    ),
}
