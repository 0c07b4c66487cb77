"""What a model is trained on: the features, genres and artists of every track that is ready."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.domain.feature_vector import FeatureSet, Vector, unpack_vector
from backend.domain.track import TrackStatus
from pipelines.storage import Storage

Rows = NDArray[np.intp] | NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """One row a track, by id.

    `ids`, `artists` and `genres` (the main genre's id, 0 is none) are (tracks,), `labels` (tracks, genres) tells every
    genre that a track has, `features` (tracks, slots) holds the feature sets side by side.
    """

    ids: NDArray[np.int64]
    artists: NDArray[np.int64]
    genres: NDArray[np.int64]
    genre_titles: list[str | None]
    labels: NDArray[np.bool_]
    features: Vector

    def take(self, rows: Rows) -> "TrainingSet":
        """Return these rows only."""
        titles = np.array(self.genre_titles, dtype=object)[rows].tolist()
        return TrainingSet(
            self.ids[rows], self.artists[rows], self.genres[rows], titles, self.labels[rows], self.features[rows]
        )

    def sample(self, count: int) -> "TrainingSet":
        """Return these tracks, or `count` of them drawn at random if there are more; always the same ones."""
        if len(self.ids) <= count:
            return self
        return self.take(np.sort(np.random.default_rng(0).permutation(len(self.ids))[:count]))

    def hide_labels(self, rows: Rows) -> "TrainingSet":
        """Return the same tracks, with nothing known of the genres of `rows`."""
        genres, labels, titles = self.genres.copy(), self.labels.copy(), np.array(self.genre_titles, dtype=object)
        genres[rows], labels[rows], titles[rows] = 0, False, None
        return replace(self, genres=genres, labels=labels, genre_titles=titles.tolist())

    def fingerprint(self) -> str:
        """Return a SHA-256 that changes when anything in here does."""
        digest = hashlib.sha256()
        for column in (self.ids, self.artists, self.genres, self.labels, self.features):
            digest.update(np.ascontiguousarray(column).tobytes())
        digest.update(repr(self.genre_titles).encode())
        return digest.hexdigest()


def read_training_set(storage: Storage, feature_sets: Sequence[FeatureSet]) -> TrainingSet:
    """Return all tracks that are ready and have the current version of every one of `feature_sets`."""
    # Of two genres with one title the lower id counts, which is FMA's.
    genre_ids = {genre["title"]: genre["_id"] for genre in storage.genres.find({}, {"title": 1}).sort("_id", -1)}
    rows, features = _read_features(storage, feature_sets)
    kept = {"artist.id": 1, "genre_top": 1, "genres_all": 1}
    listed = storage.tracks.find({"status": TrackStatus.READY}, kept).sort("_id", 1)
    tracks = [track for track in listed if track["_id"] in rows]
    titles = [track["genre_top"] for track in tracks]
    return TrainingSet(
        ids=np.array([track["_id"] for track in tracks], dtype=np.int64),
        artists=np.array([track["artist"]["id"] for track in tracks], dtype=np.int64),
        genres=np.array([genre_ids.get(title, 0) for title in titles], dtype=np.int64),
        genre_titles=titles,
        labels=_mark_labels([track["genres_all"] for track in tracks]),
        features=features[[rows[track["_id"]] for track in tracks]],
    )


def count_tracks_with(storage: Storage, feature_sets: Sequence[FeatureSet]) -> int:
    """Return how many tracks are ready and have the current version of every one of `feature_sets`."""
    current = {f"{one.name}.version": one.version for one in feature_sets}
    has_them = {one["_id"] for one in storage.features.find(current, {"_id": 1})}
    ready = storage.tracks.find({"status": TrackStatus.READY}, {"_id": 1})
    return sum(track["_id"] in has_them for track in ready)


def _read_features(storage: Storage, feature_sets: Sequence[FeatureSet]) -> tuple[dict[int, int], Vector]:
    """Return the row of each track that has every set, and the features (rows, slots)."""
    current: dict[str, Any] = {f"{one.name}.version": one.version for one in feature_sets}
    vectors = {f"{one.name}.vector": 1 for one in feature_sets}
    rows: dict[int, int] = {}
    # One buffer that grows, not an object a track: a million tracks have gigabytes of features.
    packed = bytearray()
    for document in storage.features.find(current, vectors):
        rows[document["_id"]] = len(rows)
        for one in feature_sets:
            packed += document[one.name]["vector"]
    slots = sum(len(feature_set.slots) for feature_set in feature_sets)
    return rows, unpack_vector(packed).reshape(len(rows), slots)


def _mark_labels(genres: list[list[int]]) -> NDArray[np.bool_]:
    known = sorted({genre for one in genres for genre in one})
    column = {genre: index for index, genre in enumerate(known)}
    labels = np.zeros((len(genres), len(known)), dtype=bool)
    for row, one in enumerate(genres):
        labels[row, [column[genre] for genre in one]] = True
    return labels
