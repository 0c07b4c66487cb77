"""Facts about GET /collection."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from backend.app import create_app
from backend.clusters import describe_collection
from backend.domain.work import FRESH_SECONDS, WORK_ID, WorkStep
from backend.settings import Settings
from pipelines.show_work import show_work
from pipelines.storage import Storage
from tests.backend.conftest import TEST_HOST


def test_the_collection_is_counted_by_status_beside_its_model(client: TestClient, library: Storage) -> None:
    for first, last, status in [(1, 5, "pending"), (6, 7, "unreadable"), (8, 8, "no_audio")]:
        library.tracks.update_many({"_id": {"$gte": first, "$lte": last}}, {"$set": {"status": status}})
    found = client.get("/collection").json()
    assert found["tracks"] == {"ready": 32, "pending": 5, "unreadable": 2, "no_audio": 1}
    assert found["model"]["id"] == client.get("/ready").json()["model"]
    assert found["model"]["tracks"] == 40
    activated_at = datetime.fromisoformat(found["model"]["activated_at"])
    assert timedelta(0) < datetime.now(UTC) - activated_at < timedelta(hours=1)


def test_the_tracks_are_counted_once_a_second_whoever_asks(
    client: TestClient, stranger: TestClient, library: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_at = 1000.0
    monkeypatch.setattr(describe_collection, "monotonic", lambda: asked_at)
    assert client.get("/collection").json()["tracks"]["ready"] == 40
    library.tracks.update_one({"_id": 1}, {"$set": {"status": "pending"}})
    asked_at += 0.9
    assert stranger.get("/collection").json()["tracks"]["ready"] == 40
    asked_at += 0.2
    assert stranger.get("/collection").json()["tracks"]["ready"] == 39


def test_a_collection_without_tracks_or_model_says_so(mongodb_uri: str, storage: Storage, tmp_path: Path) -> None:
    settings = Settings(mongodb_uri=mongodb_uri, database=storage.name, data_dir=tmp_path, allowed_hosts=TEST_HOST)
    with TestClient(create_app(settings)) as client:
        nothing = {"ready": 0, "pending": 0, "unreadable": 0, "no_audio": 0}
        assert client.get("/collection").json() == {"tracks": nothing, "model": None, "work": None}


def test_what_the_pipelines_do_is_told_until_it_is_done_or_was_cut_short(client: TestClient, library: Storage) -> None:
    with show_work(library, WorkStep.COMPOSING, "Composing"):
        work = client.get("/collection").json()["work"]
        assert (work["step"], work["done"], work["total"]) == ("composing", 0, 0)
    assert client.get("/collection").json()["work"] is None
    before = datetime.now(UTC) - timedelta(seconds=FRESH_SECONDS + 1)
    library.work.insert_one({"_id": WORK_ID, "step": "reading", "done": 3, "total": 9, "at": before})
    assert client.get("/collection").json()["work"] is None
    library.work.delete_many({})
