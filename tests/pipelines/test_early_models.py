"""When models are made while a collection is still listened to."""

import pytest

from pipelines.early_models import EarlyModels
from pipelines.storage import Storage
from tests.made_models import make_model
from tests.synthetic_library import fill_library


def listen(storage: Storage, first: int, last: int, total: int) -> list[int]:
    """Make tracks ready one after the other; return how many were ready at each early model."""
    made: list[int] = []
    early = EarlyModels(storage, lambda: made.append(storage.tracks.count_documents({"status": "ready"})))
    for track_id in range(first, last + 1):
        storage.tracks.insert_one({"_id": track_id, "status": "ready"})
        early.note_clip(total - track_id)
    return made


def test_the_first_model_comes_at_forty_tracks_and_the_next_ones_at_twice_as_many(storage: Storage) -> None:
    assert listen(storage, 1, 400, total=1000) == [40, 80, 160, 320]


def test_there_is_none_right_before_the_last_one(storage: Storage) -> None:
    assert listen(storage, 1, 99, total=99) == [40]


def test_unreadable_clips_do_not_count(storage: Storage) -> None:
    storage.tracks.insert_many([{"_id": 1000 + one, "status": "unreadable"} for one in range(60)])
    early = EarlyModels(storage, lambda: pytest.fail("there is nothing to make it of"))
    for left in range(60, 0, -1):
        early.note_clip(left)


def test_a_collection_that_has_a_model_gets_early_ones_only_once_it_has_doubled(storage: Storage) -> None:
    fill_library(storage, 48)
    make_model(storage, 4)
    assert listen(storage, 1001, 1200, total=5000) == [96, 192]
