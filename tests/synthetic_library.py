"""A library in the database: tracks with a genre and features, as import and extraction leave them."""

import numpy as np

from backend.domain.feature_vector import ACOUSTIC, pack_vector
from backend.domain.track import Artist, Audio, LibraryTrack, TrackStatus
from pipelines.storage import Storage

GENRES = {21: "Hip-Hop", 12: "Rock", 15: "Electronic"}


def fill_library(storage: Storage, tracks: int, first: int = 1) -> None:
    """Store so many ready tracks from id `first`; each genre's are far from those of the others."""
    if storage.genres.find_one() is None:
        storage.genres.insert_many(
            {"_id": genre, "title": title, "folded_title": title.lower(), "parent": None, "top_level": genre}
            for genre, title in GENRES.items()
        )
    for track_id in range(first, first + tracks):
        genre = list(GENRES)[track_id % len(GENRES)]
        storage.tracks.insert_one(make_track(track_id, genre).to_document())
        noise = np.random.default_rng(track_id).standard_normal(len(ACOUSTIC.slots))
        store_features(storage, track_id, (20 * genre + noise).astype(np.float32))


def make_track(track_id: int, genre: int | None, status: TrackStatus = TrackStatus.READY) -> LibraryTrack:
    return LibraryTrack(
        id=track_id,
        title=f"Title {track_id}",
        artist=Artist(id=track_id % 5 + 1, name="Somebody"),
        genre_top=GENRES[genre] if genre else None,
        genres=[genre] if genre else [],
        genres_all=[genre] if genre else [],
        status=status,
        audio=Audio(root="/music", path=f"{track_id}.mp3", bytes=1, mtime_ns=1, media_type="audio/mpeg"),
    )


def store_features(storage: Storage, track_id: int, vector: np.ndarray[tuple[int], np.dtype[np.float32]]) -> None:
    features = {"version": ACOUSTIC.version, "vector": pack_vector(vector), "bytes": 1, "mtime_ns": 1}
    storage.features.update_one({"_id": track_id}, {"$set": {ACOUSTIC.name: features}}, upsert=True)
