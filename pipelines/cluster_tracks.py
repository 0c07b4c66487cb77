"""Makes a new model of the collection when there is something new: reads, trains, measures, publishes."""

import hashlib
from datetime import UTC, datetime
from importlib.metadata import version
from uuid import uuid4

from backend.domain.feature_vector import MUSICNN, pack_vector
from backend.domain.model_record import ModelRecord
from backend.domain.projection import Projection
from backend.domain.track import TrackStatus
from pipelines.errors import StepError
from pipelines.hub_relief import find_relief
from pipelines.publish_model import PlacedTracks, publish_model, summarise_clusters
from pipelines.recipes import RECIPES, Recipe
from pipelines.storage import Storage
from pipelines.stored_models import find_active_model
from pipelines.train_clusters import SEED, Lloyd, TrainedModel, choose_k, run_lloyd, train_clusters
from pipelines.training_set import TrainingSet, count_tracks_with, read_training_set

TRAINING_LIBRARIES = ("numpy", "scikit-learn")

UNHEARD_SHARE = 0.05
"""A few files that cannot be read at the moment must not throw the whole collection back to another recipe."""

FIT_SAMPLE = 50_000
"""A projection has some hundred slots to learn about: more tracks would change nothing but the memory it takes."""


class NothingToClusterError(StepError):
    """No track is ready."""


def choose_recipe(storage: Storage) -> str:
    """Return the best recipe that the collection's features allow: MusiCNN's once it heard nearly every track.

    Tracks that it did not hear have no place in such a model; they are few, and `segue cluster` says how many.
    """
    ready = storage.tracks.count_documents({"status": TrackStatus.READY})
    unheard = ready - count_tracks_with(storage, [MUSICNN])
    return "musicnn" if unheard <= UNHEARD_SHARE * ready else "acoustic"


def count_usable_tracks(storage: Storage) -> int:
    """Return how many tracks an automatic run would make a model of now."""
    return count_tracks_with(storage, RECIPES[choose_recipe(storage)].feature_sets)


def cluster_tracks(
    storage: Storage, recipe_name: str | None, k: int | None, *, only_if_new: bool, lloyd: Lloyd = run_lloyd
) -> tuple[ModelRecord, bool]:
    """Return the active model and whether it was made now.

    `lloyd` finds the centroids. With `only_if_new`, as an automatic run asks, nothing is made while that would make the
    same as when the active model became active. So a model that a person made with other options, or switched back to,
    stays until the collection changes; and a collection that returns to an earlier state gets its model again.

    Raises:
        NothingToClusterError: no track is ready.
        TooFewTracksError: there are fewer tracks than clusters.
    """
    recipe = RECIPES[recipe_name or choose_recipe(storage)]
    tracks = read_training_set(storage, recipe.feature_sets)
    if not len(tracks.ids):
        raise NothingToClusterError("No track is ready. Import a collection and run `segue extract` first.")
    k = k or choose_k(len(tracks.ids))
    fingerprint = _fingerprint(recipe, k, tracks)
    active = find_active_model(storage)
    if only_if_new and active is not None and active.stands_for == fingerprint:
        return active, False
    projection = recipe.fit(tracks.sample(FIT_SAMPLE))
    trained = train_clusters(projection.project(recipe.read(tracks)), tracks.genres, k, lloyd=lloyd)
    record = _make_record(recipe, fingerprint, projection, trained, tracks)
    record.stands_for = fingerprint if only_if_new else _automatic_fingerprint(storage)
    relief = find_relief(trained.projected, tracks.artists, recipe.choose_hub_relief(projection))
    return publish_model(storage, record, PlacedTracks(tracks, trained, recipe.profile(tracks), relief)), True


def _automatic_fingerprint(storage: Storage) -> str:
    recipe = RECIPES[choose_recipe(storage)]
    tracks = read_training_set(storage, recipe.feature_sets)
    return _fingerprint(recipe, choose_k(len(tracks.ids)), tracks)


def _fingerprint(recipe: Recipe, k: int, tracks: TrainingSet) -> str:
    parts = (recipe.name, _name_features(recipe), k, SEED, tracks.fingerprint())
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _name_features(recipe: Recipe) -> dict[str, int]:
    return {feature_set.name: feature_set.version for feature_set in recipe.feature_sets}


def _make_record(
    recipe: Recipe, fingerprint: str, projection: Projection, trained: TrainedModel, tracks: TrainingSet
) -> ModelRecord:
    now = datetime.now(UTC)
    return ModelRecord(
        id=f"{recipe.name}-{now:%Y%m%d-%H%M%S}-{uuid4().hex[:6]}",
        recipe=recipe.name,
        features=_name_features(recipe),
        k=len(trained.centroids),
        seed=SEED,
        blocks=[block.to_document() for block in projection.blocks],
        centroids=pack_vector(trained.centroids),
        quality=trained.quality,
        clusters=summarise_clusters(trained, tracks),
        tracks=len(tracks.ids),
        fingerprint=fingerprint,
        versions={name: version(name) for name in TRAINING_LIBRARIES},
        created_at=now,
    )
