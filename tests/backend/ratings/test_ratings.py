"""Facts about PUT and DELETE /tracks/{id}/rating."""

from fastapi.testclient import TestClient

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
