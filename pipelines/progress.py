"""The progress bar of long work, on standard error: done, rate, time left, failures."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class Advance(Protocol):
    """Tells how many items are done, of how many, and how many of them failed."""

    def __call__(self, done: int, total: int, failed: int = 0) -> None:
        """Show so much as done."""


@contextmanager
def show_progress(what: str) -> Iterator[Advance]:
    """Show a bar while the block runs; yield the function that advances it."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failures]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(what, total=None, rate="", failures="")

        def advance(done: int, total: int, failed: int = 0) -> None:
            speed = progress.tasks[0].finished_speed or progress.tasks[0].speed
            rate = f"{speed:.1f}/s" if speed else ""
            failures = f"{failed} failed" if failed else ""
            progress.update(task, completed=done, total=total, rate=rate, failures=failures)

        yield advance
        if progress.tasks[0].total is None:
            # There was nothing to do: an empty bar should not stay behind.
            progress.update(task, visible=False)
