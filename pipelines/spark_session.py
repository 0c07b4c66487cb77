"""Work on Spark: a session on the master that SEGUE_SPARK_MASTER names, and its tasks. The only importer of PySpark."""

# ruff: noqa: PLC0415 - PySpark is an extra: this module can be imported without it, to say that it is missing.

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from backend.settings import Settings
from pipelines.spark_master import (
    SparkError,
    require_answer,
    require_hadoop_configuration,
    require_java,
    require_sound_master,
    works_here,
)

if TYPE_CHECKING:
    from pyspark import RDD as RDD  # noqa: PLC0414 - for those who use it by this module
    from pyspark import SparkConf, SparkContext
    from pyspark.sql import SparkSession

Item = TypeVar("Item")
Result = TypeVar("Result")

POLL_SECONDS = 0.5


@contextmanager
def open_spark(settings: Settings) -> Iterator[SparkContext]:
    """Yield Spark, on the master of the settings. Where the process has a session already, it is used and left open.

    Raises:
        SparkError: PySpark or Java is missing, the master does not answer, or its workers could not reach the database.
    """
    require_sound_master(settings)
    try:
        from py4j.protocol import Py4JError
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SparkError(
            "Spark needs PySpark. In Segue's folder: .venv/bin/pip install -c requirements.lock -e '.[spark]'"
        ) from error
    borrowed = SparkSession.getActiveSession()
    if borrowed is not None:
        yield borrowed.sparkContext
        return
    session = _start(settings)
    try:
        yield session.sparkContext
    except KeyboardInterrupt:
        # Of what is broken off here, Java would tell with its stacks too.
        with suppress(Py4JError):
            session.sparkContext.setLogLevel("OFF")
        raise
    finally:
        session.stop()


def run_tasks(
    spark: SparkContext, function: Callable[[Item], Result], items: Sequence[Item], on_done: Callable[[int], None]
) -> list[Result]:
    """Return the results of `function` in the items' order, one task an item; `on_done` hears how many are done.

    Spark runs a task again elsewhere when its executor is lost, up to four times, and may so run one twice.
    """
    results = spark.parallelize(items, len(items)).map(function)
    return collect(results, lambda group: on_done(_count_done(spark, group)))


def collect(results: RDD[Result], on_wait: Callable[[str], None] | None = None) -> list[Result]:
    """Return what the tasks return, partition by partition; `on_wait` hears now and then their job group's name.

    Whoever gives up meanwhile, as at Ctrl-C, cancels these tasks and no others.

    Raises:
        SparkError: a task failed four times.
    """
    spark = results.context
    # A session that is borrowed has others' jobs too.
    group = uuid4().hex

    def collect_in_group() -> list[Result]:
        # A group holds for the jobs of the thread that names it.
        spark.setJobGroup(group, "segue")
        with telling_errors():
            return results.collect()

    # Aside, so that Ctrl-C breaks off a wait here, and no conversation with Java.
    with ThreadPoolExecutor(1) as aside:
        running = aside.submit(collect_in_group)
        try:
            while True:
                try:
                    return running.result(POLL_SECONDS)
                except TimeoutError:
                    if on_wait:
                        on_wait(group)
        except BaseException:
            # Nobody waits for them any more.
            spark.cancelJobGroup(group)
            raise


def share_file(spark: SparkContext, path: str) -> None:
    """Give every worker a copy of a file of this machine; `find_shared_file` tells a task where it is."""
    spark.addFile(path)


def find_shared_file(name: str) -> str:
    """Return where a worker has its copy of a shared file."""
    from pyspark import SparkFiles

    return SparkFiles.get(name)


@contextmanager
def telling_errors(what: str = "Spark could not do it") -> Iterator[None]:
    """Turn a failure of Spark, which comes with the stack of two languages, into one that says what happened."""
    from py4j.protocol import Py4JError, Py4JJavaError
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        raise SparkError(f"{what}: {_find_cause(str(error))}") from error
    except Py4JJavaError as error:
        raise SparkError(f"{what}: {_find_cause(str(error.java_exception.getMessage()))}") from error
    except Py4JError as error:
        raise SparkError(f"{what}: it ended in the midst of its work ({error})") from error


def _start(settings: Settings) -> SparkSession:
    import pyspark
    from pyspark.errors import PySparkRuntimeError
    from pyspark.sql import SparkSession

    home = os.environ.get("SPARK_HOME") or Path(pyspark.__file__).parent
    configuration = Path(os.environ.get("SPARK_CONF_DIR") or Path(home, "conf"))
    # That script may name a Java, and Hadoop's configuration.
    if not (configuration / "spark-env.sh").exists():
        require_hadoop_configuration(settings.spark_master)
        require_java()
    if not any(configuration.glob("log4j2*")):
        quiet = Path(__file__).with_name("spark_log4j2.properties").as_uri()
        os.environ.setdefault("SPARK_SUBMIT_OPTS", f"-Dlog4j2.configurationFile={quiet}")
    # The workers of a cluster may have theirs elsewhere, and whoever set this knows where.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    require_answer(settings.spark_master)
    # Py4J logs, with its stack, each answer that Ctrl-C did not let come; what else it logs, it raises too.
    logging.getLogger("py4j").setLevel(logging.CRITICAL)
    logging.getLogger().addFilter(_is_no_interrupt)
    failed = f"Spark did not start on the master {settings.spark_master}"
    with telling_errors(failed), warnings.catch_warnings():
        # Segue has no data frames on Spark.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        try:
            _start_context(settings)
            return SparkSession.builder.getOrCreate()
        except PySparkRuntimeError as error:
            raise SparkError(f"{failed}: {str(error).rstrip('.')}. The lines before this one say why.") from error


def _is_no_interrupt(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith("KeyboardInterrupt")


def _start_context(settings: Settings) -> None:
    """Start Spark in a thread that ends with the process: Ctrl-C then ends the wait, and breaks nothing off.

    Java and Py4J would tell with their stacks what was broken off.
    """
    from pyspark import SparkContext

    started: Future[SparkContext] = Future()

    def start() -> None:
        try:
            started.set_result(SparkContext(conf=_configure(settings)))
        except BaseException as error:  # noqa: BLE001 - raised below
            started.set_exception(error)

    Thread(target=start, daemon=True).start()
    started.result()


def _configure(settings: Settings) -> SparkConf:
    from pyspark import SparkConf

    conf = SparkConf().setMaster(settings.spark_master).setAppName("segue")
    quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    here = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    for key, value in {**quiet, **(here if works_here(settings) else {})}.items():
        conf.setIfMissing(key, value)
    return conf


def _count_done(spark: SparkContext, group: str) -> int:
    tracker = spark.statusTracker()
    jobs: list[Any] = [tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup(group)]
    stages = [tracker.getStageInfo(stage) for job in jobs if job is not None for stage in job.stageIds]
    return sum(stage.numCompletedTasks for stage in stages if stage is not None)


def _find_cause(message: str) -> str:
    """Return the last line of the task's traceback, or the first of what Spark says where there is none."""
    before_java = message.split("\n\tat ", 1)[0]
    lines = [line for line in before_java.splitlines() if line.strip() and not line.startswith(" ")]
    return (lines[-1] if "Traceback" in before_java else lines[0]) if lines else "it does not say why"
