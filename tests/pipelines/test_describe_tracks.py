"""Traits of the sound: written to those tracks alone that lack them, of the file that they have."""

import numpy as np

from backend.domain.feature_vector import ACOUSTIC
from backend.domain.sound_traits import TRAITS_VERSION, read_traits
from backend.domain.track import TrackStatus, track_from_document
from backend.settings import Settings
from pipelines.describe_tracks import BATCH, LACKING, describe_tracks
from pipelines.storage import Storage, open_storage
from tests.synthetic_library import make_track, store_features

VECTOR = np.random.default_rng(5).uniform(0, 1, len(ACOUSTIC.slots)).astype(np.float32)


def test_ready_tracks_get_the_traits_that_they_lack_or_that_are_outdated(storage: Storage) -> None:
    for track_id in range(1, 6):
        storage.tracks.insert_one(make_track(track_id, 12).to_document())
        store_features(storage, track_id, VECTOR)
    storage.tracks.insert_one(make_track(6, 12, TrackStatus.PENDING).to_document())
    store_features(storage, 6, VECTOR)
    assert describe_tracks(storage) == 5
    assert describe_tracks(storage) == 0
    described = storage.tracks.find_one({"_id": 1})
    assert described is not None
    assert track_from_document(described).sound == read_traits(VECTOR)
    pending = storage.tracks.find_one({"_id": 6})
    assert pending is not None
    assert pending["sound"] is None

    outdated = {"traits_version": TRAITS_VERSION - 1, "sound.tempo": 0.999}
    storage.tracks.update_one({"_id": 2}, {"$set": outdated})
    # As an older Segue left it.
    storage.tracks.update_one({"_id": 3}, {"$unset": {"sound": "", "traits_version": ""}})
    assert describe_tracks(storage) == 2
    assert storage.tracks.count_documents({"sound": described["sound"], "traits_version": TRAITS_VERSION}) == 5


def test_tracks_that_have_their_traits_are_not_looked_at(mongodb_uri: str, storage: Storage) -> None:
    for track_id in range(1, 31):
        described = {"traits_version": TRAITS_VERSION} if track_id > 2 else {}
        storage.tracks.insert_one({**make_track(track_id, 12).to_document(), **described})
    with open_storage(Settings(mongodb_uri=mongodb_uri, database=storage.name)) as indexed:
        plan = {"find": "tracks", "filter": LACKING}
        stats = indexed.command("explain", plan, verbosity="executionStats")["executionStats"]
    assert (stats["nReturned"], stats["totalDocsExamined"]) == (2, 2)


def test_traits_of_another_file_or_version_are_not_taken(storage: Storage) -> None:
    for track_id, change in enumerate(({"acoustic.mtime_ns": 2}, {"acoustic.version": ACOUSTIC.version - 1}), start=1):
        storage.tracks.insert_one(make_track(track_id, 12).to_document())
        store_features(storage, track_id, VECTOR)
        storage.features.update_one({"_id": track_id}, {"$set": change})
    storage.tracks.insert_one(make_track(3, 12).to_document())
    storage.features.insert_one({"_id": 3, "musicnn": {"version": 1}})
    assert describe_tracks(storage) == 0


def test_more_tracks_than_a_batch_are_all_described(storage: Storage) -> None:
    storage.tracks.insert_many(make_track(track_id, 12).to_document() for track_id in range(1, BATCH + 3))
    for track_id in (1, BATCH, BATCH + 2):
        store_features(storage, track_id, VECTOR)
    assert describe_tracks(storage) == 3
