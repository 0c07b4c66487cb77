"""Facts about who is calling."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.database import Database
from backend.listeners import identify
from backend.listeners.identify import TOKEN_LIFETIME, Listener
from backend.listeners.store import delete_listener
from pipelines.storage import Storage


def test_a_token_is_a_listener_and_is_stored_hashed(client: TestClient, library: Storage) -> None:
    made = client.post("/listeners")
    assert made.status_code == 201
    token = made.json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert client.post("/play", json={"track_id": 1}, headers=headers).status_code == 201
    assert client.get("/history", headers=headers).json()["total"] == 1
    assert client.get("/history").json()["total"] == 0
    assert token not in str(list(library.listeners.find()))


def test_a_wrong_token_is_refused_and_makes_no_listener(client: TestClient, library: Storage) -> None:
    headers = {"Authorization": "Bearer wrong"}
    for method, path, body in (
        ("POST", "/play", {"track_id": 1}),
        ("GET", "/recommendations", None),
        ("GET", "/history", None),
    ):
        answer = client.request(method, path, json=body, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    assert library.listeners.count_documents({}) == 0


def test_a_stale_cookie_is_refused_and_deleted_so_that_the_browser_starts_anew(client: TestClient) -> None:
    client.cookies.set("segue_listener", "stale", domain="testserver.local", path="/")
    refused = client.post("/play", json={"track_id": 1})
    assert refused.status_code == 401
    assert "segue_listener" not in client.cookies
    assert client.post("/play", json={"track_id": 1}).status_code == 201


def test_a_token_expires_when_it_was_not_used_for_long(client: TestClient, library: Storage) -> None:
    client.post("/play", json={"track_id": 1})
    long_ago = datetime.now(UTC) - TOKEN_LIFETIME
    library.listeners.update_one({}, {"$set": {"last_seen": long_ago}})
    assert client.get("/history").status_code == 401


def test_being_here_keeps_a_token_alive(client: TestClient, library: Storage) -> None:
    client.post("/play", json={"track_id": 1})
    library.listeners.update_one({}, {"$set": {"last_seen": datetime.now(UTC) - TOKEN_LIFETIME / 2}})
    assert client.get("/history").status_code == 200
    seen = library.listeners.find_one({})
    assert seen is not None
    assert (datetime.now(UTC) - seen["last_seen"]).total_seconds() < 60


def test_an_erased_listener_leaves_nothing(client: TestClient, library: Storage) -> None:
    client.post("/play", json={"track_id": 1})
    client.put("/tracks/1/rating", json={"value": "like"})
    cookie = client.cookies["segue_listener"]
    assert client.delete("/listeners/me").status_code == 204
    for collection in ("listeners", "plays", "ratings"):
        assert library[collection].count_documents({}) == 0
    assert client.get("/history", headers={"Authorization": f"Bearer {cookie}"}).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "body"), [("POST", "/play", {"track_id": 1}), ("PUT", "/tracks/1/rating", {"value": "like"})]
)
def test_what_a_listener_does_while_being_erased_is_erased_too(
    client: TestClient, library: Storage, monkeypatch: pytest.MonkeyPatch, method: str, path: str, body: dict[str, Any]
) -> None:
    token = client.post("/listeners").json()["token"]
    identify_listener = identify.identify_listener

    async def identify_and_erase(database: Database, token: str, *, by_cookie: bool) -> Listener:
        listener = await identify_listener(database, token, by_cookie=by_cookie)
        await delete_listener(database, listener.id)
        return listener

    monkeypatch.setattr(identify, "identify_listener", identify_and_erase)
    answer = client.request(method, path, json=body, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert "was erased" in answer.json()["detail"]
    assert [library[name].count_documents({}) for name in ("listeners", "plays", "ratings")] == [0, 0, 0]


def test_who_was_away_for_longer_than_a_token_lasts_is_erased_at_the_next_start(
    client: TestClient, library: Storage
) -> None:
    client.post("/play", json={"track_id": 1})
    long_ago = datetime.now(UTC) - timedelta(days=401)
    library.listeners.update_one({}, {"$set": {"last_seen": long_ago}})
    client.cookies.clear()
    client.post("/play", json={"track_id": 2})
    assert client.portal is not None
    state = client.app.state  # type: ignore[attr-defined]  # the app is a FastAPI
    client.portal.call(identify.erase_expired, state.database)
    assert [one["track"] for one in library.plays.find()] == [2]
    assert library.listeners.count_documents({}) == 1


def test_erasing_needs_a_listener(client: TestClient) -> None:
    assert client.delete("/listeners/me").status_code == 401
    assert client.delete("/history").status_code == 401


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "bearer"])
def test_a_bearer_without_a_token_is_refused_and_makes_no_listener(
    client: TestClient, library: Storage, header: str
) -> None:
    client.post("/play", json={"track_id": 1})
    answer = client.post("/play", json={"track_id": 1}, headers={"Authorization": header})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert library.listeners.count_documents({}) == 1


def test_the_password_of_a_proxy_is_nobodys_token(client: TestClient) -> None:
    headers = {"Authorization": "Basic bWU6c2VjcmV0"}
    assert client.post("/play", json={"track_id": 1}, headers=headers).status_code == 201
    assert client.get("/history", headers=headers).json()["total"] == 1


def test_the_cookie_of_a_listener_who_comes_back_lasts_anew(client: TestClient, library: Storage) -> None:
    client.post("/play", json={"track_id": 1})
    token = client.cookies["segue_listener"]
    assert "set-cookie" not in client.get("/history").headers
    library.listeners.update_one({}, {"$set": {"last_seen": datetime.now(UTC) - timedelta(days=2)}})
    renewed = client.get("/recommendations").headers["set-cookie"]
    assert f"segue_listener={token}; " in renewed
    assert f"Max-Age={int(TOKEN_LIFETIME.total_seconds())}" in renewed
    assert "HttpOnly" in renewed
    assert "set-cookie" not in client.get("/recommendations").headers


def test_a_bearer_gets_no_cookie(client: TestClient, library: Storage) -> None:
    headers = {"Authorization": f"Bearer {client.post('/listeners').json()['token']}"}
    library.listeners.update_one({}, {"$set": {"last_seen": datetime.now(UTC) - timedelta(days=2)}})
    assert "set-cookie" not in client.get("/history", headers=headers).headers
