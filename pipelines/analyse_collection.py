"""The whole analysis of a collection, import to model, in a process of its own beside the service."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import wait as wait_for_sentinel
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path

import typer

from pipelines import steps
from pipelines.cli_start import open_session
from pipelines.errors import INTERRUPTED
from pipelines.start_aside import start_aside
from pipelines.storage import Storage

CORES = os.cpu_count() or 1

NICENESS = 10
"""Who listens comes before the analysis: it takes what the service and the player leave of the machine."""

STOP_SECONDS = 10.0
"""How long the analysis may take to write what is in hand; a calculation that does not hear is then ended."""


@dataclass(frozen=True, slots=True)
class Collection:
    """What to import: FMA's clips with their metadata, a folder of music, the demo; or nothing new."""

    fma: tuple[Path, Path] | None = None
    music: Path | None = None
    demo: bool = False


@contextmanager
def analysing(data_dir: Path, collection: Collection, may_begin: Event) -> Iterator[BaseProcess]:
    """Analyse the collection in another process from `may_begin` on; at the end of the block that is stopped in order.

    The process says itself what it does and what went wrong; it then ends with status 1.
    """
    process = multiprocessing.get_context("spawn").Process(target=_analyse, args=(data_dir, collection, may_begin))
    try:
        start_aside(process.start)
        yield process
    finally:
        if process.is_alive():
            process.terminate()
            process.join(STOP_SECONDS)
            process.kill()
            process.join()


def _analyse(data_dir: Path, collection: Collection, may_begin: Event) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.nice(NICENESS)
    try:
        # Within the session: to be stopped is the ordinary end here, about which a command would say a line.
        with open_session(data_dir) as (settings, storage), suppress(KeyboardInterrupt):
            may_begin.wait()
            run_steps(storage, settings.data_dir, collection)
    except typer.Exit as error:
        sys.exit(0 if error.exit_code == INTERRUPTED else error.exit_code)


def run_steps(storage: Storage, data_dir: Path, collection: Collection) -> None:
    """Import, extract and cluster what is new; without a collection go on with what is there, at first the demo."""
    if collection.fma:
        steps.run_import_fma(storage, *collection.fma)
    if collection.music:
        steps.run_import_music(storage, collection.music)
    if collection.demo or storage.tracks.find_one() is None:
        steps.run_import_demo(storage, data_dir)
    steps.run_extract(storage, data_dir, CORES, with_early_models=True)
    steps.run_cluster(storage, data_dir, None, None, only_if_new=True)


def _end_with_parent() -> None:
    """Stop in order when the service was killed: nobody else would tell this process to."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_sentinel([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
