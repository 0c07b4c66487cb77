"""What is told when Spark cannot be had; what it does is in test_spark_engine.py."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from backend.settings import Settings
from pipelines.spark_session import SparkError, open_spark

WITHOUT_JAVA = """
from backend.settings import Settings
from pipelines.spark_session import SparkError, open_spark
try:
    with open_spark(Settings(mongodb_uri="mongodb://not-used")):
        pass
except SparkError as error:
    print(error)
"""


def test_workers_of_other_machines_need_a_database_that_they_can_reach() -> None:
    there = Settings(mongodb_uri=None, spark_master="spark://cluster:7077")
    with pytest.raises(SparkError, match="name one that they can reach by SEGUE_MONGODB_URI"), open_spark(there):
        pass


def test_a_missing_java_is_told() -> None:
    environment = {**os.environ, "JAVA_HOME": "/nowhere"}
    command = [sys.executable, "-c", WITHOUT_JAVA]
    repository = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=repository, env=environment, check=True, capture_output=True, text=True)
    assert "Java 17 or newer" in done.stdout


def test_a_missing_pyspark_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with (
        pytest.raises(SparkError, match=r"pip install .*spark"),
        open_spark(Settings(mongodb_uri="mongodb://not-used")),
    ):
        pass
