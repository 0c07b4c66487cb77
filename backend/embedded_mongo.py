"""The private mongod that Segue's processes share when SEGUE_MONGODB_URI is not set: its users, coming and going."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import quote

from backend.mongod import (
    POLL_SECONDS,
    EmbeddedMongoError,
    Mongod,
    answers_ping,
    has_database,
    holds_data,
    prepare_mongod,
    read_pid,
    stop_mongod,
)
from backend.start_mongod import START_SECONDS, start_mongod

__all__ = ["EmbeddedMongoError", "embedded_mongo", "has_database"]


@contextmanager
def embedded_mongo(data_dir: Path) -> Iterator[str]:
    """The URI of the one private mongod under `data_dir`, for as long as the context is open.

    The first user of a data folder starts its mongod, others join it, the last one out stops it. Users may be
    processes, threads of one process or nested contexts, and one thread may enter and another leave. They
    are counted by locks that the kernel releases at any death, so nothing has to be cleaned up after a
    kill -9: the next user adopts a mongod that lost its users, and starts one that died again. For Linux and
    macOS.

    Raises EmbeddedMongoError.
    """
    mongod = prepare_mongod(data_dir)
    # flock and not lockf, whose locks are the whole process's: the first thread to leave would drop them.
    with (mongod.home / "users.lock").open("ab") as users:
        try:
            with _alone(mongod):
                fcntl.flock(users, fcntl.LOCK_SH)
                _join(mongod)
            yield f"mongodb://{quote(str(mongod.socket), safe='')}"
        finally:
            with _alone(mongod):
                _leave(mongod, users)


@contextmanager
def _alone(mongod: Mongod) -> Iterator[None]:
    """Let one user at a time look at the server and start or stop it."""
    with (mongod.home / "start-stop.lock").open("ab") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        try:
            yield
        finally:
            # Closing would not do: a process forked meanwhile holds a copy of the open file, and so the lock.
            fcntl.flock(gate, fcntl.LOCK_UN)


def _join(mongod: Mongod) -> None:
    deadline = time.monotonic() + START_SECONDS
    # A mongod that is there already serves others, or has lost its users, or is still starting or stopping.
    while holds_data(mongod):
        if answers_ping(mongod):
            return
        if time.monotonic() > deadline:
            raise EmbeddedMongoError(
                f"A mongod holds the database in {mongod.data} but does not answer on {mongod.socket}. "
                "If it is still busy, try again in a minute; otherwise end it "
                f"(process {read_pid(mongod) or 'unknown'})."
            )
        time.sleep(POLL_SECONDS)
    mongod.socket.unlink(missing_ok=True)
    start_mongod(mongod)


def _leave(mongod: Mongod, users: IO[bytes]) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        stop_mongod(mongod)
    except BlockingIOError:
        pass  # others still use it
    finally:
        fcntl.flock(users, fcntl.LOCK_UN)
