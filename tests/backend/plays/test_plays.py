"""Facts about POST /play, PATCH /play/{id} and the history."""

import base64
import re
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from backend.domain.play import LISTEN_SECONDS, counts_as_listen
from pipelines.storage import Storage
from tests.backend.conftest import style_of


def play(client: TestClient, track_id: int, **more: str) -> dict[str, Any]:
    answer = client.post("/play", json={"track_id": track_id, **more})
    assert answer.status_code in (200, 201), answer.text
    body: dict[str, Any] = answer.json()
    return body


def styles(answer: dict[str, Any]) -> list[str]:
    return [style_of(one["track"]["id"]) for one in answer["recommendations"]]


def test_a_play_answers_what_plays_and_what_to_hear_next(client: TestClient) -> None:
    answer = play(client, 15)
    assert answer["now_playing"]["title"] == "Étude 15"
    assert len(answer["recommendations"]) == 20
    assert set(styles(answer)[:4]) == {"Folk"}
    first = answer["recommendations"][0]
    assert first["reason"]["because"] == 15
    assert "Étude 15" in first["reason"]["text"]


def test_the_first_play_makes_a_listener_and_later_ones_are_theirs(client: TestClient, library: Storage) -> None:
    first = client.post("/play", json={"track_id": 1})
    assert "segue_listener=" in first.headers["set-cookie"]
    assert "HttpOnly" in first.headers["set-cookie"]
    assert "SameSite=lax" in first.headers["set-cookie"]
    second = client.post("/play", json={"track_id": 2})
    assert "set-cookie" not in second.headers
    assert library.listeners.count_documents({}) == 1
    assert client.get("/history").json()["total"] == 2


def test_recommendations_change_with_every_play(client: TestClient) -> None:
    answers = [play(client, track_id) for track_id in (1, 15, 25)]
    lists = [[one["track"]["id"] for one in answer["recommendations"]] for answer in answers]
    assert lists[0] != lists[1] != lists[2]
    assert {"Ambient", "Folk", "Rock"} <= set(styles(answers[2]))


def test_what_was_just_played_does_not_come_back(client: TestClient) -> None:
    for track_id in (1, 3, 5, 7):
        answer = play(client, track_id)
    assert not {1, 3, 5, 7} & {one["track"]["id"] for one in answer["recommendations"]}


