"""Runs a function over many items in parallel processes, and survives an item that kills its process."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from multiprocessing.connection import wait as wait_for_sentinel
from typing import Generic, TypeVar

from pipelines.start_aside import start_aside

Item = TypeVar("Item")
Result = TypeVar("Result")

QUEUED_PER_WORKER = 4
"""Enough that no worker waits for its next item, few enough that stopping is quick."""

STALLED_SECONDS = 600.0
"""No item takes nearly as long: when nothing at all was done for this time, a decoder hangs."""


class WorkerPool(Generic[Item, Result]):
    """`workers` processes that run `function`; `prepare` runs once in each before its first item,
    in one process before it does in any other."""

    def __init__(self, function: Callable[[Item], Result], workers: int, prepare: Callable[[], None]) -> None:
        self._function = function
        self._workers = workers
        self._prepare = prepare

    def run(self, items: Iterable[Item]) -> Generator[tuple[Item, Result | BaseException], None, None]:
        """Yield each item with its result, or with what was raised, in the order in which they are done.

        When a process dies, the items in hand are run again one after the other, so that only the one that kills its
        process is yielded with BrokenProcessPool. When nothing is done for STALLED_SECONDS, the processes are killed,
        and so an item that never ends is yielded in the same way. Closing the iterator early ends the processes at
        once.

        Raises:
            BrokenProcessPool: a process dies before its first item, so that no item can be at fault.
        """
        rest = iter(items)
        while head := list(islice(rest, 1)):
            suspects: list[Item] = []
            for item, outcome in self._run_until_broken(chain(head, rest)):
                if isinstance(outcome, BrokenProcessPool):
                    suspects.append(item)
                else:
                    yield item, outcome
            yield from self._run_one_by_one(suspects)

    def _run_until_broken(self, items: Iterator[Item]) -> Iterator[tuple[Item, Result | BaseException]]:
        pending: dict[Future[Result], Item] = {}
        broken = False
        with self._open_pool(self._workers) as (pool, kill):
            while True:
                room = 0 if broken else self._workers * QUEUED_PER_WORKER - len(pending)
                for item in islice(items, room):
                    pending[_submit(pool, self._function, item)] = item
                if not pending:
                    return
                done, _ = wait(pending, STALLED_SECONDS, return_when=FIRST_COMPLETED)
                if not done:
                    kill()
                for future in done:
                    outcome = _outcome(future)
                    broken = broken or isinstance(outcome, BrokenProcessPool)
                    yield pending.pop(future), outcome

    def _run_one_by_one(self, items: list[Item]) -> Iterator[tuple[Item, Result | BaseException]]:
        waiting = deque(items)
        while waiting:
            with self._open_pool(1) as (pool, kill):
                broken = False
                while waiting and not broken:
                    future = pool.submit(self._function, waiting[0])
                    if not wait([future], STALLED_SECONDS).done:
                        kill()
                    outcome = _outcome(future)
                    broken = isinstance(outcome, BrokenProcessPool)
                    yield waiting.popleft(), outcome

    @contextmanager
    def _open_pool(self, workers: int) -> Iterator[tuple[ProcessPoolExecutor, Callable[[], None]]]:
        """Yield a pool and what kills its processes, which breaks it."""
        # Not forked: the parent has threads and a database connection, which a fork would copy half alive.
        context = multiprocessing.get_context("spawn")
        others = set(multiprocessing.active_children())
        pool = ProcessPoolExecutor(workers, context, initializer=_start_worker, initargs=(self._prepare,))

        def kill() -> None:
            for process in set(multiprocessing.active_children()) - others:
                process.kill()

        try:
            # The first process alone until it is prepared: what that leaves on disk serves the others. One that
            # cannot even start is no item's fault, and ends the run here.
            start_aside(partial(pool.submit, os.getpid)).result()
            yield pool, kill
            # One that is still starting has to be waited for: it would miss what the pool takes along.
            pool.shutdown()
        except BaseException:
            # Also at Ctrl-C: nobody will see what they are at, and a decoder may hang.
            kill()
            pool.shutdown(cancel_futures=True)
            raise


def _submit(pool: ProcessPoolExecutor, function: Callable[[Item], Result], item: Item) -> "Future[Result]":
    try:
        # As long as they are fewer than wanted, this starts another process.
        return start_aside(partial(pool.submit, function, item))
    except BrokenProcessPool as error:
        # It broke since the last result; to the caller this item is one of those in hand.
        future: Future[Result] = Future()
        future.set_exception(error)
        return future


def _outcome(future: "Future[Result]") -> Result | BaseException:
    error = future.exception()
    return error if error is not None else future.result()


def _start_worker(prepare: Callable[[], None]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    prepare()


def _end_with_parent() -> None:
    """End this process when its parent does, also when the parent was killed: otherwise it would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_sentinel([parent.sentinel])
        os._exit(1)
