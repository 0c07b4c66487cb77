"""Facts about POST /blend."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from pipelines.storage import Storage
from tests.backend.conftest import style_of


def test_a_blend_is_of_the_styles_that_were_named(client: TestClient) -> None:
    answer = client.post("/blend", json={"like": [1, 11], "unlike": [21], "limit": 10}).json()
    styles = [style_of(one["track"]["id"]) for one in answer["items"]]
    assert len(styles) == answer["total"] == 10
    assert {styles.count("Ambient"), styles.count("Folk")} == {5}
    assert all(one["reason"]["because"] in (1, 11) and one["reason"]["text"] for one in answer["items"])


@pytest.mark.parametrize(("limit", "expected"), [(1, 1), (20, 20), (200, 37)])
def test_a_blend_is_as_long_as_asked_and_never_holds_what_was_named(
    client: TestClient, limit: int, expected: int
) -> None:
    items = client.post("/blend", json={"like": [1, 2, 2], "unlike": [3], "limit": limit}).json()["items"]
    ids = [one["track"]["id"] for one in items]
    assert len(set(ids)) == len(ids) == expected
    assert not {1, 2, 3} & set(ids)


def test_a_blend_leaves_out_what_it_is_told_to(client: TestClient) -> None:
    first = client.post("/blend", json={"like": [1], "limit": 5}).json()["items"]
    heard = [one["track"]["id"] for one in first]
    more = client.post("/blend", json={"like": [1], "exclude": [*heard, 998], "limit": 35}).json()["items"]
    ids = [one["track"]["id"] for one in more]
    assert len(ids) == 34
    assert not {1, *heard} & set(ids)


def test_a_blend_needs_no_listener_and_makes_none(client: TestClient) -> None:
    assert client.post("/blend", json={"like": [5]}).status_code == 200
    assert not client.cookies
    assert client.get("/history").json()["total"] == 0


def test_a_blend_leaves_out_what_cannot_be_played(client: TestClient, library: Storage) -> None:
    library.tracks.update_many({"_id": {"$gt": 5, "$lte": 10}}, {"$set": {"status": "no_audio", "audio": None}})
    items = client.post("/blend", json={"like": [1], "limit": 3}).json()["items"]
    assert {one["track"]["id"] for one in items} <= {2, 3, 4, 5}


def test_unknown_tracks_are_named(client: TestClient) -> None:
    answer = client.post("/blend", json={"like": [1, 998], "unlike": [999]})
    assert answer.status_code == 404
    assert answer.json()["detail"] == "There are no tracks 998, 999."


def test_liking_only_what_is_not_placed_is_a_conflict(client: TestClient, library: Storage) -> None:
    new = library.tracks.find_one({"_id": 1})
    assert new is not None
    library.tracks.insert_one({**new, "_id": 50, "status": "pending"})
    assert client.post("/blend", json={"like": [50]}).status_code == 409
    assert client.post("/blend", json={"like": [50, 1]}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"like": []},
        {"like": list(range(1, 52))},
        {"like": [1], "unlike": list(range(1, 52))},
        {"like": [1, 2], "unlike": [2]},
        {"like": [1], "exclude": [2] * 501},
        {"like": [1], "exclude": [0]},
        {"like": [1], "limit": 0},
        {"like": [1], "limit": 201},
        {"like": [0]},
        {"like": ["one"]},
    ],
)
def test_a_blend_that_cannot_be_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    answer = client.post("/blend", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"]
