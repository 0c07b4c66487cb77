"""The progress of long work, on standard error: a bar on a terminal, elsewhere a line now and then."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

LINE_SECONDS = 10.0
"""A line follows another after so long."""

SOONER_SECONDS, SOONER_SHARE = 1.0, 0.1
"""Or sooner, once so much more of the work is done."""

WARM_UP_SECONDS = 4.0
"""After the first item, for which workers had to start and libraries to load: no time left is told sooner."""

WINDOW_SECONDS = 60.0
"""The time left follows the speed of this last while, not of the whole work."""


class Advance(Protocol):
    """Tells how many items are done, of how many, and how many of them failed."""

    def __call__(self, done: int, total: int, failed: int = 0) -> None:
        """Show so much as done; while that is nothing, that the work is about to begin."""


@contextmanager
def show_progress(what: str, starting: str = "") -> Iterator[Advance]:
    """Show how far it is while the block runs; yield the function that advances it.

    `starting` says what is waited for until the first item is done. Speed and time left count from there.
    """
    console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)
    if console.is_terminal:
        with _show_bar(what, starting, console) as advance:
            yield advance
    else:
        yield _Lines(what, starting, console)


@contextmanager
def _show_bar(what: str, starting: str, console: Console) -> Iterator[Advance]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failures]}"),
    )
    with Progress(*columns, console=console, speed_estimate_period=WINDOW_SECONDS) as progress:
        task = progress.add_task(f"{what}: {starting}" if starting else what, total=None, rate="", failures="")

        def advance(done: int, total: int, failed: int = 0) -> None:
            speed = progress.tasks[0].finished_speed or progress.tasks[0].speed
            rate = f"{speed:.1f}/s" if speed else ""
            failures = f"{failed} failed" if failed else ""
            progress.update(task, completed=done, total=total, rate=rate, failures=failures)
            if done:
                progress.update(task, description=what)

        yield advance
        if progress.tasks[0].total is None:
            # There was nothing to do: an empty bar should not stay behind.
            progress.update(task, visible=False)


class _Lines:
    """Advance, for a file or a pipe: a line at the end, and on the way as often as somebody wants to read one."""

    def __init__(self, what: str, starting: str, console: Console) -> None:
        self._what = what
        self._starting = starting
        self._console = console
        self._said_at = monotonic()
        self._said_done = 0
        self._first: tuple[float, int] | None = None
        """When the first items were done, and how many these were."""
        self._passed: deque[tuple[float, int]] = deque()
        """When so many items were done, about once a second, in the last WINDOW_SECONDS."""

    def __call__(self, done: int, total: int, failed: int = 0) -> None:
        if not done:
            self._say_start()
            return
        now = monotonic()
        self._first = self._first or (now, done)
        if not self._passed or now - self._passed[-1][0] >= 1:
            self._passed.append((now, done))
        while len(self._passed) > 1 and now - self._passed[0][0] > WINDOW_SECONDS:
            self._passed.popleft()
        waited = now - self._said_at
        is_much = waited >= SOONER_SECONDS and done - self._said_done >= SOONER_SHARE * total
        if done < total and waited < LINE_SECONDS and not is_much:
            return
        self._said_at, self._said_done = now, done
        first_at, first_done = self._first
        rate = f", {(done - first_done) / max(now - first_at, 1e-3):.1f}/s" if done > first_done else ""
        left = self._estimate_left(now, done, total) if done < total and now - first_at >= WARM_UP_SECONDS else ""
        failures = f", {failed} failed" if failed else ""
        self._console.print(f"{self._what}: {done} of {total}{rate}{left}{failures}")

    def _say_start(self) -> None:
        if self._starting:
            self._console.print(f"{self._what}: {self._starting}")
        self._starting = ""

    def _estimate_left(self, now: float, done: int, total: int) -> str:
        since, done_then = self._passed[0]
        if done <= done_then:
            return ""
        return f", {_tell_time((total - done) * (now - since) / (done - done_then))} left"


def _tell_time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
