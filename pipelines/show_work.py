"""Progress that the player shows too: noted in the database once a second while the work lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic

from backend.domain.work import WORK_ID, Work, WorkStep
from pipelines.progress import Advance, show_progress
from pipelines.storage import Storage

NOTE_SECONDS = 1.0


@contextmanager
def show_work(storage: Storage, step: WorkStep, what: str) -> Iterator[Advance]:
    """Show how far `step` is while the block runs, named `what`; yield the function that advances it."""
    _note(storage, step, 0, 0)
    noted_at = monotonic()
    with show_progress(what) as advance:

        def advance_both(done: int, total: int, failed: int = 0) -> None:
            nonlocal noted_at
            advance(done, total, failed)
            if monotonic() - noted_at >= NOTE_SECONDS:
                noted_at = monotonic()
                _note(storage, step, done, total)

        try:
            yield advance_both
        finally:
            storage.work.delete_one({"_id": WORK_ID})


def _note(storage: Storage, step: WorkStep, done: int, total: int) -> None:
    work = Work(step=step, done=done, total=total, at=datetime.now(UTC))
    storage.work.replace_one({"_id": WORK_ID}, work.model_dump(), upsert=True)
