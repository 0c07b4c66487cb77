"""The Spark master that SEGUE_SPARK_MASTER names: what is told before Spark starts, which would tell it late."""

import os
import re
import shutil
import socket
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from backend.settings import Settings
from pipelines.errors import StepError

CONNECT_SECONDS = 3.0
"""A master that runs accepts a connection at once."""

OLDEST_JAVA = 17
"""That Spark 4 runs on."""

_FORMS = re.compile(
    r"local|local\[([1-9]\d*|\*)(\s*,\s*\d+)?\]|local-cluster\[(\s*\d+\s*,){2}\s*\d+\s*\]|spark://.+|yarn|k8s://.+"
)
"""As Spark reads them."""


class SparkError(StepError):
    """Spark cannot be started, or could not do its work; the message says why, and what to do."""


def works_here(settings: Settings) -> bool:
    """Whether the master's workers run on this machine."""
    return settings.spark_master.startswith("local")


def require_sound_master(settings: Settings) -> None:
    """Raise SparkError where no Spark master can have this name, or its workers could not reach the database."""
    master = settings.spark_master
    if not _FORMS.fullmatch(master):
        raise _no_master(master)
    _list_addresses(master)
    # The embedded MongoDB listens on a socket of this machine, which other machines' workers cannot reach.
    if settings.mongodb_uri is None and not works_here(settings):
        raise SparkError(
            f"The workers of {master} cannot reach the embedded MongoDB, which listens on this machine only: name one"
            " that they can reach by SEGUE_MONGODB_URI, for `segue import` too."
        )


def require_answer(master: str) -> None:
    """Raise SparkError where nobody answers at a spark:// master; of several, one is enough.

    Spark itself would try for a minute, and then say that a session was stopped.
    """
    failures = []
    for host, port in _list_addresses(master):
        try:
            with socket.create_connection((host, port), CONNECT_SECONDS):
                return
        # UnicodeError: no name of a host can be written so.
        except (OSError, UnicodeError) as error:
            failures.append(f"{host}:{port}: {getattr(error, 'strerror', None) or error}")
    if failures:
        raise SparkError(
            f"No Spark master answers at {master} ({'; '.join(failures)}). Start it, or set SEGUE_SPARK_MASTER to one"
            " that does."
        )


def require_hadoop_configuration(master: str) -> None:
    """Raise SparkError where nothing tells Spark which YARN is meant; Spark would tell it with Java's stack."""
    if master == "yarn" and not {"HADOOP_CONF_DIR", "YARN_CONF_DIR"} & os.environ.keys():
        raise SparkError(
            "Spark finds the YARN of SEGUE_SPARK_MASTER by Hadoop's configuration: set HADOOP_CONF_DIR or YARN_CONF_DIR"
            " to the folder that holds it."
        )


def require_java() -> None:
    """Raise SparkError where there is no Java, or one that is too old, sought as Spark's own script seeks it."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if not java or not os.access(java, os.X_OK):
        where = f"JAVA_HOME is {home}, which has no bin/java" if home else "there is no java on the PATH"
    elif (version := _read_java_version(java)) < OLDEST_JAVA:
        where = f"{java} is Java {version}"
    else:
        return
    raise SparkError(
        f"Spark needs Java {OLDEST_JAVA} or newer, and {where}. Install it (Debian, Ubuntu: apt install"
        f" openjdk-{OLDEST_JAVA}-jre-headless), or set JAVA_HOME to where it is."
    )


def _read_java_version(java: str) -> int:
    """Return the version as it is called, 8 for 1.8; of one that says none that of the oldest that will do."""
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603 - no shell
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found[1]) if found else OLDEST_JAVA


def _list_addresses(master: str) -> list[tuple[str, int]]:
    """Return the hosts and ports of a spark:// master; none of any other."""
    if not master.startswith("spark://"):
        return []
    found = []
    for one in master.removeprefix("spark://").split(","):
        try:
            parts = urlsplit(f"//{one}")
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise _no_master(master) from error
        if not host or port is None:
            raise _no_master(master)
        found.append((host, port))
    return found


def _no_master(master: str) -> SparkError:
    return SparkError(
        f"SEGUE_SPARK_MASTER names no Spark master: {master}. It may be local, local[N] or local[*] (N or all cores of"
        " this machine), local-cluster[executors,cores,megabytes], spark://host:port (several: spark://host:port,host:port),"
        " yarn or k8s://https://host:port."
    )
