"""Lets runs that would disturb each other take turns, and says so where one has to wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipelines.cli_start import err


@contextmanager
def taking_turns(lock: Path, work: str) -> Iterator[None]:
    """Hold the lock while the block runs; `work` is what another run that holds it is doing. Its folder is made."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    file = FileLock(lock)
    try:
        file.acquire(timeout=0)
    except Timeout:
        err.print(f"Another run is {work}; waiting for it.")
        file.acquire()
    try:
        yield
    finally:
        file.release()
