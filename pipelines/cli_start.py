"""What every command starts with: its settings, the database, and errors told in a line."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from pymongo.errors import PyMongoError
from rich.console import Console

from backend.embedded_mongo import EmbeddedMongoError, has_database
from backend.settings import Settings
from pipelines.errors import INTERRUPTED, StepError
from pipelines.storage import Storage, open_storage

DataDir = Annotated[Path | None, typer.Option(help="Where Segue keeps its own files. [default: SEGUE_DATA_DIR]")]

EXPECTED_ERRORS = (EmbeddedMongoError, StepError)
"""What can go wrong without a fault in Segue: the message alone tells the user what to do."""


class NoCollectionError(StepError):
    """The data directory holds nothing to work on."""


err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)


@contextmanager
def open_session(data_dir: Path | None) -> Iterator[tuple[Settings, Storage]]:
    """Yield the settings and the database, for a command that needs both."""
    settings = read_settings(data_dir)
    with tell_errors(), _end_in_order(), open_storage(settings) as storage:
        yield settings, storage


@contextmanager
def open_collection(data_dir: Path | None) -> Iterator[tuple[Settings, Storage]]:
    """Yield the same, for a command that makes nothing of its own: a folder without a database is the wrong one."""
    settings = read_settings(data_dir)
    with tell_errors():
        if settings.mongodb_uri is None and not has_database(settings.data_dir):
            raise NoCollectionError(
                f"There is no collection in {settings.data_dir}. Name its folder with --data-dir or SEGUE_DATA_DIR,"
                " or bring in music with `segue import`."
            )
    with open_session(data_dir) as opened:
        yield opened


def read_settings(data_dir: Path | None) -> Settings:
    """Return the settings, of which the command line may name the data directory."""
    try:
        return Settings(data_dir=data_dir.resolve()) if data_dir else Settings()
    except ValidationError as error:
        wrong = "; ".join(f"SEGUE_{one['loc'][0]}".upper() + f": {one['msg']}" for one in error.errors())
        raise typer.BadParameter(wrong) from error


@contextmanager
def tell_errors() -> Iterator[None]:
    """End the command with status 1 and a line where something fails that may, and likewise where it is stopped."""
    try:
        yield
    except KeyboardInterrupt as error:
        err.print("Stopped. What was written stays; the next run goes on.")
        raise typer.Exit(INTERRUPTED) from error
    except EXPECTED_ERRORS as error:
        err.print(f"segue: {error}", style="red")
        raise typer.Exit(1) from error
    except PyMongoError as error:
        err.print(f"segue: The database failed: {error}. What was written stays; the next run goes on.", style="red")
        raise typer.Exit(1) from error


@contextmanager
def _end_in_order() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does: what is in hand is written, and the embedded MongoDB stopped."""

    def interrupt_once(*_: object) -> None:
        # Whoever stops a group of processes may tell one of them twice; the second must not disturb the end.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt_once)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
