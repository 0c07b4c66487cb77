"""Facts about GET /listeners/me/export."""

from fastapi.testclient import TestClient

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
    export = answer.json()
    listener = library.plays.find_one({"track": 1}) or {}
    assert export["listener_id"] == str(listener["listener"])
    newest, oldest = export["plays"]
    assert newest["track"]["id"] == 40
    first = {"id": 1, "title": "Étude 01", "artist": "Artist 1", "album": "The Ambient Album"}
    said = {"play_id": play_id, "track": first, "seconds_heard": 12.5, "outcome": "skipped", "origin": "radio"}
    assert {key: value for key, value in oldest.items() if key != "at"} == said
    [rating] = export["ratings"]
    assert (rating["track"]["title"], rating["value"]) == ("Étude 12", "like")


def test_an_export_keeps_what_was_heard_of_a_track_that_is_gone(client: TestClient, library: Storage) -> None:
    client.post("/play", json={"track_id": 1})
    library.tracks.delete_one({"_id": 1})
    [play] = client.get("/listeners/me/export").json()["plays"]
    assert play["track"] == {"id": 1, "title": None, "artist": None, "album": None}


def test_an_export_needs_a_listener(client: TestClient) -> None:
    assert client.get("/listeners/me/export").status_code == 401
