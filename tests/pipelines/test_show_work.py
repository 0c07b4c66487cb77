"""Progress that the player shows too."""

import time
from typing import Any

import pytest

from backend.domain.work import WORK_ID, WorkStep
from pipelines import show_work as showing
from pipelines.show_work import show_work
from pipelines.storage import Storage


def test_work_is_noted_while_it_lasts_also_when_nothing_advances(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "NOTE_SECONDS", 0.02)

    def wait_for_note(**expected: object) -> dict[str, Any]:
        for _ in range(500):
            note = storage.work.find_one({"_id": WORK_ID, **expected})
            if note:
                return note
            time.sleep(0.01)
        raise AssertionError(expected)

    with show_work(storage, WorkStep.READING, "Reading") as advance:
        first = wait_for_note(step="reading", done=0, total=0)
        wait_for_note(at={"$gt": first["at"]})
        advance(3, 8)
        wait_for_note(done=3, total=8)
    assert storage.work.find_one() is None


def test_work_that_fails_leaves_no_note(storage: Storage) -> None:
    with pytest.raises(OSError, match="disk"), show_work(storage, WorkStep.READING, "Reading"):
        raise OSError("disk")
    assert storage.work.find_one() is None
