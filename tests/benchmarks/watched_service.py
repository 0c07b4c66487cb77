"""Segue itself, watching how long each turn of its event loop takes of the processor."""

import asyncio
import time
from collections import deque

from fastapi import FastAPI

from backend.app import create_app

_KEPT = 200_000


def create_watched() -> FastAPI:
    """Return Segue with GET /benchmark/turns: milliseconds of the loop's latest turns; for uvicorn's --loop asyncio."""
    turns: deque[float] = deque(maxlen=_KEPT)
    run = asyncio.events.Handle._run

    def run_and_note(handle: asyncio.events.Handle) -> None:
        # The thread's own time: on a busy machine the clock would count what other processes do.
        started = time.thread_time()
        run(handle)
        turns.append((time.thread_time() - started) * 1000)

    asyncio.events.Handle._run = run_and_note  # type: ignore[method-assign,assignment]
    app = create_app()

    @app.get("/benchmark/turns")
    async def _get_turns() -> list[float]:
        found = list(turns)
        turns.clear()
        return found

    return app
