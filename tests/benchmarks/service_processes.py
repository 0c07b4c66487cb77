"""Services as processes of their own: started, waited for, asked over connections that stay open, measured, ended."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, RemoteDisconnected
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

REPOSITORY = Path(__file__).parents[2]
START_SECONDS = 120


@dataclass(frozen=True, slots=True)
class ServiceProcess:
    """A service that answers at a port of this machine; `seconds_to_ready` is how long that took."""

    process: subprocess.Popen[bytes]
    port: int
    seconds_to_ready: float

    def resident_megabytes(self) -> list[float]:
        """Return the resident memory of the process and of each of its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        workers = [pid for pid in children if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()]
        return [_read_resident(int(pid)) for pid in workers or [str(self.process.pid)] if Path(f"/proc/{pid}").exists()]


@contextmanager
def run_service(command: list[str], port: int, ready_path: str, **environment: str) -> Iterator[ServiceProcess]:
    """Run a command that serves at `port` until the context ends; it is ready once `ready_path` answers 200.

    Raises:
        RuntimeError: it ended before, or is not ready after START_SECONDS; with what it wrote to standard error.
    """
    own = {**os.environ, "PYTHONPATH": str(REPOSITORY), **environment}
    started = time.monotonic()
    with TemporaryFile() as log:
        process = subprocess.Popen(command, env=own, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=log)
        try:
            if not _becomes_ready(process, port, ready_path):
                log.seek(0)
                said = log.read().decode(errors="replace")
                raise RuntimeError(f"{' '.join(command)} did not become ready; it said:\n{said}")
            yield ServiceProcess(process, port, time.monotonic() - started)
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def segue_command(data_dir: Path, port: int, workers: int = 1) -> list[str]:
    """Return what starts the real service."""
    program = Path(sys.executable).with_name("segue")
    options = ["--data-dir", str(data_dir), "--port", str(port), "--workers", str(workers)]
    return [str(program), "serve", *options]


def uvicorn_command(factory: str, port: int, *options: str) -> list[str]:
    """Return what serves another application of this folder as `segue serve` serves Segue."""
    return [sys.executable, "-m", "uvicorn", factory, "--factory", "--port", str(port), "--no-access-log", *options]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: its kind in the table, and what is sent."""

    kind: str
    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any] | None = None

    def send(self, connection: HTTPConnection) -> tuple[float, int, bytes]:
        """Send it; return the milliseconds until the whole answer was there, its status and its body."""
        body = None if self.body is None else json.dumps(self.body).encode()
        headers = self.headers if body is None else {**self.headers, "Content-Type": "application/json"}
        started = time.perf_counter()
        try:
            connection.request(self.method, self.path, body, headers)
            response = connection.getresponse()
        except (RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # The service closes connections that were idle for seconds.
            connection.close()
            started = time.perf_counter()
            connection.request(self.method, self.path, body, headers)
            response = connection.getresponse()
        answer = response.read()
        return (time.perf_counter() - started) * 1000, response.status, answer


def _becomes_ready(process: subprocess.Popen[bytes], port: int, path: str) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            if Ask("ready", "GET", path, {}).send(connection)[1] == 200:
                return True
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.02)
    return False


def _read_resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    kilobytes = next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1]
    return int(kilobytes) / 1024
