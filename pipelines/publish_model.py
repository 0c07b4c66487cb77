"""Stores a trained model: first where it puts every track, then the one write that makes it the active model."""

from collections import Counter
from typing import Any

import numpy as np

from backend.domain.feature_vector import pack_vector
from backend.domain.model_record import ClusterSummary, GenreShare, ModelRecord
from pipelines.storage import Storage
from pipelines.stored_models import activate_model, remove_old_models
from pipelines.train_clusters import TrainedModel
from pipelines.training_set import TrainingSet

MAIN_GENRES = 3
TYPICAL_TRACKS = 12
_BATCH = 5_000


def publish_model(storage: Storage, record: ModelRecord, trained: TrainedModel, tracks: TrainingSet) -> ModelRecord:
    """Store the model and its placements, then make it active. Stopped before the end, nothing of it shows."""
    storage.models.insert_one(record.to_document())
    place_tracks(storage, record.id, trained, tracks)
    active = activate_model(storage, record.id)
    remove_old_models(storage)
    return active


def place_tracks(storage: Storage, model_id: str, trained: TrainedModel, tracks: TrainingSet) -> None:
    """Store where the model puts every track."""
    for start in range(0, len(tracks.ids), _BATCH):
        rows = range(start, min(start + _BATCH, len(tracks.ids)))
        placements = [_place(row, model_id, trained, tracks) for row in rows]
        storage.placements.insert_many(placements, ordered=False)


def summarise_clusters(trained: TrainedModel, tracks: TrainingSet) -> list[ClusterSummary]:
    """Return what each cluster holds: its size, main genres and most typical tracks."""
    summaries = []
    for cluster in range(len(trained.model.centroids)):
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


def _place(row: int, model_id: str, trained: TrainedModel, tracks: TrainingSet) -> dict[str, Any]:
    return {
        "_id": {"model": model_id, "track": int(tracks.ids[row])},
        "artist": int(tracks.artists[row]),
        "cluster": int(trained.clusters[row]),
        "distance": float(trained.distances[row]),
        "vector": pack_vector(trained.projected[row]),
    }
