"""Facts about PUT and DELETE /tracks/{id}/rating, and GET /ratings and GET /likes."""

from datetime import UTC, datetime

from fastapi.testclient import TestClient

from backend.pages import encode_cursor
from pipelines.storage import Storage
from tests.backend.conftest import style_of


def recommended(client: TestClient) -> list[int]:
    return [one["track"]["id"] for one in client.get("/recommendations").json()["items"]]


def test_a_like_turns_the_next_recommendations_to_it(client: TestClient) -> None:
    client.post("/play", json={"track_id": 1})
    assert client.put("/tracks/15/rating", json={"value": "like"}).json()["value"] == "like"
    answer = client.get("/recommendations", params={"limit": 10}).json()["items"]
    assert sum(style_of(one["track"]["id"]) == "Folk" for one in answer) >= 5
    assert any("you liked" in one["reason"]["text"] for one in answer)


def test_a_disliked_track_is_never_recommended(client: TestClient) -> None:
    client.post("/play", json={"track_id": 1})
    worst = recommended(client)[0]
    client.put(f"/tracks/{worst}/rating", json={"value": "dislike"})
    assert worst not in recommended(client)


def test_a_rating_that_is_taken_back_counts_no_more(client: TestClient) -> None:
    client.post("/play", json={"track_id": 1})
    before = recommended(client)
    client.put("/tracks/15/rating", json={"value": "like"})
    assert recommended(client) != before
    assert client.delete("/tracks/15/rating").status_code == 204
    assert recommended(client) == before
    assert client.delete("/tracks/15/rating").status_code == 204


def test_a_rating_needs_a_listener_a_track_and_a_value(client: TestClient) -> None:
    assert client.put("/tracks/15/rating", json={"value": "like"}).status_code == 401
    client.post("/play", json={"track_id": 1})
    assert client.put("/tracks/999/rating", json={"value": "like"}).status_code == 404
    assert client.put("/tracks/15/rating", json={"value": "meh"}).status_code == 422


def test_ratings_are_listed_newest_first_a_page_at_a_time(client: TestClient, stranger: TestClient) -> None:
    for listener in (client, stranger):
        assert listener.get("/ratings").json() == {"items": [], "next": None, "total": 0}
        listener.post("/play", json={"track_id": 1})
    for track_id, value in [(15, "like"), (3, "dislike"), (22, "like"), (15, "dislike"), (4, "like")]:
        client.put(f"/tracks/{track_id}/rating", json={"value": value})
    client.delete("/tracks/4/rating")
    first = client.get("/ratings", params={"limit": 2}).json()
    assert [(one["track"], one["value"]) for one in first["items"]] == [(15, "dislike"), (22, "like")]
    assert first["items"][0]["at"] > first["items"][1]["at"]
    rest = client.get("/ratings", params={"limit": 2, "cursor": first["next"]}).json()
    assert ([one["track"] for one in rest["items"]], rest["next"], rest["total"]) == ([3], None, 3)
    assert stranger.get("/ratings").json()["total"] == 0


def test_ratings_of_one_moment_are_listed_once_each(client: TestClient, library: Storage) -> None:
    client.post("/play", json={"track_id": 1})
    for track_id in (5, 6, 7):
        client.put(f"/tracks/{track_id}/rating", json={"value": "like"})
    library.ratings.update_many({}, {"$set": {"at": datetime(2026, 1, 1, tzinfo=UTC)}})
    listed, cursor = [], None
    for _ in range(3):
        page = client.get("/ratings", params={"limit": 1, **({"cursor": cursor} if cursor else {})}).json()
        listed += [one["track"] for one in page["items"]]
        cursor = page["next"]
    assert (listed, cursor) == ([7, 6, 5], None)


def test_likes_are_listed_with_their_tracks_newest_first_a_page_at_a_time(
    client: TestClient, stranger: TestClient
) -> None:
    for listener in (client, stranger):
        assert listener.get("/likes").json() == {"items": [], "next": None, "total": 0}
        listener.post("/play", json={"track_id": 1})
    for track_id, value in [(15, "like"), (3, "dislike"), (22, "like"), (4, "like"), (22, "dislike"), (7, "like")]:
        client.put(f"/tracks/{track_id}/rating", json={"value": value})
    first = client.get("/likes", params={"limit": 2}).json()
    assert [one["track"]["title"] for one in first["items"]] == ["Étude 07", "Étude 04"]
    assert first["items"][0]["at"] > first["items"][1]["at"]
    rest = client.get("/likes", params={"limit": 2, "cursor": first["next"]}).json()
    assert ([one["track"]["id"] for one in rest["items"]], rest["next"], rest["total"]) == ([15], None, 3)
    assert stranger.get("/likes").json()["total"] == 0
    assert client.get("/likes", params={"cursor": "nonsense"}).status_code == 400


def test_a_wrong_cursor_or_limit_of_ratings_is_told(client: TestClient) -> None:
    client.post("/play", json={"track_id": 1})
    too_large = encode_cursor("2026-01-01T00:00:00+00:00", 10**30)
    for cursor in ("nonsense", too_large):
        assert client.get("/ratings", params={"cursor": cursor}).status_code == 400
    assert client.get("/ratings", params={"limit": 201}).status_code == 422
