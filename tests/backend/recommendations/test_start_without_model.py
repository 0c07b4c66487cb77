"""Facts about a service that has tracks and no model yet."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from backend.app import create_app
from backend.domain.taste import RATED_TRACKS
from backend.settings import Settings
from pipelines.storage import Storage
from tests.backend.conftest import TEST_HOST, fill_library


@pytest.fixture
def client(mongodb_uri: str, storage: Storage, tmp_path: Path) -> Iterator[TestClient]:
    """A service without a model: of its 40 tracks nine are still to be analysed, and one is known to be unreadable."""
    fill_library(storage, tmp_path / "music")
    storage.tracks.update_many({"_id": {"$gt": 30}}, {"$set": {"status": "pending"}})
    storage.tracks.update_one({"_id": 40}, {"$set": {"status": "unreadable"}})
    settings = Settings(mongodb_uri=mongodb_uri, database=storage.name, data_dir=tmp_path, allowed_hosts=TEST_HOST)
    with TestClient(create_app(settings)) as client:
        yield client


def recommended(client: TestClient, limit: int = 20) -> list[int]:
    items = client.get("/recommendations", params={"limit": limit}).json()["items"]
    assert {(one["reason"]["kind"], one["reason"]["because"]) for one in items} == {("start", None)}
    assert all("Ready to play" in one["reason"]["text"] for one in items)
    return [one["track"]["id"] for one in items]


def test_what_has_a_sound_file_is_listed_heard_and_recommended_before_it_is_analysed(client: TestClient) -> None:
    assert client.get("/tracks").json()["total"] == 39
    assert client.get("/tracks", params={"status": "ready"}).json()["total"] == 30
    assert client.get("/genres").json()["items"][-1]["tracks"] == 9
    assert client.get("/tracks/39/audio").status_code == 200
    assert client.get("/ready").status_code == 503
    assert sorted(recommended(client, limit=200)) == list(range(1, 40))
    artists = {(track_id + 1) // 2 for track_id in recommended(client, limit=15)}
    assert len(artists) == 15


def test_the_list_keeps_its_order_while_more_becomes_ready(client: TestClient, storage: Storage) -> None:
    before = recommended(client, limit=200)
    storage.tracks.update_many({"_id": {"$lt": 40}}, {"$set": {"status": "ready"}})
    assert recommended(client, limit=200) == before
    storage.tracks.update_many({"_id": {"$gt": 30}}, {"$set": {"status": "unreadable"}})
    fewer = recommended(client, limit=200)
    artists = {(track_id + 1) // 2 for track_id in fewer}
    assert [one for one in before[: len(artists) + 5] if one <= 30] == fewer[: len(artists)]


def test_a_play_answers_what_else_is_ready_the_unheard_first(client: TestClient) -> None:
    for track_id in (1, 2, 39):
        answer = client.post("/play", json={"track_id": track_id})
        assert answer.status_code == 201
    client.put("/tracks/3/rating", json={"value": "dislike"})
    listed = recommended(client, limit=200)
    assert sorted(listed) == [1, 2, *range(4, 39)]
    assert set(listed[-2:]) == {1, 2}
    assert recommended(client, limit=200) == listed


def test_an_old_dislike_counts_behind_any_number_of_newer_ratings(client: TestClient, storage: Storage) -> None:
    client.post("/play", json={"track_id": 1})
    client.put("/tracks/3/rating", json={"value": "dislike"})
    listener = (storage.listeners.find_one() or {})["_id"]
    newer = datetime.now(UTC) + timedelta(minutes=1)
    storage.ratings.insert_many(
        {"_id": {"listener": listener, "track": 1000 + number}, "value": "like", "at": newer}
        for number in range(RATED_TRACKS)
    )
    client.post("/play", json={"track_id": 2})
    assert 3 not in recommended(client, limit=200)


def test_what_needs_a_model_answers_without_one(client: TestClient) -> None:
    assert client.get("/tracks/1/similar").json()["items"] == []
    assert client.get("/clusters").json()["items"] == []
    assert client.get("/map").json()["ids"] == []
    for answer in (client.post("/blend", json={"like": [1]}), client.get("/path", params={"from": 1, "to": 9})):
        assert answer.status_code == 409
        assert "analysed" in answer.json()["detail"]
