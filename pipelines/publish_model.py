"""Stores a trained model: first where it puts every track, then the one write that makes it the active model."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from backend.domain.feature_vector import ACOUSTIC, Vector, pack_vector
from backend.domain.model_record import ClusterSummary, GenreShare, ModelRecord
from backend.domain.sound_profile import Profile, pack_profile
from backend.domain.track import TrackStatus
from pipelines.describe_sound import describe_sound
from pipelines.lay_out_map import Positions, lay_out_map
from pipelines.name_clusters import ClusterTraits, name_clusters
from pipelines.storage import Storage
from pipelines.stored_models import activate_model, find_active_model, remove_old_models
from pipelines.train_clusters import TrainedModel
from pipelines.training_set import TrainingSet

MAIN_GENRES = 3
TYPICAL_TRACKS = 12
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class PlacedTracks:
    """Where a model puts the tracks: clusters, sound profiles (tracks, numbers) and relief from hubs (tracks,)."""

    tracks: TrainingSet
    trained: TrainedModel
    profiles: Profile
    relief: Vector


def publish_model(storage: Storage, record: ModelRecord, placed: PlacedTracks) -> ModelRecord:
    """Store the model and its placements, then make it active. Stopped before the end, nothing of it shows."""
    positions = lay_out_map(placed.tracks.ids, placed.trained.projected, _read_positions(storage))
    named = record.model_copy(update={"clusters": _name_summaries(storage, record.clusters, placed)})
    storage.models.insert_one(named.to_document())
    place_tracks(storage, record.id, placed, positions)
    active = activate_model(storage, record.id)
    remove_old_models(storage)
    return active


def place_tracks(storage: Storage, model_id: str, placed: PlacedTracks, positions: Positions) -> None:
    """Store where the model puts every track, `positions` (tracks, 2) being their places on the map."""
    # In the order in which the service reads them: what follows each other lies together on the disk.
    in_order = np.lexsort((placed.trained.distances, placed.trained.clusters)).tolist()
    for start in range(0, len(in_order), _BATCH):
        rows = in_order[start : start + _BATCH]
        storage.placements.insert_many([_place(row, model_id, placed, positions) for row in rows], ordered=False)


def summarise_clusters(trained: TrainedModel, tracks: TrainingSet) -> list[ClusterSummary]:
    """Return what each cluster holds: its size, main genres and most typical tracks."""
    summaries = []
    for cluster in range(len(trained.centroids)):
        members = np.flatnonzero(trained.clusters == cluster)
        typical = members[np.argsort(trained.distances[members], kind="stable")][:TYPICAL_TRACKS]
        summaries.append(
            ClusterSummary(
                id=cluster,
                size=len(members),
                genres=_main_genres([tracks.genre_titles[member] for member in members]),
                typical=[int(track) for track in tracks.ids[typical]],
            )
        )
    return summaries


def _main_genres(titles: list[str | None]) -> list[GenreShare]:
    counts = Counter(title for title in titles if title is not None)
    labelled = counts.total()
    return [GenreShare(title=title, share=count / labelled) for title, count in counts.most_common(MAIN_GENRES)]


def _name_summaries(storage: Storage, summaries: list[ClusterSummary], placed: PlacedTracks) -> list[ClusterSummary]:
    tracks, clusters = placed.tracks, placed.trained.clusters
    tags = _read_tags(storage)
    # The acoustic features come last in every recipe's input.
    sounds = describe_sound(tracks.features[:, -len(ACOUSTIC.slots) :], clusters, len(summaries))
    traits = []
    for cluster, sound in enumerate(sounds):
        members = np.flatnonzero(clusters == cluster)
        ids = [int(track) for track in tracks.ids[members]]
        genres = [[title] if (title := tracks.genre_titles[row]) else [] for row in members]
        traits.append(ClusterTraits(ids, genres, [tags.get(track, []) for track in ids], sound))
    return [
        summary.model_copy(update={"name": name, "sound": sound})
        for summary, name, sound in zip(summaries, name_clusters(traits), sounds, strict=True)
    ]


def _read_tags(storage: Storage) -> dict[int, list[str]]:
    found = storage.tracks.find({"status": TrackStatus.READY, "tags": {"$exists": True}}, {"tags": 1})
    return {track["_id"]: track["tags"] for track in found}


def _read_positions(storage: Storage) -> dict[int, tuple[float, float]]:
    """Return the map of the model that is still active; models before the first map have none."""
    active = find_active_model(storage)
    if active is None:
        return {}
    found = storage.placements.find({"_id.model": active.id, "x": {"$exists": True}}, {"x": 1, "y": 1})
    return {one["_id"]["track"]: (one["x"], one["y"]) for one in found}


def _place(row: int, model_id: str, placed: PlacedTracks, positions: Positions) -> dict[str, Any]:
    return {
        "_id": {"model": model_id, "track": int(placed.tracks.ids[row])},
        "artist": int(placed.tracks.artists[row]),
        "genre": placed.tracks.genre_titles[row],
        "cluster": int(placed.trained.clusters[row]),
        "distance": float(placed.trained.distances[row]),
        "vector": pack_vector(placed.trained.projected[row]),
        "profile": pack_profile(placed.profiles[row]),
        "x": float(positions[row, 0]),
        "y": float(positions[row, 1]),
        "relief": float(placed.relief[row]),
    }