def test_the_same_play_twice_is_one_play_and_the_same_answer(client: TestClient) -> None:
    play_id = str(uuid4())
    request = {"track_id": 15, "play_id": play_id}
    first, again = (client.post("/play", json=request) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["play_id"] == play_id
    assert client.get("/history").json()["total"] == 1


def test_a_play_id_belongs_to_one_track_and_one_listener(client: TestClient, stranger: TestClient) -> None:
    play_id = play(client, 15)["play_id"]
    for other, track_id in ((client, 16), (stranger, 15)):
        answer = other.post("/play", json={"track_id": track_id, "play_id": play_id})
        assert answer.status_code == 409
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_repeat_that_is_refused_makes_no_listener(client: TestClient, stranger: TestClient, library: Storage) -> None:
    play_id = play(client, 15)["play_id"]
    refused = stranger.post("/play", json={"track_id": 15, "play_id": play_id})
    assert refused.status_code == 409
    assert "set-cookie" not in refused.headers
    assert library.listeners.count_documents({}) == 1


@pytest.mark.parametrize("track_id", [0, -1, 2**53, 10**30])
def test_a_number_that_is_no_id_is_refused(client: TestClient, track_id: int) -> None:
    assert client.post("/play", json={"track_id": track_id}).status_code == 422


def test_a_late_report_takes_nothing_back(client: TestClient) -> None:
    play_id = play(client, 15)["play_id"]
    for report in ({"seconds_heard": 29, "outcome": "completed"}, {"seconds_heard": 2, "outcome": "skipped"}):
        assert client.patch(f"/play/{play_id}", json=report).status_code == 200
    [entry] = client.get("/history").json()["items"]
    assert (entry["seconds_heard"], entry["outcome"]) == (29, "completed")


def test_progress_after_the_end_keeps_the_end(client: TestClient) -> None:
    play_id = play(client, 15)["play_id"]
    for report in ({"seconds_heard": 5, "outcome": "skipped"}, {"seconds_heard": 3}):
        client.patch(f"/play/{play_id}", json=report)
    [entry] = client.get("/history").json()["items"]
    assert (entry["seconds_heard"], entry["outcome"]) == (5, "skipped")


def test_a_skip_changes_the_next_answer(client: TestClient) -> None:
    play(client, 1)
    started = play(client, 15)
    skipped = client.patch(f"/play/{started['play_id']}", json={"seconds_heard": 2, "outcome": "skipped"})
    assert skipped.status_code == 200
    assert styles(skipped.json()).count("Folk") < styles(started).count("Folk")
    assert styles(skipped.json())[0] == "Ambient"


def test_a_skip_near_the_end_was_heard(client: TestClient) -> None:
    started = play(client, 15)
    answer = client.patch(f"/play/{started['play_id']}", json={"seconds_heard": 25, "outcome": "skipped"}).json()
    assert styles(answer)[0] == "Folk"


def test_progress_without_an_outcome_keeps_the_play_open(client: TestClient) -> None:
    started = play(client, 15)
    assert client.patch(f"/play/{started['play_id']}", json={"seconds_heard": 7.5}).status_code == 200
    [entry] = client.get("/history").json()["items"]
    assert (entry["seconds_heard"], entry["outcome"]) == (7.5, "started")


@pytest.mark.parametrize(
    "progress",
    [
        {"seconds_heard": -1},
        {"seconds_heard": "much"},
        {"outcome": "completed"},
        {"seconds_heard": 1, "outcome": "bored"},
        {"seconds_heard": 1, "outcome": "started"},
    ],
)
def test_progress_that_cannot_be_is_refused(client: TestClient, progress: dict[str, Any]) -> None:
    started = play(client, 15)
    assert client.patch(f"/play/{started['play_id']}", json=progress).status_code == 422


def test_another_listeners_play_is_not_found(client: TestClient, stranger: TestClient) -> None:
    play_id = play(client, 15)["play_id"]
    play(stranger, 1)
    assert stranger.patch(f"/play/{play_id}", json={"seconds_heard": 1}).status_code == 404
    assert client.patch(f"/play/{uuid4()}", json={"seconds_heard": 1}).status_code == 404


def test_progress_needs_a_listener(stranger: TestClient) -> None:
    answer = stranger.patch(f"/play/{uuid4()}", json={"seconds_heard": 1})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_what_cannot_be_played_is_refused_and_makes_no_listener(client: TestClient, library: Storage) -> None:
    library.tracks.update_one({"_id": 1}, {"$set": {"status": "no_audio", "audio": None}})
    library.tracks.update_one({"_id": 2}, {"$set": {"status": "unreadable", "status_reason": "It is silent."}})
    silent, unknown = client.post("/play", json={"track_id": 1}), client.post("/play", json={"track_id": 999})
    assert (silent.status_code, unknown.status_code) == (409, 404)
    assert "It is silent" in client.post("/play", json={"track_id": 2}).json()["detail"]
    assert library.listeners.count_documents({}) == 0


def test_a_track_that_is_not_analysed_yet_can_be_played(client: TestClient, library: Storage) -> None:
    new = library.tracks.find_one({"_id": 1})
    assert new is not None
    library.tracks.insert_one({**new, "_id": 50, "status": "pending"})
    assert len(play(client, 50)["recommendations"]) == 20


def test_the_history_is_newest_first_and_paged(client: TestClient) -> None:
    for track_id in (1, 2, 3):
        play(client, track_id)
    first = client.get("/history", params={"limit": 2}).json()
    assert [entry["track"]["id"] for entry in first["items"]] == [3, 2]
    second = client.get("/history", params={"limit": 2, "cursor": first["next"]}).json()
    assert [entry["track"]["id"] for entry in second["items"]] == [1]
    assert (first["total"], second["next"]) == (3, None)


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "WyJ4IiwgInkiXQ",
        base64.urlsafe_b64encode(f'["0001-01-01T00:00:00+23:59", "{UUID(int=1)}"]'.encode()).decode(),
    ],
)
def test_a_foreign_cursor_is_refused(client: TestClient, cursor: str) -> None:
    play(client, 1)
    assert client.get("/history", params={"cursor": cursor}).status_code == 400


