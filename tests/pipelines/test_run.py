"""`segue run`: it serves what is ready while it analyses the rest, and ends in order, whatever happens."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.mongod_processes import find_servers, temporary_data_dir
from tests.synthetic_sounds import make_tone, write_sound

SEGUE = Path(sys.executable).with_name("segue")
TRACKS = 90
PATIENCE_SECONDS = 240.0


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with temporary_data_dir() as folder:
        yield folder


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("music")
    for number in range(TRACKS):
        write_sound(folder / f"{number:02d}.wav", make_tone(100 + 20 * number, 2))
    return folder


@contextmanager
def running(data_dir: Path, *words: str | Path) -> Iterator[subprocess.Popen[str]]:
    """Run `segue run` on a data directory of its own, as the head of a group of processes that ends with the block."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("SEGUE_")}
    process = subprocess.Popen(
        [str(SEGUE), "run", "--port", "0", "--data-dir", str(data_dir), *map(str, words)],
        env=mine,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            if is_group_alive(process):
                os.killpg(process.pid, signal.SIGKILL)


def is_group_alive(process: subprocess.Popen[str]) -> bool:
    """Whether a process of the group runs; one that ended and was not collected yet does not."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(group) == process.pid and state != "Z":
                return True
    return False


def read_address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    said = re.fullmatch(r"Segue plays at (http://127\.0\.0\.1:\d+)\n", line)
    assert said, line
    return said[1]


def ask(url: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - JSON
    request = Request(url, json.dumps(body).encode() if body else None, {"Content-Type": "application/json"})
    with urlopen(request, timeout=30) as answer:
        return json.load(answer)


def wait_until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_what_is_ready_plays_and_is_recommended_while_the_rest_is_analysed(data_dir: Path, music: Path) -> None:
    with running(data_dir, "--music", music) as process:
        address = read_address(process)

        def collection() -> Any:  # noqa: ANN401 - JSON
            return ask(f"{address}/collection")

        wait_until(lambda: collection()["tracks"]["ready"] > 0)
        if collection()["model"] is None:
            with pytest.raises(HTTPError, match="503"):
                ask(f"{address}/ready")
        first = ask(f"{address}/tracks")["items"][0]["id"]
        assert ask(f"{address}/play", {"track_id": first})["now_playing"]["id"] == first

        wait_until(lambda: collection()["model"] is not None)
        early = collection()
        assert early["tracks"]["pending"] > 0
        assert 40 <= early["model"]["tracks"] < TRACKS
        assert len(ask(f"{address}/play", {"track_id": first})["recommendations"]) == 20

        wait_until(lambda: collection()["tracks"]["pending"] == 0 and collection()["model"]["tracks"] == TRACKS)
        process.send_signal(signal.SIGTERM)
        said, progress = process.communicate(timeout=60)
        assert process.returncode == 0
        assert f"Tracks: {TRACKS} added" in said
        assert f"{TRACKS} clips analysed" in said
        assert len(re.findall("^Model: .* puts", said, re.MULTILINE)) == 2
        assert f"Listening: {TRACKS} of {TRACKS}" in progress
        assert "GET" not in progress
        wait_until(lambda: not is_group_alive(process))
    assert find_servers(data_dir) == []


def test_told_to_stop_it_ends_the_analysis_and_the_database_in_order(data_dir: Path, music: Path) -> None:
    with running(data_dir, "--music", music) as process:
        address = read_address(process)
        wait_until(lambda: ask(f"{address}/collection")["tracks"]["ready"] > 0)
        # As Ctrl-C at a terminal: every process of the group gets it.
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0
        assert "Traceback" not in said
        assert "Stopped" not in said
        wait_until(lambda: not is_group_alive(process))
    assert find_servers(data_dir) == []


def test_killed_it_leaves_no_process_at_work(data_dir: Path, music: Path) -> None:
    with running(data_dir, "--music", music) as process:
        address = read_address(process)
        wait_until(lambda: ask(f"{address}/collection")["tracks"]["ready"] > 0)
        process.kill()
        process.wait(10)
        wait_until(lambda: not is_group_alive(process))
        # The analysis was the last that used it.
        wait_until(lambda: find_servers(data_dir) == [])


def test_a_step_that_fails_ends_the_service_with_a_line_and_status_1(data_dir: Path, tmp_path: Path) -> None:
    with running(data_dir, "--music", tmp_path) as process:
        read_address(process)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 1
        assert said.splitlines()[-1].startswith(f"segue: There are no sound files in {tmp_path}")
        assert "Traceback" not in said
    assert find_servers(data_dir) == []


def test_an_analysis_that_is_killed_ends_the_service_with_the_reason(data_dir: Path, music: Path) -> None:
    with running(data_dir, "--music", music) as process:
        address = read_address(process)
        wait_until(lambda: ask(f"{address}/collection")["tracks"]["pending"] > 0)
        os.kill(find_analysis(process.pid), signal.SIGKILL)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 1
        assert said.splitlines()[-1].startswith("segue: The analysis was killed (signal 9)")


def find_analysis(parent: int) -> int:
    """The one child of `segue run` that is a Python at work."""
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    raise AssertionError("there is no analysis")


def test_a_port_that_is_taken_is_told_before_anything_is_analysed(data_dir: Path, music: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with running(data_dir, "--music", music, "--port", str(taken.getsockname()[1])) as process:
            said, complaint = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said == ""
    assert "Choose another port with --port" in complaint
    assert "Reading" not in complaint
