"""What is told when Spark cannot be had; what it does is in test_spark_engine.py."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from backend.settings import Settings
from pipelines.spark_master import SparkError, require_answer, require_sound_master
from pipelines.spark_session import open_spark
from pipelines.storage import Storage
from tests.synthetic_library import fill_library

START_LOCALLY = """
from backend.settings import Settings
from pipelines.spark_master import SparkError
from pipelines.spark_session import open_spark
try:
    with open_spark(Settings(mongodb_uri="mongodb://not-used", spark_master="local")):
        pass
except SparkError as error:
    print(error)
"""


def name_master(master: str) -> Settings:
    return Settings(mongodb_uri="mongodb://not-used", spark_master=master)


def _open(master: str) -> AbstractContextManager[object]:
    return open_spark(name_master(master))


@pytest.fixture(scope="module")
def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def test_workers_of_other_machines_need_a_database_that_they_can_reach() -> None:
    there = Settings(mongodb_uri=None, spark_master="spark://cluster:7077")
    with pytest.raises(SparkError, match="name one that they can reach by SEGUE_MONGODB_URI"), open_spark(there):
        pass


@pytest.mark.parametrize(
    "master",
    ["foo", "", "local[zwei]", "local[0]", "spark:/h:7077", "spark://h", "spark://h:many", "spark://h:1,", "Yarn"],
)
def test_what_no_spark_master_is_called_is_told_with_the_forms_that_are(master: str) -> None:
    # The database that workers elsewhere cannot reach is not to blame.
    mistyped = Settings(mongodb_uri=None, spark_master=master)
    with pytest.raises(SparkError, match=r"names no Spark master: .*spark://host:port"), open_spark(mistyped):
        pass


@pytest.mark.parametrize(
    "master",
    ["local", "local[*]", "local[*, 3]", "local-cluster[2,1,1024]", "spark://h:1,[::1]:2", "yarn", "k8s://https://h:1"],
)
def test_what_spark_masters_are_called_is_taken(master: str) -> None:
    require_sound_master(name_master(master))


def test_a_master_that_does_not_answer_is_told_at_once(closed_port: int) -> None:
    master = f"spark://nowhere.invalid:7077,127.0.0.1:{closed_port}"
    started = time.monotonic()
    with (
        pytest.raises(SparkError, match=r"No Spark master answers at spark://nowhere.*Start it, or set") as told,
        _open(master),
    ):
        pass
    assert time.monotonic() - started < 20
    assert "nowhere.invalid:7077: " in str(told.value)
    assert f"127.0.0.1:{closed_port}: Connection refused" in str(told.value)


def test_of_several_masters_one_that_answers_is_enough(closed_port: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        require_answer(f"spark://127.0.0.1:{closed_port},127.0.0.1:{listener.getsockname()[1]}")


def test_yarn_without_its_configuration_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("HADOOP_CONF_DIR", "YARN_CONF_DIR"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(
        SparkError, match=r"^Spark finds the YARN .*: set HADOOP_CONF_DIR or YARN_CONF_DIR to the folder"
    ):
        _open("yarn").__enter__()
    assert capfd.readouterr().err == ""


def test_what_spark_says_itself_where_it_does_not_start_stays_and_segue_says_which_master_it_is() -> None:
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("this needs Java 17 or newer")
    environment = {**os.environ, "JDK_JAVA_OPTIONS": "-no-such-option"}
    # A process of its own, as PySpark leaves its end of a pipe to a Java that ended open.
    command = [sys.executable, "-c", START_LOCALLY]
    repository = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=repository, env=environment, check=True, capture_output=True, text=True)
    assert "-no-such-option" in done.stderr
    assert "Spark did not start on the master local: " in done.stdout
    assert "number. The lines before this one say why" in done.stdout


@pytest.mark.parametrize(
    ("variable", "value", "complaint"),
    [
        ("JAVA_HOME", "/nowhere", "JAVA_HOME is /nowhere, which has no bin/java"),
        ("PATH", "/nowhere", "there is no java on the PATH"),
    ],
)
def test_a_missing_java_is_told_in_one_line(
    variable: str, value: str, complaint: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv(variable, value)
    with pytest.raises(SparkError, match=rf"Java 17 or newer, and {complaint}\. Install it"), _open("local[*]"):
        pass
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("told", "version"), [('openjdk version "11.0.2" 2019-01-15', 11), ('java version "1.8.0"', 8)]
)
def test_a_java_that_is_too_old_is_told_in_one_line(
    told: str, version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho '{told}' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with (
        pytest.raises(SparkError, match=rf"Java 17 or newer, and {java} is Java {version}\. Install it"),
        _open("local"),
    ):
        pass
    assert capfd.readouterr().err == ""


def test_ctrl_c_while_spark_starts_is_told_in_a_line(mongodb_uri: str, storage: Storage, tmp_path: Path) -> None:
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("this needs Java 17 or newer")
    fill_library(storage, 6)
    settings = {"MONGODB_URI": mongodb_uri, "DATABASE": storage.name, "DATA_DIR": str(tmp_path)}
    environment = {**os.environ, **{f"SEGUE_{name}": value for name, value in settings.items()}}
    command = [str(Path(sys.executable).with_name("segue")), "cluster", "--engine", "spark"]
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        assert running.stderr is not None
        assert running.stderr.readline() == "Training 2 clusters of 6 tracks on local[*].\n"
        # Java is on its way by then.
        time.sleep(1)
        # As Ctrl-C at a terminal: every process of the group gets it.
        os.killpg(running.pid, signal.SIGINT)
        # Until the end of Java, which has the same pipe.
        said = running.stderr.read().splitlines()
        assert running.wait(20) == 130
    assert [line for line in said if not line.startswith("WARNING: Using incubator modules")] == [
        "Stopped. What was written stays; the next run goes on."
    ]


def test_a_missing_pyspark_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(SparkError, match=r"pip install .*spark"), _open("local[*]"):
        pass
