"""`segue` as a person starts it: a process of its own, on a data directory of its own."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SEGUE = Path(sys.executable).with_name("segue")
REPOSITORY = Path(__file__).parents[2]
READY_SECONDS = 600


def run_segue(data_dir: Path, *arguments: str | Path) -> str:
    """Run a command to its end and return its standard output; fail with all it said if it failed."""
    done = subprocess.run(
        [SEGUE, *arguments], env=_environment(data_dir), capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def is_complete(collection: dict[str, Any]) -> bool:
    """Tell whether nothing is pending and the model holds all that is ready: an earlier one would hold a part."""
    tracks, model = collection["tracks"], collection["model"]
    return model is not None and tracks["pending"] == 0 and model["tracks"] == tracks["ready"]


def is_composing(collection: dict[str, Any]) -> bool:
    """Tell whether the demo is being composed."""
    return (collection["work"] or {}).get("step") == "composing"


def is_listening(collection: dict[str, Any]) -> bool:
    """Tell whether some tracks are ready and others are still to come."""
    return all(collection["tracks"][status] > 0 for status in ("ready", "pending"))


def answers(_: dict[str, Any]) -> bool:
    """Tell that there is an answer, whatever it says."""
    return True


@contextmanager
def serve_segue(
    data_dir: Path, *arguments: str | Path, is_ready: Callable[[dict[str, Any]], bool] = is_complete
) -> Iterator[str]:
    """Run a command that serves, such as `run` or `serve`; yield its address once its collection `is_ready`."""
    port = _find_free_port()
    log = data_dir / "service.log"
    data_dir.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        process = subprocess.Popen(
            [SEGUE, *arguments, "--port", str(port)], env=_environment(data_dir), stdout=output, stderr=output
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until(is_ready, address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _environment(data_dir: Path) -> dict[str, str]:
    foreign = re.compile("^SEGUE_")
    return {name: value for name, value in os.environ.items() if not foreign.match(name)} | {
        "SEGUE_DATA_DIR": str(data_dir)
    }


def _find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until(
    is_ready: Callable[[dict[str, Any]], bool], address: str, process: subprocess.Popen[bytes], log: Path
) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/collection", timeout=5) as answer:
                if is_ready(json.load(answer)):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"not ready in {READY_SECONDS} s:\n{log.read_text()}")