def test_each_listener_has_their_own_history(client: TestClient, stranger: TestClient) -> None:
    play(client, 1)
    assert stranger.get("/history").json() == {"items": [], "next": None, "total": 0}
    play(stranger, 2)
    assert [entry["track"]["id"] for entry in client.get("/history").json()["items"]] == [1]


def test_an_erased_history_starts_anew(client: TestClient) -> None:
    play(client, 15)
    assert client.delete("/history").status_code == 204
    assert client.get("/history").json()["total"] == 0
    kinds = {one["reason"]["kind"] for one in client.get("/recommendations").json()["items"]}
    assert kinds == {"start"}


def test_a_play_of_a_track_that_was_removed_is_passed_over(client: TestClient, library: Storage) -> None:
    play(client, 15)
    library.tracks.delete_one({"_id": 15})
    assert client.get("/history").json()["items"] == []
    assert client.get("/recommendations").status_code == 200


def hear(client: TestClient, track_id: int, seconds: float) -> None:
    client.patch(f"/play/{play(client, track_id)['play_id']}", json={"seconds_heard": seconds})


def test_the_most_played_tracks_are_those_with_most_listens(
    client: TestClient, stranger: TestClient, library: Storage
) -> None:
    assert client.get("/history/top").json() == {"items": [], "next": None, "total": 0}
    library.tracks.update_one({"_id": 4}, {"$set": {"duration_seconds": None}})
    library.tracks.update_one({"_id": 5}, {"$set": {"duration_seconds": 600.0}})
    # Half of 30 seconds is a listen, half a minute of anything is; what was only begun is none.
    for track_id, seconds in [
        (1, 20),
        (2, 15),
        (1, 25.5),
        (3, 14),
        (3, 14),
        (4, 29),
        (4, 31),
        (5, 30),
        (5, 29),
        (2, 0),
    ]:
        hear(client, track_id, seconds)
    play(stranger, 1)
    answer = client.get("/history/top", params={"limit": 3}).json()
    listed = [(one["track"]["title"], one["plays"], one["seconds_heard"]) for one in answer["items"]]
    assert listed == [("Étude 01", 2, 45.5), ("Étude 05", 1, 30), ("Étude 04", 1, 31)]
    assert (answer["total"], answer["next"]) == (3, None)
    assert client.get("/history/top").json()["total"] == 4
    newest = next(one["at"] for one in client.get("/history").json()["items"] if one["track"]["id"] == 1)
    assert answer["items"][0]["last_played_at"] == newest
    assert stranger.get("/history/top").json()["total"] == 0


@pytest.mark.parametrize("track_seconds", [None, 0.0, 10.0, 59.0, 60.0, 61.0, 600.0])
@pytest.mark.parametrize("seconds_heard", [0.0, 4.9, 5.0, 29.4, 29.5, 29.9, 30.0, 300.0])
def test_the_database_counts_a_listen_as_the_domain_does(
    client: TestClient, library: Storage, seconds_heard: float, track_seconds: float | None
) -> None:
    play(client, 1)
    library.plays.update_one({}, {"$set": {"seconds_heard": seconds_heard, "track_seconds": track_seconds}})
    listens = client.get("/history/top").json()["total"]
    assert bool(listens) == counts_as_listen(seconds_heard, track_seconds)


def test_the_player_counts_a_listen_as_the_domain_does() -> None:
    station = (Path(__file__).parents[3] / "frontend" / "src" / "player" / "station.ts").read_text()
    assert re.findall(r"const LISTEN_SECONDS = (\d+);", station) == [f"{LISTEN_SECONDS:.0f}"]
    half = "const half = (track.duration_seconds ?? Infinity) / 2;"
    assert f"{half}\n  return secondsHeard < Math.min(LISTEN_SECONDS, half);" in station


@pytest.mark.parametrize("origin", ["radio", "path", "blend", "cluster", "map"])
def test_a_play_says_where_it_was_started(client: TestClient, library: Storage, origin: str) -> None:
    play(client, 1, origin=origin)
    assert [one["origin"] for one in library.plays.find()] == [origin]
    assert client.post("/play", json={"track_id": 1, "origin": "elsewhere"}).status_code == 422
