"""Facts about GET /recommendations."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from backend.app import create_app
from backend.recommendations import recommend
from backend.settings import Settings
from pipelines.storage import Storage
from tests.backend.conftest import STYLES, TEST_HOST, style_of


def test_without_a_listener_the_start_is_varied(client: TestClient) -> None:
    items = client.get("/recommendations", params={"limit": 8}).json()["items"]
    assert {style_of(one["track"]["id"]) for one in items} == set(STYLES)
    assert {one["reason"]["kind"] for one in items} == {"start"}
    assert all(one["reason"]["because"] is None and one["reason"]["text"] for one in items)


@pytest.mark.parametrize(("limit", "expected"), [(1, 1), (20, 20), (39, 39), (200, 39)])
def test_the_list_is_as_long_as_asked_while_the_collection_can_fill_it(
    client: TestClient, limit: int, expected: int
) -> None:
    client.post("/play", json={"track_id": 1})
    answer = client.get("/recommendations", params={"limit": limit}).json()
    assert len(answer["items"]) == answer["total"] == expected


def test_no_track_is_recommended_whose_file_went_missing(client: TestClient, library: Storage) -> None:
    library.tracks.update_many({"_id": {"$lte": 10}}, {"$set": {"status": "no_audio", "audio": None}})
    items = client.get("/recommendations", params={"limit": 20}).json()["items"]
    assert {style_of(one["track"]["id"]) for one in items} == set(STYLES[1:])


def test_the_list_stays_full_however_many_tracks_lost_their_file(
    client: TestClient, library: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recommend, "ATTEMPTS", 1)
    library.tracks.update_many({"_id": {"$lte": 34}}, {"$set": {"status": "no_audio", "audio": None}})
    items = client.get("/recommendations", params={"limit": 5}).json()["items"]
    assert {one["track"]["id"] for one in items} < set(range(35, 41))
    assert len(items) == 5


def test_an_empty_collection_has_nothing_to_recommend(mongodb_uri: str, storage: Storage, tmp_path: Path) -> None:
    settings = Settings(mongodb_uri=mongodb_uri, database=storage.name, data_dir=tmp_path, allowed_hosts=TEST_HOST)
    with TestClient(create_app(settings)) as client:
        assert client.get("/recommendations").json()["items"] == []
        assert client.get("/clusters").json()["items"] == []
        assert client.get("/tracks").json()["total"] == 0
        assert client.get("/ready").status_code == 503
