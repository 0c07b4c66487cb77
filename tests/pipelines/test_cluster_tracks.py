"""Models in the database: made of what is ready, when there is something new, complete before they show."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from backend.domain.feature_vector import ACOUSTIC, MUSICNN, pack_vector, unpack_vector
from backend.domain.model_record import ModelState
from backend.domain.track import TrackStatus
from pipelines.cluster_tracks import NothingToClusterError, choose_recipe, cluster_tracks
from pipelines.recipes import SEED_SLOTS
from pipelines.steps import run_cluster
from pipelines.storage import Storage
from pipelines.stored_models import activate_model, list_models
from pipelines.training_set import read_training_set
from tests.made_models import make_model, run_automatically
from tests.synthetic_library import fill_library, make_track, store_features


def test_a_model_places_every_track_that_is_ready(storage: Storage) -> None:
    fill_library(storage, 30)
    storage.tracks.insert_one(make_track(31, 12, TrackStatus.UNREADABLE).to_document())
    record = make_model(storage)
    assert (record.state, record.tracks, record.k, record.seed) == (ModelState.ACTIVE, 30, 4, 20_080_901)
    assert record.quality.keys() == {"inertia", "silhouette", "genre_purity", "genre_nmi"}
    assert record.quality["genre_purity"] == 1
    placements = list(storage.placements.find({"_id.model": record.id}))
    assert sorted(one["_id"]["track"] for one in placements) == list(range(1, 31))
    assert all(unpack_vector(one["vector"]).shape == (SEED_SLOTS + 1,) for one in placements)
    assert {one["cluster"] for one in placements} <= set(range(4))


def test_a_clusters_summary_tells_its_size_genres_and_most_typical_tracks(storage: Storage) -> None:
    fill_library(storage, 30)
    record = make_model(storage, 3)
    assert sum(cluster.size for cluster in record.clusters) == 30
    assert sorted(cluster.name for cluster in record.clusters) == ["Electronic", "Hip-Hop", "Rock"]
    for cluster in record.clusters:
        placed = storage.placements.find({"_id.model": record.id, "cluster": cluster.id}).sort("distance", 1)
        assert cluster.typical == [one["_id"]["track"] for one in placed][: len(cluster.typical)]
        assert [genre.share for genre in cluster.genres] == [1.0]


def test_tags_name_clusters_as_genres_do(storage: Storage) -> None:
    fill_library(storage, 30)
    storage.tracks.update_many({"genre_top": "Rock"}, {"$set": {"tags": ["female vocalists"]}})
    assert "Rock, female vocalists" in {cluster.name for cluster in make_model(storage, 3).clusters}


def test_a_model_keeps_the_map_of_the_one_before(storage: Storage) -> None:
    fill_library(storage, 30)
    old = {one["_id"]["track"]: one for one in storage.placements.find({"_id.model": make_model(storage, 3).id})}
    new = {one["_id"]["track"]: one for one in storage.placements.find({"_id.model": make_model(storage, 4).id})}
    assert {one["genre"] for one in new.values()} == {"Hip-Hop", "Rock", "Electronic"}
    for track, one in new.items():
        assert (one["x"], one["y"]) == pytest.approx((old[track]["x"], old[track]["y"]), abs=1e-3)


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
    tracks = read_training_set(storage, [ACOUSTIC])
    assert tracks.ids.tolist() == [1, 4, 5]
    assert tracks.genres.tolist() == [12, 12, 0]
    assert tracks.genre_titles == ["Rock", "Rock", None]
    assert tracks.features.shape == (3, len(ACOUSTIC.slots))


def test_of_two_genres_with_one_title_the_lower_id_counts(storage: Storage) -> None:
    fill_library(storage, 1)
    storage.genres.insert_one({"_id": 100_000, "title": "Rock"})
    assert read_training_set(storage, [ACOUSTIC]).genres.tolist() == [12]


def test_without_a_track_that_is_ready_there_is_no_model(storage: Storage) -> None:
    with pytest.raises(NothingToClusterError, match="segue extract"):
        cluster_tracks(storage, "seed", None, only_if_new=False)
    assert list_models(storage) == []


def test_a_model_is_made_only_if_there_is_something_new(storage: Storage) -> None:
    fill_library(storage, 20)
    first, made = cluster_tracks(storage, None, None, only_if_new=True)
    assert made
    again, made = cluster_tracks(storage, None, None, only_if_new=True)
    assert (again.id, made) == (first.id, False)
    fill_library(storage, 1, first=21)
    after, made = cluster_tracks(storage, None, None, only_if_new=True)
    assert made
    assert after.tracks == 21


def test_a_model_that_was_chosen_stays_while_nothing_is_new(storage: Storage) -> None:
    fill_library(storage, 20)
    first = make_model(storage)
    chosen = make_model(storage, 7)
    kept, made = cluster_tracks(storage, None, None, only_if_new=True)
    assert (kept.id, made) == (chosen.id, False)
    activate_model(storage, first.id)
    kept, made = cluster_tracks(storage, None, None, only_if_new=True)
    assert (kept.id, made) == (first.id, False)


def test_a_collection_that_returns_to_an_earlier_state_gets_its_model_again(storage: Storage) -> None:
    fill_library(storage, 40)
    whole, _ = run_automatically(storage)
    storage.tracks.update_many({"_id": {"$gt": 30}}, {"$set": {"status": TrackStatus.NO_AUDIO}})
    part, made = run_automatically(storage)
    assert (part.tracks, made) == (30, True)
    storage.tracks.update_many({}, {"$set": {"status": TrackStatus.READY}})
    again, made = run_automatically(storage)
    assert (again.tracks, again.fingerprint, made) == (40, whole.fingerprint, True)
    assert run_automatically(storage)[0].id == again.id


def test_a_model_that_was_switched_back_to_stays_until_something_is_new(storage: Storage) -> None:
    fill_library(storage, 20)
    old, _ = run_automatically(storage)
    fill_library(storage, 5, first=21)
    new, _ = run_automatically(storage)
    activate_model(storage, old.id)
    kept, made = run_automatically(storage)
    assert (kept.id, made) == (old.id, False)
    activate_model(storage, old.id)
    assert run_automatically(storage)[0].id == old.id
    fill_library(storage, 1, first=26)
    newest, made = run_automatically(storage)
    assert (newest.tracks, made) == (26, True)
    activate_model(storage, new.id)
    activate_model(storage, newest.id)
    assert run_automatically(storage)[0].id == newest.id


def test_a_model_made_by_hand_of_new_tracks_stays_too(storage: Storage) -> None:
    fill_library(storage, 20)
    chosen = make_model(storage, 7)
    assert run_automatically(storage)[0].id == chosen.id
    fill_library(storage, 5, first=21)
    chosen = make_model(storage, 7)
    assert run_automatically(storage)[0].id == chosen.id


def test_two_clusterings_at_once_take_turns_and_the_second_says_that_it_waits(
    storage: Storage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_library(storage, 6)
    with ThreadPoolExecutor(1) as aside:
        with FileLock(tmp_path / "clustering.lock"):
            running = aside.submit(run_cluster, storage, tmp_path, "seed", 2, only_if_new=False)
            time.sleep(1)
            assert list_models(storage) == []
            assert capsys.readouterr().err == "Another run is making a model; waiting for it.\n"
        running.result(30)
    steps = ["Training 2 clusters of 6 tracks.", "Measuring the model, and placing the tracks."]
    assert capsys.readouterr().err.splitlines() == steps
    assert len(list_models(storage)) == 1


def test_a_few_tracks_that_musicnn_did_not_hear_do_not_decide_the_recipe(storage: Storage) -> None:
    fill_library(storage, 40)
    assert choose_recipe(storage) == "acoustic"
    heard = {"version": MUSICNN.version, "vector": pack_vector(np.zeros(len(MUSICNN.slots), np.float32))}
    storage.features.update_many({"_id": {"$gt": 2}}, {"$set": {MUSICNN.name: heard}})
    assert choose_recipe(storage) == "musicnn"
    storage.features.update_many({"_id": {"$lt": 10}}, {"$unset": {MUSICNN.name: ""}})
    assert choose_recipe(storage) == "acoustic"
