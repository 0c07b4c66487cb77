"""Private mongods from outside: which run, where they listen, when they have ended; and processes that use them."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
USER = """
import sys
from pathlib import Path
from backend.embedded_mongo import embedded_mongo
with embedded_mongo(Path(sys.argv[1])) as uri:
    print(uri, flush=True)
    sys.stdin.read()
"""


@contextmanager
def temporary_data_dir() -> Iterator[Path]:
    """A data folder that ends together with whatever runs on it."""
    # Shorter than pytest's tmp_path, which may itself be too deep for a socket.
    with tempfile.TemporaryDirectory(prefix="segue-test-") as folder:
        data_dir = Path(folder).resolve()
        yield data_dir
        for server in find_servers(data_dir):
            os.kill(server, signal.SIGKILL)
        wait_until_stopped(data_dir)


def find_servers(data_dir: Path) -> list[int]:
    """The living mongods on this data; a dead one that nobody has collected has no command line any more."""
    option = os.fsencode(f"--dbpath={data_dir / 'mongodb' / 'data'}")
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if option in words:
            found.append(int(process.name))
    return found


def list_listening_addresses(pid: int) -> list[str]:
    """Every address at which a process accepts connections: TCP ports (in hexadecimal) and Unix sockets."""
    own = set()
    for link in Path("/proc", str(pid), "fd").iterdir():
        with suppress(FileNotFoundError):  # closed since it was listed
            own.add(str(link.readlink()).removeprefix("socket:[").removesuffix("]"))
    addresses = []
    for table in ("tcp", "tcp6"):
        rows = [line.split() for line in Path("/proc/net", table).read_text().splitlines()[1:]]
        addresses += [row[1] for row in rows if row[9] in own and row[3] == "0A"]
    rows = [line.split(maxsplit=7) for line in Path("/proc/net/unix").read_text().splitlines()[1:]]
    addresses += [row[7] for row in rows if row[6] in own and row[3] == "00010000"]
    return addresses


def wait_until_stopped(data_dir: Path) -> None:
    # A mongod lets go of its data, which Segue waits for, some milliseconds before its process has gone.
    wait_until(lambda: not find_servers(data_dir))


def wait_until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.01)


@contextmanager
def user_process(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", USER, str(data_dir)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=REPOSITORY, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as user:
        try:
            yield user
        finally:
            user.kill()


def read_uri(user: subprocess.Popen[str]) -> str:
    assert user.stdout
    return user.stdout.readline().strip()


def leave(*users: subprocess.Popen[str]) -> None:
    for user in users:
        assert user.stdin
        user.stdin.close()
    for user in users:
        assert user.wait(30) == 0


def kill(user: subprocess.Popen[str]) -> None:
    user.kill()
    user.wait()
