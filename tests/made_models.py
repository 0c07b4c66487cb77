"""Models made of what is in the database, by hand and as an automatic run makes them."""

from backend.domain.model_record import ModelRecord
from pipelines.cluster_tracks import cluster_tracks
from pipelines.storage import Storage


def make_model(storage: Storage, k: int | None = None) -> ModelRecord:
    record, made = cluster_tracks(storage, "seed", k, only_if_new=False)
    assert made
    return record


def run_automatically(storage: Storage) -> tuple[ModelRecord, bool]:
    return cluster_tracks(storage, None, None, only_if_new=True)
