"""Progress that the player shows too."""

from itertools import count

import pytest

from backend.domain.work import WORK_ID, WorkStep
from pipelines import show_work as showing
from pipelines.show_work import show_work
from pipelines.storage import Storage


def test_work_is_noted_while_it_lasts_at_most_once_a_second(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = count(step=0.4)
    monkeypatch.setattr(showing, "monotonic", lambda: next(ticks))
    seen = []
    with show_work(storage, WorkStep.READING, "Reading") as advance:
        for done in range(1, 9):
            advance(done, 8)
            note = storage.work.find_one({"_id": WORK_ID})
            assert note
            seen.append((note["step"], note["done"], note["total"]))
    assert seen[0] == ("reading", 0, 0)
    assert seen[-1][1] > 4
    assert len(set(seen)) < 8
    assert storage.work.find_one() is None


def test_work_that_fails_leaves_no_note(storage: Storage) -> None:
    with pytest.raises(OSError, match="disk"), show_work(storage, WorkStep.READING, "Reading"):
        raise OSError("disk")
    assert storage.work.find_one() is None
