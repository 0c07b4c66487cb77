"""The player's static server as its configuration sets it up, with the real Caddy."""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from backend.player_files import PROTECTION

REPOSITORY = Path(__file__).parents[1]
INDEX = b"<title>Segue</title>"
SCRIPT = b"console.log('hashed')"


@pytest.fixture(scope="module")
def player(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of the player's server as its configuration sets it up, in front of an API that echoes."""
    if shutil.which("caddy") is None:
        pytest.skip("there is no caddy on the PATH")
    folder = tmp_path_factory.mktemp("player")
    (folder / "index.html").write_bytes(INDEX)
    (folder / "assets").mkdir()
    (folder / "assets" / "index-B4tt3ry.js").write_bytes(SCRIPT)
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as api:
        Thread(target=api.serve_forever, daemon=True).start()
        with caddy(folder, api.server_port) as port:
            yield port
        api.shutdown()


def test_no_file_of_the_player_hides_a_path_of_the_api() -> None:
    files = {one.name for one in (REPOSITORY / "frontend" / "public").iterdir()} | {"index.html", "assets"}
    first_segments = {path.split("/")[1] for path in read_api_paths()} | {"docs", "openapi.json", "static-offline-docs"}
    assert "tracks" in first_segments
    assert not files & first_segments


def test_the_players_server_serves_its_files(player: int) -> None:
    page, script = ask(player, "GET", "/"), ask(player, "GET", "/assets/index-B4tt3ry.js")
    assert (page.status, page.read()) == (200, INDEX)
    assert page.headers["Cache-Control"] == "no-cache"
    assert (script.status, script.read()) == (200, SCRIPT)
    assert "immutable" in script.headers["Cache-Control"]


def test_the_players_server_protects_the_page_as_the_service_does(player: int) -> None:
    for path in ("/", "/assets/index-B4tt3ry.js"):
        headers = ask(player, "GET", path).headers
        assert {name: headers[name] for name in PROTECTION} == PROTECTION


def test_the_players_server_hands_every_path_of_the_api_to_the_api(player: int) -> None:
    asked = [(method.upper(), path) for path, methods in read_api_paths().items() for method in methods]
    assert ("POST", "/play") in asked
    asked += [("GET", path) for path in ("/docs", "/openapi.json", "/static-offline-docs/swagger-ui.css", "/nothing")]
    for method, path in asked:
        echoed = json.load(ask(player, method, f"{path}?q=a%20b", {"Cookie": "segue_listener=one"}, b"{}"))
        assert echoed == [method, f"{path}?q=a%20b", "segue_listener=one", None, "{}"]


def test_the_players_server_passes_ranges_of_sound_on(player: int) -> None:
    answer = ask(player, "GET", "/tracks/2/audio", {"Range": "bytes=0-1"})
    assert answer.status == 206
    assert json.load(answer)[3] == "bytes=0-1"


class Echo(BaseHTTPRequestHandler):
    """Answers what it was asked."""

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        asked_range = self.headers["Range"]
        echo = json.dumps([self.command, self.path, self.headers["Cookie"], asked_range, body]).encode()
        self.send_response(206 if asked_range else 200)
        self.send_header("Content-Length", str(len(echo)))
        self.end_headers()
        self.wfile.write(echo)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815 - the names that http.server looks for

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@contextmanager
def caddy(player_dir: Path, api_port: int) -> Iterator[int]:
    port = find_free_port()
    environment = {
        "PATH": str(Path(shutil.which("caddy") or "").parent),
        "XDG_CONFIG_HOME": str(player_dir.parent),
        "XDG_DATA_HOME": str(player_dir.parent),
        "SEGUE_PLAYER_DIR": str(player_dir),
        "SEGUE_PLAYER_PORT": str(port),
        "SEGUE_API": f"127.0.0.1:{api_port}",
    }
    command = ["caddy", "run", "--config", str(REPOSITORY / "frontend" / "Caddyfile"), "--adapter", "caddyfile"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            wait_until_listening(port)
            yield port
        finally:
            server.terminate()


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_listening(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    pytest.fail("caddy does not listen")


def ask(
    port: int, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body, {"Connection": "close", **(headers or {})})
    return connection.getresponse()


def read_api_paths() -> dict[str, dict[str, Any]]:
    document = json.loads((REPOSITORY / "frontend" / "openapi.json").read_text())
    paths: dict[str, dict[str, Any]] = document["paths"]
    return {path.replace("{", "").replace("}", ""): methods for path, methods in paths.items()}
