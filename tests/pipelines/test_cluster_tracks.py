"""Models in the database: made of what is ready, complete before they show, switched to and back, kept and removed."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from backend.clusters import store
from backend.clusters.follow_model import ModelFollower
from backend.database import open_database
from backend.domain.feature_vector import ACOUSTIC, unpack_vector
from backend.domain.model_record import ModelRecord, ModelState
from backend.domain.track import TrackStatus
from pipelines.cluster_tracks import NothingToClusterError, cluster_tracks
from pipelines.recipes import RECIPES
from pipelines.storage import Storage
from pipelines.stored_models import KEPT_MODELS, UnknownModelError, activate_model, find_active_model, list_models
from pipelines.training_set import read_training_set
from tests.synthetic_library import fill_library, make_track, store_features


def make_model(storage: Storage, k: int | None = None) -> ModelRecord:
    record, made = cluster_tracks(storage, "seed", k, only_if_new=False)
    assert made
    return record


def test_a_model_places_every_track_that_is_ready(storage: Storage) -> None:
    fill_library(storage, 30)
    storage.tracks.insert_one(make_track(31, 12, TrackStatus.UNREADABLE).to_document())
    record = make_model(storage)
    assert (record.state, record.tracks, record.k, record.seed) == (ModelState.ACTIVE, 30, 4, 20_080_901)
    assert record.quality.keys() == {"inertia", "silhouette", "genre_purity", "genre_nmi"}
    assert record.quality["genre_purity"] == 1
    placements = list(storage.placements.find({"_id.model": record.id}))
    assert sorted(one["_id"]["track"] for one in placements) == list(range(1, 31))
    assert all(unpack_vector(one["vector"]).shape == (len(RECIPES["seed"].slots),) for one in placements)
    assert {one["cluster"] for one in placements} <= set(range(4))


def test_a_clusters_summary_tells_its_size_genres_and_most_typical_tracks(storage: Storage) -> None:
    fill_library(storage, 30)
    record = make_model(storage, 3)
    assert sum(cluster.size for cluster in record.clusters) == 30
    for cluster in record.clusters:
        placed = storage.placements.find({"_id.model": record.id, "cluster": cluster.id}).sort("distance", 1)
        assert cluster.typical == [one["_id"]["track"] for one in placed][: len(cluster.typical)]
        assert [genre.share for genre in cluster.genres] == [1.0]


def test_the_same_library_gives_the_same_model(storage: Storage) -> None:
    fill_library(storage, 40)
    one, other = make_model(storage), make_model(storage)
    assert one.id != other.id
    assert (one.centroids, one.clusters, one.quality) == (other.centroids, other.clusters, other.quality)
    assert one.fingerprint == other.fingerprint


def test_the_training_set_holds_what_is_ready_with_features_of_this_version(storage: Storage) -> None:
    fill_library(storage, 4)
    storage.tracks.insert_one(make_track(5, None).to_document())
    store_features(storage, 5, np.zeros(len(ACOUSTIC.slots), np.float32))
    storage.tracks.update_one({"_id": 2}, {"$set": {"status": TrackStatus.PENDING}})
    storage.features.update_one({"_id": 3}, {"$set": {"acoustic.version": ACOUSTIC.version + 1}})
    tracks = read_training_set(storage, ACOUSTIC)
    assert tracks.ids.tolist() == [1, 4, 5]
    assert tracks.genres.tolist() == [12, 12, 0]
    assert tracks.genre_titles == ["Rock", "Rock", None]
    assert tracks.features.shape == (3, len(ACOUSTIC.slots))


def test_of_two_genres_with_one_title_the_lower_id_counts(storage: Storage) -> None:
    fill_library(storage, 1)
    storage.genres.insert_one({"_id": 100_000, "title": "Rock"})
    assert read_training_set(storage, ACOUSTIC).genres.tolist() == [12]


def test_without_a_track_that_is_ready_there_is_no_model(storage: Storage) -> None:
    with pytest.raises(NothingToClusterError, match="segue extract"):
        cluster_tracks(storage, "seed", None, only_if_new=False)
    assert list_models(storage) == []


def test_a_model_is_made_only_if_there_is_something_new(storage: Storage) -> None:
    fill_library(storage, 20)
    first, made = cluster_tracks(storage, "seed", None, only_if_new=True)
    assert made
    again, made = cluster_tracks(storage, "seed", None, only_if_new=True)
    assert (again.id, made) == (first.id, False)
    fill_library(storage, 1, first=21)
    after, made = cluster_tracks(storage, "seed", None, only_if_new=True)
    assert made
    assert after.tracks == 21


def test_a_model_that_was_chosen_stays_while_nothing_is_new(storage: Storage) -> None:
    fill_library(storage, 20)
    first = make_model(storage)
    chosen = make_model(storage, 7)
    kept, made = cluster_tracks(storage, "seed", None, only_if_new=True)
    assert (kept.id, made) == (chosen.id, False)
    activate_model(storage, first.id)
    kept, made = cluster_tracks(storage, "seed", None, only_if_new=True)
    assert (kept.id, made) == (first.id, False)


def test_switching_goes_back_and_leaves_one_active_model(storage: Storage) -> None:
    fill_library(storage, 20)
    old, new = make_model(storage), make_model(storage, 5)
    assert [(one.id, one.state) for one in list_models(storage)] == [
        (new.id, ModelState.ACTIVE),
        (old.id, ModelState.RETIRED),
    ]
    assert activate_model(storage, old.id).state == ModelState.ACTIVE
    active = find_active_model(storage)
    assert active is not None
    assert active.id == old.id
    assert storage.models.count_documents({"state": ModelState.ACTIVE}) == 1


async def test_a_model_without_all_its_placements_is_neither_activated_nor_served(
    storage: Storage, mongodb_uri: str
) -> None:
    fill_library(storage, 20)
    active = make_model(storage)
    # What a kill in the middle of publishing leaves.
    begun = active.model_copy(update={"id": "begun", "state": ModelState.BUILDING, "activated_at": None})
    storage.models.insert_one(begun.to_document())
    placement = storage.placements.find_one({"_id.model": active.id})
    assert placement is not None
    storage.placements.insert_one({**placement, "_id": {"model": "begun", "track": 1}})

    with pytest.raises(UnknownModelError, match="begun, or it was never completed"):
        activate_model(storage, "begun")
    async with open_database(mongodb_uri, storage.name) as database:
        assert await store.find_active_model_id(database) == active.id
        follower = ModelFollower(database)
        await follower.refresh()
        assert follower.current.model_id == active.id
        assert len(follower.current) == 20
        newer = make_model(storage, 5)
        await follower.refresh()
        assert (follower.current.model_id, follower.current.cluster_count) == (newer.id, 5)


def test_an_unknown_model_cannot_be_activated(storage: Storage) -> None:
    with pytest.raises(UnknownModelError, match="There is no model nothing"):
        activate_model(storage, "nothing")


def test_the_oldest_models_are_removed_with_their_placements(storage: Storage) -> None:
    fill_library(storage, 6)
    made = [make_model(storage, 2).id for _ in range(KEPT_MODELS + 2)]
    assert [one.id for one in list_models(storage)] == made[:1:-1]
    assert set(storage.placements.distinct("_id.model")) == set(made[2:])


def test_an_old_model_that_was_switched_back_to_outlives_newer_ones(storage: Storage) -> None:
    fill_library(storage, 6)
    made = [make_model(storage, 2).id for _ in range(KEPT_MODELS)]
    activate_model(storage, made[0])
    made += [make_model(storage, 2).id for _ in range(2)]
    kept = {one.id for one in list_models(storage)}
    assert kept == {made[0], *made[3:]}
    assert storage.placements.count_documents({"_id.model": made[0]}) == 6


def test_the_active_model_stays_even_if_the_clock_was_put_back(storage: Storage) -> None:
    fill_library(storage, 6)
    for _ in range(KEPT_MODELS):
        make_model(storage, 2)
    storage.models.update_many({}, {"$set": {"activated_at": datetime.now(UTC) + timedelta(days=1)}})
    newest = make_model(storage, 2)
    assert newest.id in {one.id for one in list_models(storage)}
    active = find_active_model(storage)
    assert active is not None
    assert active.id == newest.id
