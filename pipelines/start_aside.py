"""Starts processes so that Ctrl-C, which reaches every process of a terminal, disturbs neither their start nor them."""

import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def start_aside(start: Callable[[], Result]) -> Result:
    """Return what `start` returns. The processes that it starts never hear of Ctrl-C: their parent alone decides.

    Ctrl-C and SIGTERM end this call as any other, but only once `start` is through: a process whose parent leaves it
    half started tells so with its stack, and one that is not yet listed cannot be ended.
    """
    # In a thread, as Python interrupts the main one alone; to leave the block is to wait for it.
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(_start_deaf, start).result()


def _start_deaf(start: Callable[[], Result]) -> Result:
    # What a thread blocks, the processes that it starts block from their first moment on.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    return start()
