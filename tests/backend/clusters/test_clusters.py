"""Facts about /clusters, /genres, and about the service following the active model."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from backend.app import create_app
from backend.settings import Settings
from pipelines.cluster_tracks import cluster_tracks
from pipelines.storage import Storage
from pipelines.stored_models import activate_model
from tests.backend.conftest import TEST_HOST


def test_clusters_show_their_size_genres_and_typical_tracks(client: TestClient) -> None:
    clusters = client.get("/clusters").json()["items"]
    assert sum(cluster["size"] for cluster in clusters) == 40
    assert sorted(cluster["genres"][0]["title"] for cluster in clusters) == ["Ambient", "Folk", "Rock", "Techno"]
    assert all(cluster["genres"][0]["share"] == 1 and len(cluster["typical"]) == 3 for cluster in clusters)
    assert all(cluster["name"] == cluster["genres"][0]["title"] for cluster in clusters)
    assert any(cluster["sound"] for cluster in clusters)


def test_one_cluster_shows_more_of_its_typical_tracks(client: TestClient) -> None:
    cluster = client.get("/clusters/0").json()
    assert len(cluster["typical"]) == cluster["size"] == 10


def test_a_cluster_of_an_older_model_is_named_by_its_number(client: TestClient, library: Storage) -> None:
    library.models.update_many({}, {"$unset": {"clusters.$[].name": "", "clusters.$[].sound": ""}})
    cluster = client.get("/clusters/2").json()
    assert (cluster["name"], cluster["sound"]) == ("Cluster 2", [])


def test_an_unknown_cluster_is_a_problem(client: TestClient) -> None:
    answer = client.get("/clusters/4")
    assert answer.status_code == 404
    assert "has 4" in answer.json()["detail"]


def test_genres_count_their_playable_tracks(client: TestClient, library: Storage) -> None:
    library.tracks.update_one({"_id": 1}, {"$set": {"status": "unreadable"}})
    library.genres.insert_one({"_id": 9, "title": "Polka", "folded_title": "polka", "parent": None, "top_level": 9})
    genres = {genre["title"]: genre["tracks"] for genre in client.get("/genres").json()["items"]}
    assert genres == {"Ambient": 9, "Folk": 10, "Rock": 10, "Techno": 10}


def test_a_running_service_follows_the_active_model_without_a_failed_request(
    client: TestClient, library: Storage
) -> None:
    before = client.get("/ready").json()["model"]
    record, _ = cluster_tracks(library, "seed", 5, only_if_new=False)
    assert _wait_for_model(client, record.id) < 5
    assert client.get("/clusters").json()["total"] == 5
    activate_model(library, before)
    assert _wait_for_model(client, before) < 5
    assert client.get("/clusters").json()["total"] == 4


def test_a_model_that_is_being_built_does_not_show(client: TestClient, library: Storage) -> None:
    model = library.models.find_one({})
    assert model is not None
    library.models.insert_one({**model, "_id": "half", "state": "building", "activated_at": None})
    time.sleep(1.5)
    assert client.get("/ready").json()["model"] == model["_id"]


def _wait_for_model(client: TestClient, model_id: str) -> float:
    started = time.monotonic()
    while time.monotonic() - started < 10:
        assert client.get("/recommendations").status_code == 200
        if client.get("/ready").json()["model"] == model_id:
            break
        time.sleep(0.05)
    return time.monotonic() - started


@pytest.mark.parametrize("change", [{"tracks": 41}, {"clusters": "of another schema"}])
def test_a_model_that_cannot_be_loaded_leaves_the_one_before(
    client: TestClient, library: Storage, change: dict[str, object]
) -> None:
    before = client.get("/ready").json()["model"]
    model = library.models.find_one({})
    assert model is not None
    placements = [{**one, "_id": {**one["_id"], "model": "broken"}} for one in library.placements.find({})]
    library.placements.insert_many(placements)
    library.models.insert_one({**model, "_id": "broken", "activated_at": datetime.now(UTC), **change})
    time.sleep(2.5)
    assert client.get("/ready").json()["model"] == before
    assert client.get("/recommendations").json()["total"] == 20
    library.models.update_one({"_id": "broken"}, {"$set": {name: model[name] for name in change}})
    assert _wait_for_model(client, "broken") < 5


@pytest.fixture
def lonely(mongodb_uri: str, library: Storage, storage: Storage, tmp_path: Path) -> Settings:
    """The settings of another service on a copy of the library's model, without its placements."""
    storage.models.insert_many(library.models.find({}))
    return Settings(
        mongodb_uri=mongodb_uri,
        database=storage.name,
        data_dir=tmp_path,
        player_dir=tmp_path / "none",
        allowed_hosts=TEST_HOST,
    )


def test_a_service_starts_without_the_placements_of_its_model_and_says_so(
    lonely: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    with TestClient(create_app(lonely)) as alone:
        time.sleep(2.5)
        ready = alone.get("/ready")
    assert ready.status_code == 503
    assert "0 placements for 40 tracks" in ready.json()["detail"]
    assert capfd.readouterr().err.count("model_refused") == 1


def test_a_service_that_no_longer_follows_is_not_ready(
    lonely: Settings, library: Storage, storage: Storage, capfd: pytest.CaptureFixture[str]
) -> None:
    with TestClient(create_app(lonely)) as alone:
        storage.placements.insert_many([{**one, "vector": None} for one in library.placements.find({})])
        time.sleep(2.5)
        ready = alone.get("/ready")
        assert alone.get("/health").status_code == 200
    assert ready.status_code == 503
    assert "no longer noticed" in ready.json()["detail"]
    assert "model_no_longer_followed" in capfd.readouterr().err
