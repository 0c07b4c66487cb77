"""Progress that the player shows too: noted in the database once a second while the work lasts."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from threading import Event, Thread

from pymongo.errors import PyMongoError

from backend.domain.work import WORK_ID, Work, WorkStep
from pipelines.progress import Advance, show_progress
from pipelines.storage import Storage

NOTE_SECONDS = 1.0


@contextmanager
def show_work(storage: Storage, step: WorkStep, what: str) -> Iterator[Advance]:
    """Show how far `step` is while the block runs, named `what`; yield the function that advances it."""
    latest = (0, 0)
    _note(storage, step, *latest)
    is_over = Event()

    def renew() -> None:
        # Also while nothing advances, as on a slow disk: an old note would tell of work that was cut short.
        while not is_over.wait(NOTE_SECONDS):
            with suppress(PyMongoError):
                _note(storage, step, *latest)

    renewing = Thread(target=renew, daemon=True)
    with show_progress(what) as advance:

        def advance_both(done: int, total: int, failed: int = 0) -> None:
            nonlocal latest
            latest = (done, total)
            advance(done, total, failed)

        renewing.start()
        try:
            yield advance_both
        finally:
            is_over.set()
            renewing.join()
            storage.work.delete_one({"_id": WORK_ID})


def _note(storage: Storage, step: WorkStep, done: int, total: int) -> None:
    work = Work(step=step, done=done, total=total, at=datetime.now(UTC))
    storage.work.replace_one({"_id": WORK_ID}, work.model_dump(), upsert=True)
