"""Facts about requests that only a hostile web page sends."""

import socket
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from backend.app import create_app
from backend.settings import Settings


@pytest.fixture
def guarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("SEGUE_ALLOWED_HOSTS", " music.example.org, Jukebox ")
    settings = Settings(data_dir=tmp_path, player_dir=tmp_path / "none", host="segue.lan")
    return TestClient(create_app(settings))


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8000",
        "LOCALHOST.",
        "segue.localhost",
        "127.0.0.1:8000",
        "192.168.1.20",
        "[::1]:8000",
        "segue.lan:80",
        "music.example.org",
        "jukebox:8000",
        socket.gethostname(),
        "",
    ],
)
def test_segue_answers_to_its_own_names_and_to_addresses(guarded: TestClient, host: str) -> None:
    assert guarded.get("/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "[::1", "x@"])
def test_a_name_that_somebody_points_here_is_refused(guarded: TestClient, host: str) -> None:
    answer = guarded.get("/health", headers={"Host": host})
    assert answer.status_code == 421
    assert answer.headers["content-type"] == "application/problem+json"
    assert "SEGUE_ALLOWED_HOSTS" in answer.json()["detail"]


def test_any_name_can_be_allowed(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, player_dir=tmp_path / "none", allowed_hosts=frozenset("*"))
    assert TestClient(create_app(settings)).get("/health", headers={"Host": "any.example"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
    ],
)
def test_another_site_can_write_nothing(client: TestClient, headers: dict[str, str]) -> None:
    for method, path in (("POST", "/listeners"), ("POST", "/play"), ("DELETE", "/history")):
        answer = client.request(method, path, headers=headers)
        assert answer.status_code == 403
        assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/tracks/1", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://testserver"}]
)
def test_the_player_itself_can_write(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/play", json={"track_id": 1}, headers=headers).status_code == 201
