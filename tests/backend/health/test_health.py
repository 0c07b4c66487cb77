"""Facts about /health, /ready, /metrics, the documentation page and errors nobody foresaw."""

import json
import logging
import os
import signal
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from backend.app import create_app
from backend.settings import Settings
from pipelines.storage import Storage
from tests.backend.conftest import TEST_HOST


def test_an_alive_and_ready_service_says_so(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    ready = client.get("/ready").json()
    assert (ready["status"], ready["tracks"]) == ("ready", 40)


def test_metrics_count_requests_by_route_not_by_path(client: TestClient) -> None:
    client.get("/tracks/1")
    client.get("/tracks/2")
    metrics = client.get("/metrics").text
    assert 'segue_requests_total{method="GET",route="/tracks/{track_id}",status="200"}' in metrics
    assert "/tracks/1" not in metrics


def test_a_database_that_went_away_is_a_503_that_says_so(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, player_dir=tmp_path / "none", allowed_hosts=TEST_HOST)
    with TestClient(create_app(settings)) as client:
        os.kill(int((tmp_path / "mongodb" / "data" / "mongod.lock").read_text()), signal.SIGKILL)
        answer = client.get("/tracks")
        assert client.get("/health").status_code == 200
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert "restart Segue" in answer.json()["detail"]


def test_an_unforeseen_error_reaches_the_client_without_its_trace(client: TestClient, library: Storage) -> None:
    library.tracks.update_one({"_id": 1}, {"$set": {"artist": "not an artist"}})
    unforgiving = TestClient(client.app, raise_server_exceptions=False)
    unforgiving.portal = client.portal
    answer = unforgiving.get("/tracks/1")
    assert answer.status_code == 500
    assert answer.json()["title"] == "Internal Server Error"
    assert "not an artist" not in answer.text
    assert "Traceback" not in answer.text


def test_every_request_is_one_line_of_json_in_the_log(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, player_dir=tmp_path / "none", allowed_hosts=TEST_HOST)
    TestClient(create_app(settings)).get("/health")
    [line] = [line for line in capfd.readouterr().err.splitlines() if '"request"' in line]
    entry = json.loads(line)
    assert (entry["event"], entry["method"], entry["path"], entry["status"]) == ("request", "GET", "/health", 200)
    assert entry["milliseconds"] > 0


def test_a_trace_in_the_log_is_one_line_of_json(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    create_app(Settings(data_dir=tmp_path, player_dir=tmp_path / "none"))
    try:
        raise LookupError("nobody foresaw this")
    except LookupError as error:
        # As uvicorn logs an error that the application did not handle.
        logging.getLogger("uvicorn.error").error("Exception in ASGI application\n", exc_info=error)
    [line] = [line for line in capfd.readouterr().err.splitlines() if "foresaw" in line]
    assert "Traceback" in json.loads(line)["exception"]


def test_the_documentation_page_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "swagger" in page.lower()
    assert "https://" not in page
    assert "http://" not in page


def test_an_unknown_path_is_a_problem(client: TestClient) -> None:
    answer = client.get("/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_wrong_method_is_a_problem(client: TestClient) -> None:
    answer = client.put("/tracks")
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"
