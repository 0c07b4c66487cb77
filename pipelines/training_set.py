"""What a model is trained on: the features, genres and artists of every track that is ready."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.domain.feature_vector import FeatureSet, Vector, unpack_vector
from backend.domain.track import TrackStatus
from pipelines.storage import Storage


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """One row a track, by id: `ids`, `artists` and `genres` (0 is none) are (tracks,), `features` (tracks, slots)."""

    ids: NDArray[np.int64]
    artists: NDArray[np.int64]
    genres: NDArray[np.int64]
    genre_titles: list[str | None]
    features: Vector

    def fingerprint(self) -> str:
        """Return a SHA-256 that changes when anything in here does."""
        digest = hashlib.sha256()
        for column in (self.ids, self.artists, self.genres, self.features):
            digest.update(np.ascontiguousarray(column).tobytes())
        digest.update(repr(self.genre_titles).encode())
        return digest.hexdigest()


def read_training_set(storage: Storage, feature_set: FeatureSet) -> TrainingSet:
    """Return all tracks that are ready and have this version of the feature set."""
    # Of two genres with one title the lower id counts, which is FMA's.
    genre_ids = {genre["title"]: genre["_id"] for genre in storage.genres.find({}, {"title": 1}).sort("_id", -1)}
    current = {f"{feature_set.name}.version": feature_set.version}
    vectors = {
        one["_id"]: one[feature_set.name]["vector"]
        for one in storage.features.find(current, {f"{feature_set.name}.vector": 1})
    }
    listed = storage.tracks.find({"status": TrackStatus.READY}, {"artist.id": 1, "genre_top": 1}).sort("_id", 1)
    tracks = [track for track in listed if track["_id"] in vectors]
    titles = [track["genre_top"] for track in tracks]
    packed = b"".join(vectors[track["_id"]] for track in tracks)
    return TrainingSet(
        ids=np.array([track["_id"] for track in tracks], dtype=np.int64),
        artists=np.array([track["artist"]["id"] for track in tracks], dtype=np.int64),
        genres=np.array([genre_ids.get(title, 0) for title in titles], dtype=np.int64),
        genre_titles=titles,
        features=unpack_vector(packed).reshape(len(tracks), len(feature_set.slots)),
    )
