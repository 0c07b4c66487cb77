"""`segue serve`: it says where it plays, stops soon, and tells in one line what it lacks."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from pipelines.storage import Storage
from tests.synthetic_library import make_track

SEGUE = Path(sys.executable).with_name("segue")
LONG_SOUND_BYTES = 64 * 2**20
"""More than the buffers of a connection take, so that whoever sends it must wait for the reader."""


@pytest.fixture
def environment(mongodb_uri: str, storage: Storage, tmp_path: Path) -> dict[str, str]:
    return {
        "SEGUE_MONGODB_URI": mongodb_uri,
        "SEGUE_DATABASE": storage.name,
        "SEGUE_DATA_DIR": str(tmp_path / "data"),
        "SEGUE_LOG_LEVEL": "warning",
    }


@contextmanager
def serving(environment: dict[str, str], *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `segue serve` on a free port; yield it and the line that it says when it is ready."""
    command = [str(SEGUE), "serve", "--port", "0", *words]
    running = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True)
    with running:
        try:
            assert running.stdout is not None
            yield running, running.stdout.readline()
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(30)


@pytest.mark.parametrize("workers", [1, 2])
def test_it_says_once_where_it_plays_when_it_is_ready_and_ends_in_order(
    environment: dict[str, str], workers: int
) -> None:
    with serving(environment, "--workers", str(workers)) as (running, line):
        assert running.stdout is not None
        said = re.fullmatch(r"Segue plays at (http://127\.0\.0\.1:\d+)\n", line)
        assert said, line
        with urlopen(f"{said[1]}/health", timeout=10) as answer:
            assert answer.status == 200
        time.sleep(1)
        running.send_signal(signal.SIGTERM)
        assert running.stdout.read() == ""
        assert running.wait(30) == 0


def test_the_address_of_every_interface_is_said_as_one_that_can_be_opened(environment: dict[str, str]) -> None:
    with serving(environment, "--host", "0.0.0.0") as (_, line):
        here, port = re.findall(r"http://127\.0\.0\.1:(\d+)", line), re.findall(r":(\d+)$", line)
        assert here == port
        assert f"http://{socket.gethostname()}:{port[0]}" in line
        assert "0.0.0.0" not in line


def test_a_paused_player_does_not_keep_it_from_stopping(
    environment: dict[str, str], storage: Storage, tmp_path: Path
) -> None:
    with (tmp_path / "1.mp3").open("wb") as sound:
        sound.truncate(LONG_SOUND_BYTES)
    document = make_track(1, None).to_document()
    storage.tracks.insert_one({**document, "audio": {**document["audio"], "root": str(tmp_path)}})
    with serving(environment) as (running, line), socket.socket() as player:
        player.connect(("127.0.0.1", int(line.rpartition(":")[2])))
        player.sendall(b"GET /tracks/1/audio HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert player.recv(15) == b"HTTP/1.1 200 OK"
        time.sleep(0.5)
        stopped = time.monotonic()
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0
        assert time.monotonic() - stopped < 10


def test_without_a_database_it_says_so_in_one_line(environment: dict[str, str]) -> None:
    lacking = {"SEGUE_MONGODB_URI": "mongodb://127.0.0.1:1"}
    done = subprocess.run(
        [str(SEGUE), "serve", "--port", "0"],
        env={**os.environ, **environment, **lacking},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("segue: No MongoDB answers at 127.0.0.1:1")
