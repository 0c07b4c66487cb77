"""Spark with real executors on this machine, and a way to find their processes and kill them."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyspark
import pytest

from backend.settings import Settings
from pipelines.spark_session import open_spark

MASTER = "local-cluster[2,1,1024]"


@contextmanager
def two_executors(folder: Path) -> Iterator[None]:
    """A session with two executors, processes of their own, which `open_spark` uses for as long as it is open."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("this needs Java 17 or newer")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SPARK_HOME", str(Path(pyspark.__file__).parent))
        environment.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        environment.setenv("SPARK_LOCAL_DIRS", str(folder / "local"))
        environment.setenv("SPARK_WORKER_DIR", str(folder / "workers"))
        with open_spark(Settings(mongodb_uri="mongodb://not-used", spark_master=MASTER)):
            wait_until(lambda: len(find_executors()) == 2)
            yield


def find_executors() -> list[int]:
    """The executors below this process."""
    return [pid for pid in _descendants(os.getpid()) if b"CoarseGrainedExecutorBackend" in _read(pid, "cmdline")]


def kill_executor_when(is_time: Callable[[], bool]) -> int:
    """Kill an executor as soon as it is time, in its midst; return which."""
    wait_until(is_time)
    executor = find_executors()[0]
    os.kill(executor, signal.SIGKILL)
    return executor


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 400
    while not is_so():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)


def _descendants(pid: int) -> list[int]:
    parents = {int(path.name): _find_parent(int(path.name)) for path in Path("/proc").glob("[0-9]*")}
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


def _find_parent(pid: int) -> int | None:
    after_name = _read(pid, "stat").rpartition(b")")[2].split()
    return int(after_name[1]) if after_name else None


def _read(pid: int, name: str) -> bytes:
    try:
        return Path("/proc", str(pid), name).read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
