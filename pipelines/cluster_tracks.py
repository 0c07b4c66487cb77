"""Makes a new model of the collection when there is something new: reads, trains, measures, publishes."""

import hashlib
from datetime import UTC, datetime
from importlib.metadata import version
from uuid import uuid4

from backend.domain.feature_vector import pack_vector
from backend.domain.model_record import ModelRecord
from pipelines.errors import StepError
from pipelines.publish_model import publish_model, summarise_clusters
from pipelines.recipes import DEFAULT_RECIPE, RECIPES, Recipe
from pipelines.storage import Storage
from pipelines.stored_models import find_active_model
from pipelines.train_clusters import SEED, TrainedModel, choose_k, train_clusters
from pipelines.training_set import TrainingSet, read_training_set

TRAINING_LIBRARIES = ("numpy", "scikit-learn")


class NothingToClusterError(StepError):
    """No track is ready."""


def cluster_tracks(storage: Storage, recipe_name: str, k: int | None, *, only_if_new: bool) -> tuple[ModelRecord, bool]:
    """Return the active model and whether it was made now.

    With `only_if_new`, as an automatic run asks, nothing is made while that would make the same as when the active
    model became active. So a model that a person made with other options, or switched back to, stays until the
    collection changes; and a collection that returns to an earlier state gets its model again.

    Raises:
        NothingToClusterError: no track is ready.
        TooFewTracksError: there are fewer tracks than clusters.
    """
    recipe = RECIPES[recipe_name]
    tracks = read_training_set(storage, recipe.features)
    if not len(tracks.ids):
        raise NothingToClusterError("No track is ready. Import a collection and run `segue extract` first.")
    k = k or choose_k(len(tracks.ids))
    fingerprint = _fingerprint(recipe, k, tracks)
    active = find_active_model(storage)
    if only_if_new and active is not None and active.stands_for == fingerprint:
        return active, False
    trained = train_clusters(recipe.combine(tracks.features, tracks.genres), tracks.genres, k)
    record = _make_record(recipe, fingerprint, trained, tracks)
    record.stands_for = fingerprint if only_if_new else _automatic_fingerprint(storage)
    return publish_model(storage, record, trained, tracks), True


def _automatic_fingerprint(storage: Storage) -> str:
    recipe = RECIPES[DEFAULT_RECIPE]
    tracks = read_training_set(storage, recipe.features)
    return _fingerprint(recipe, choose_k(len(tracks.ids)), tracks)


def _fingerprint(recipe: Recipe, k: int, tracks: TrainingSet) -> str:
    parts = (recipe.name, recipe.features.name, recipe.features.version, k, SEED, tracks.fingerprint())
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _make_record(recipe: Recipe, fingerprint: str, trained: TrainedModel, tracks: TrainingSet) -> ModelRecord:
    now = datetime.now(UTC)
    return ModelRecord(
        id=f"{recipe.name}-{now:%Y%m%d-%H%M%S}-{uuid4().hex[:6]}",
        recipe=recipe.name,
        feature_set=recipe.features.name,
        feature_version=recipe.features.version,
        slots=list(recipe.slots),
        k=len(trained.model.centroids),
        seed=SEED,
        mean=pack_vector(trained.model.mean),
        scale=pack_vector(trained.model.scale),
        centroids=pack_vector(trained.model.centroids),
        quality=trained.quality,
        clusters=summarise_clusters(trained, tracks),
        tracks=len(tracks.ids),
        fingerprint=fingerprint,
        versions={name: version(name) for name in TRAINING_LIBRARIES},
        created_at=now,
    )
