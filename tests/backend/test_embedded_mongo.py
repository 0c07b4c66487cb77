"""The users of the private mongod, with real servers, real processes and real kills."""

import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pymongo import MongoClient

from backend import mongod as mongod_module
from backend.embedded_mongo import EmbeddedMongoError, embedded_mongo
from tests.mongod_processes import (
    find_servers,
    kill,
    leave,
    list_listening_addresses,
    read_uri,
    temporary_data_dir,
    user_process,
    wait_until,
    wait_until_stopped,
)

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks at processes through /proc")


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with temporary_data_dir() as folder:
        yield folder


def test_processes_that_come_at_one_moment_share_a_private_server_and_the_last_one_out_stops_it(data_dir: Path) -> None:
    socket = data_dir / "mongodb" / "mongod.sock"
    with ExitStack() as stack:
        first, *others = [stack.enter_context(user_process(data_dir)) for _ in range(4)]
        uri = read_uri(first)
        assert {read_uri(user) for user in others} == {uri}
        (server,) = find_servers(data_dir)
        assert (data_dir / "mongodb").stat().st_mode & 0o777 == 0o700
        assert list_listening_addresses(server) == [str(socket)]
        assert os.getsid(server) not in {os.getsid(0), os.getsid(first.pid)}
        leave(*others)
        assert ask_pid(uri) == server
        leave(first)
    wait_until_stopped(data_dir)
    assert not socket.exists()


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


def test_the_next_user_recovers_from_any_kill_and_finds_the_data(data_dir: Path) -> None:
    with user_process(data_dir) as user:
        write_note(read_uri(user), "before the kill")
        (first_server,) = find_servers(data_dir)
        kill(user)
    with user_process(data_dir) as user:
        assert ask_pid(read_uri(user)) == first_server, "a server that lost its users is adopted"
        os.kill(first_server, signal.SIGKILL)
        kill(user)
    wait_until_stopped(data_dir)
    assert (data_dir / "mongodb" / "mongod.sock").exists(), "nothing is left that could be in the way"
    with embedded_mongo(data_dir) as uri:
        second_server = ask_pid(uri)
        assert second_server != first_server
        os.kill(second_server, signal.SIGKILL)
        wait_until_stopped(data_dir)
        with user_process(data_dir) as newcomer:
            assert read_uri(newcomer) == uri
            assert read_notes(uri) == ["before the kill"]
            leave(newcomer)
        assert ask_pid(uri) != second_server, "the restored server still has a user"
    wait_until_stopped(data_dir)


def test_a_stranger_who_has_the_pid_of_the_server_is_left_alone(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mongod_module, "STOP_SECONDS", 0.2)
    lock = data_dir / "mongodb" / "data" / "mongod.lock"
    with subprocess.Popen(["sleep", "60"]) as stranger:
        try:
            with embedded_mongo(data_dir):
                (server,) = find_servers(data_dir)
                lock.write_text(f"{stranger.pid}\n")
            assert stranger.poll() is None, "the pid was one of another container"
            lock.write_text(f"{server}\n")
            with embedded_mongo(data_dir) as uri:
                assert ask_pid(uri) == server, "it was left running for those who can reach it"
                os.kill(server, signal.SIGKILL)
                wait_until_stopped(data_dir)
                lock.write_text(f"{stranger.pid}\n")
            assert stranger.poll() is None, "the pid went to somebody else after the server's death"
        finally:
            stranger.kill()


def test_whoever_comes_while_the_last_one_leaves_gets_a_living_server(data_dir: Path) -> None:
    asked: list[int] = []

    def come() -> None:
        with embedded_mongo(data_dir) as uri:
            asked.append(ask_pid(uri))

    last_user = embedded_mongo(data_dir)
    ended = ask_pid(last_user.__enter__())
    leaving = threading.Thread(target=last_user.__exit__, args=(None, None, None))
    leaving.start()
    wait_until(lambda: not (data_dir / "mongodb" / "mongod.sock").exists())
    newcomers = [threading.Thread(target=come) for _ in range(2)]
    for thread in newcomers:
        thread.start()
    for thread in (leaving, *newcomers):
        thread.join()
    assert len(asked) == 2
    assert ended not in asked
    wait_until_stopped(data_dir)


def test_ctrl_c_during_the_start_leaves_no_server_behind(data_dir: Path) -> None:
    with user_process(data_dir) as user:
        wait_until(lambda: bool(find_servers(data_dir)))
        user.send_signal(signal.SIGINT)
        user.wait(30)
        assert user.returncode != 0
    wait_until_stopped(data_dir)


def test_a_folder_too_deep_for_a_socket_gets_a_short_one_elsewhere_unless_somebody_else_planted_it(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = data_dir / "a,b" / ("deep" * 30)
    with tempfile.TemporaryDirectory() as elsewhere:
        monkeypatch.setattr(tempfile, "tempdir", elsewhere)
        with embedded_mongo(deep) as uri:
            (server,) = find_servers(deep)
            assert ask_pid(uri) == server
            (folder,) = Path(elsewhere).iterdir()
            assert folder.stat().st_mode & 0o777 == 0o700
            assert list_listening_addresses(server) == [str(folder / "mongod.sock")]
        wait_until_stopped(deep)
        (data_dir / "trap").mkdir()
        folder.rmdir()
        folder.symlink_to(data_dir / "trap")
        with pytest.raises(EmbeddedMongoError, match="belongs to somebody else"), embedded_mongo(deep):
            pass


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
