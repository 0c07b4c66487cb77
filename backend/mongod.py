"""One data folder's mongod: where its files are, whether it lives and answers, and its end."""

import fcntl
import hashlib
import os
import signal
import socket
import stat
import struct
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import bson

# A stop writes what the small cache still holds: a fraction of a second, unless the disk is very slow.
STOP_SECONDS = 30.0
PING_SECONDS = 2.0
POLL_SECONDS = 0.01
# The address of a Unix socket holds 107 bytes on Linux and 103 on macOS.
SOCKET_PATH_BYTES = 103

OTHER_SERVER = (
    "set SEGUE_MONGODB_URI to a MongoDB server of version 6 or newer (such as mongodb://localhost:27017), "
    "or run Segue with `docker compose up`"
)


class EmbeddedMongoError(Exception):
    """The private mongod cannot be had; the message tells the end user why, and what to do."""


@dataclass(frozen=True)
class Mongod:
    """Where the mongod of one data folder keeps its files, and where it listens."""

    home: Path
    socket: Path

    @property
    def data(self) -> Path:
        """The folder of its database files."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """The file it logs to."""
        return self.home / "mongod.log"


def has_database(data_dir: Path) -> bool:
    """Tell whether a mongod was ever prepared under `data_dir`."""
    return (_locate_home(data_dir) / "data").is_dir()


def _locate_home(data_dir: Path) -> Path:
    return data_dir.expanduser().resolve() / "mongodb"


def prepare_mongod(data_dir: Path) -> Mongod:
    """Make the folders, for this user alone, that a mongod under `data_dir` needs.

    Raises EmbeddedMongoError: they cannot be made.
    """
    home = _locate_home(data_dir)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        home.chmod(0o700)
        (home / "data").mkdir(mode=0o700, exist_ok=True)
        return Mongod(home, _choose_socket(home))
    except OSError as error:
        raise EmbeddedMongoError(
            f"Segue cannot keep its database in {home} ({error}). Choose another data folder with "
            f"--data-dir, or {OTHER_SERVER}."
        ) from error


def holds_data(mongod: Mongod) -> bool:
    """Whether a mongod lives on this data: it keeps an flock on this file, which its death releases."""
    try:
        with (mongod.data / "mongod.lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    return False


def answers_ping(mongod: Mongod) -> bool:
    """Whether it answers a ping: the kernel still accepts connections for a server that hangs or is dying."""
    ping = bson.encode({"ping": 1, "$db": "admin"})
    # An OP_MSG of MongoDB's wire protocol: length, number, answer to, opcode, flags, kind of section, document.
    message = struct.pack("<iiiiiB", 21 + len(ping), 1, 0, 2013, 0, 0) + ping
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(PING_SECONDS)
        try:
            probe.connect(str(mongod.socket))
            probe.sendall(message)
            return bool(probe.recv(1))
        except OSError:
            return False


def stop_mongod(mongod: Mongod) -> None:
    """Ask mongod to end and wait for it; one that takes longer is waited for by the next start."""
    deadline = time.monotonic() + STOP_SECONDS
    asked = False
    while holds_data(mongod) and time.monotonic() < deadline:
        if not asked and (pid := read_pid(mongod)):
            # Should this process die now, nobody can take the ending mongod for one to join.
            mongod.socket.unlink(missing_ok=True)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
            asked = True
        time.sleep(POLL_SECONDS)


def read_pid(mongod: Mongod) -> int | None:
    """The process that holds the data, if that is for certain our mongod.

    mongod writes its pid into the file it locks, so while `holds_data` this is the pid of a living mongod
    and not of a stranger who got the number later. Where there is a /proc, the command line must name our
    folder too: containers can share a data folder but number their processes each for itself.
    """
    text = (mongod.data / "mongod.lock").read_text().strip()
    if not text.isdigit():
        return None
    if Path("/proc/self/cmdline").exists():
        try:
            words = Path("/proc", text, "cmdline").read_bytes().split(b"\0")
        except OSError:
            return None
        if os.fsencode(f"--dbpath={mongod.data}") not in words:
            return None
    return int(text)


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
