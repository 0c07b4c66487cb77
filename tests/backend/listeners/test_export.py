"""Facts about GET /listeners/me/export."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from backend.listeners.export_listener import BATCH
from pipelines.storage import Storage


def test_an_export_holds_every_play_and_rating_with_names(
    client: TestClient, stranger: TestClient, library: Storage
) -> None:
    stranger.post("/play", json={"track_id": 9})
    play_id = client.post("/play", json={"track_id": 1, "origin": "radio"}).json()["play_id"]
    client.patch(f"/play/{play_id}", json={"seconds_heard": 12.5, "outcome": "skipped"})
    client.post("/play", json={"track_id": 40})
    client.put("/tracks/12/rating", json={"value": "like"})
    answer = client.get("/listeners/me/export")
    assert answer.headers["content-disposition"] == 'attachment; filename="segue-listener.json"'
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    export = answer.json()
    listener = library.plays.find_one({"track": 1}) or {}
    assert export["listener_id"] == str(listener["listener"])
    newest, oldest = export["plays"]
    assert newest["track"]["id"] == 40
    first = {"id": 1, "title": "Étude 01", "artist": "Artist 1", "album": "The Ambient Album"}
    said = {"play_id": play_id, "track": first, "seconds_heard": 12.5, "outcome": "skipped", "origin": "radio"}
    assert {key: value for key, value in oldest.items() if key != "at"} == {**said, "track_seconds": 30.0}
    [rating] = export["ratings"]
    assert (rating["track"]["title"], rating["value"]) == ("Étude 12", "like")


def test_an_export_keeps_what_was_heard_of_a_track_that_is_gone(client: TestClient, library: Storage) -> None:
    client.post("/play", json={"track_id": 1})
    library.tracks.delete_one({"_id": 1})
    [play] = client.get("/listeners/me/export").json()["plays"]
    assert play["track"] == {"id": 1, "title": None, "artist": None, "album": None}


def test_an_export_needs_a_listener(client: TestClient) -> None:
    assert client.get("/listeners/me/export").status_code == 401


def test_an_export_holds_every_field_that_is_stored_but_the_hash_of_the_token(
    client: TestClient, library: Storage
) -> None:
    client.post("/play", json={"track_id": 1})
    client.put("/tracks/12/rating", json={"value": "like"})
    stored = library.listeners.find_one() or {}
    export = client.get("/listeners/me/export").json()
    renamed = {"_id": "listener_id", "created": "created_at", "last_seen": "last_seen_at", "revision": "revision"}
    assert stored.keys() - {"token_sha256"} == renamed.keys()
    assert export.keys() == {*renamed.values(), "exported_at", "plays", "ratings"}
    assert datetime.fromisoformat(export["created_at"]).timestamp() == stored["created"].timestamp()
    assert export["revision"] == stored["revision"] == 2
    play = library.plays.find_one() or {}
    assert play.keys() - {"_id", "listener"} == export["plays"][0].keys() - {"play_id"}


@pytest.mark.parametrize("count", [BATCH, 2 * BATCH + 1])
def test_an_export_goes_over_many_batches(client: TestClient, library: Storage, count: int) -> None:
    client.post("/play", json={"track_id": 1})
    play = library.plays.find_one() or {}
    library.plays.insert_many({**play, "_id": uuid4(), "track": number % 40 + 1} for number in range(count - 1))
    listener = play["listener"]
    library.ratings.insert_many(
        {"_id": {"listener": listener, "track": number}, "value": "like", "at": play["at"]} for number in range(count)
    )
    export = client.get("/listeners/me/export").json()
    assert {one["play_id"] for one in export["plays"]} == {str(one["_id"]) for one in library.plays.find()}
    assert len(export["plays"]) == count
    assert [one["track"]["id"] for one in export["ratings"]] == list(reversed(range(count)))


def test_the_first_request_of_a_day_renews_the_cookie_even_if_it_is_an_export(
    client: TestClient, library: Storage
) -> None:
    client.post("/play", json={"track_id": 1})
    library.listeners.update_many({}, {"$set": {"last_seen": datetime.now(UTC) - timedelta(days=2)}})
    assert "segue_listener=" in client.get("/listeners/me/export").headers["set-cookie"]
