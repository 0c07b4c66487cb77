"""Facts about /clusters, /genres, and about the service following the active model."""

import time

from fastapi.testclient import TestClient

from pipelines.cluster_tracks import cluster_tracks
from pipelines.storage import Storage
from pipelines.stored_models import activate_model


def test_clusters_show_their_size_genres_and_typical_tracks(client: TestClient) -> None:
    clusters = client.get("/clusters").json()["items"]
    assert sum(cluster["size"] for cluster in clusters) == 40
    assert sorted(cluster["genres"][0]["title"] for cluster in clusters) == ["Ambient", "Folk", "Rock", "Techno"]
    assert all(cluster["genres"][0]["share"] == 1 and len(cluster["typical"]) == 3 for cluster in clusters)


def test_one_cluster_shows_more_of_its_typical_tracks(client: TestClient) -> None:
    cluster = client.get("/clusters/0").json()
    assert len(cluster["typical"]) == cluster["size"] == 10


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
