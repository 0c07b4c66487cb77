"""Facts about GET /path."""

from itertools import pairwise

import pytest
from fastapi.testclient import TestClient

from pipelines.storage import Storage
from tests.backend.conftest import style_of


def test_a_path_leads_from_one_track_to_the_other(client: TestClient) -> None:
    answer = client.get("/path", params={"from": 3, "to": 38}).json()
    ids = [one["track"]["id"] for one in answer["items"]]
    assert (ids[0], ids[-1]) == (3, 38)
    assert len(set(ids)) == len(ids) == answer["total"] == 10
    similarities = [one["similarity"] for one in answer["items"]]
    assert similarities[0] is None
    assert all(0 <= one <= 1 for one in similarities[1:])


def test_the_similarity_of_a_step_is_that_of_similar_tracks(client: TestClient) -> None:
    items = client.get("/path", params={"from": 3, "to": 9, "length": 3}).json()["items"]
    for previous, one in pairwise(items):
        similar = client.get(f"/tracks/{previous['track']['id']}/similar", params={"limit": 200}).json()["items"]
        known = {other["track"]["id"]: other["similarity"] for other in similar}
        assert one["similarity"] == pytest.approx(known[one["track"]["id"]], abs=1e-5)


@pytest.mark.parametrize(("length", "expected"), [(3, 3), (40, 40), (50, 40)])
def test_a_path_is_as_long_as_asked_while_the_collection_can_fill_it(
    client: TestClient, length: int, expected: int
) -> None:
    items = client.get("/path", params={"from": 1, "to": 40, "length": length}).json()["items"]
    assert len(items) == expected


def test_no_artist_follows_themself_between_distant_styles(client: TestClient) -> None:
    items = client.get("/path", params={"from": 1, "to": 25, "length": 8}).json()["items"]
    assert {style_of(items[0]["track"]["id"]), style_of(items[-1]["track"]["id"])} == {"Ambient", "Rock"}
    artists = [one["track"]["artist"]["id"] for one in items]
    assert all(one != other for one, other in pairwise(artists))


def test_a_path_leaves_out_what_cannot_be_played(client: TestClient, library: Storage) -> None:
    library.tracks.update_many({"_id": {"$gt": 1, "$lte": 12}}, {"$set": {"status": "no_audio", "audio": None}})
    ids = [one["track"]["id"] for one in client.get("/path", params={"from": 1, "to": 40}).json()["items"]]
    assert (ids[0], ids[-1], len(ids)) == (1, 40, 10)
    assert not set(ids) & set(range(2, 13))


@pytest.mark.parametrize(("kept", "expected"), [(12, 5), (2, 4)])
def test_a_path_holds_all_it_can_where_most_tracks_lost_their_sound(
    client: TestClient, library: Storage, kept: int, expected: int
) -> None:
    lost = {"$nin": [1, 40, *range(3, 3 * kept + 3, 3)]}
    library.tracks.delete_many({"_id": {**lost, "$lt": 20}})
    library.tracks.update_many({"_id": lost}, {"$set": {"status": "no_audio", "audio": None}})
    ids = [one["track"]["id"] for one in client.get("/path", params={"from": 1, "to": 40, "length": 5}).json()["items"]]
    assert len(set(ids)) == len(ids) == expected
    assert set(ids) <= {1, 40, *range(3, 3 * kept + 3, 3)}


def test_no_path_leads_to_what_cannot_be_played(client: TestClient, library: Storage) -> None:
    library.tracks.update_one({"_id": 40}, {"$set": {"status": "no_audio", "audio": None}})
    answer = client.get("/path", params={"from": 1, "to": 40})
    assert answer.status_code == 409
    assert "cannot be played" in answer.json()["detail"]


def test_unknown_ends_are_named(client: TestClient) -> None:
    answer = client.get("/path", params={"from": 998, "to": 999})
    assert answer.status_code == 404
    assert answer.json()["detail"] == "There are no tracks 998, 999."
    assert client.get("/path", params={"from": 1, "to": 999}).json()["detail"] == "There is no track 999."


@pytest.mark.parametrize(
    ("status", "complaint"),
    [
        ("pending", "was not analysed yet"),
        ("no_audio", "has no sound file"),
        ("unreadable", "cannot be played"),
    ],
)
def test_an_end_that_is_not_placed_is_a_conflict_with_the_reason(
    client: TestClient, library: Storage, status: str, complaint: str
) -> None:
    new = library.tracks.find_one({"_id": 1})
    assert new is not None
    library.tracks.insert_one({**new, "_id": 50, "status": status})
    answer = client.get("/path", params={"from": 1, "to": 50})
    assert answer.status_code == 409
    assert f"Track 50 {complaint}" in answer.json()["detail"]


@pytest.mark.parametrize(
    "parameters",
    [
        {"from": 1, "to": 2, "length": 2},
        {"from": 1, "to": 2, "length": 51},
        {"from": 1, "to": 1},
        {"from": 1},
        {"from": 0, "to": 2},
    ],
)
def test_a_path_that_cannot_be_is_refused(client: TestClient, parameters: dict[str, int]) -> None:
    answer = client.get("/path", params=parameters)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"]
