"""When models are made while a collection is still listened to."""

import pytest

from backend.domain.feature_vector import ACOUSTIC
from pipelines.early_models import EarlyModels
from pipelines.errors import StepError
from pipelines.storage import Storage
from tests.made_models import make_model
from tests.synthetic_library import fill_library


def make_usable(storage: Storage, track_id: int) -> None:
    storage.tracks.insert_one({"_id": track_id, "status": "ready"})
    storage.features.insert_one({"_id": track_id, ACOUSTIC.name: {"version": ACOUSTIC.version}})


def listen(storage: Storage, first: int, last: int, total: int) -> list[int]:
    """Make tracks ready one after the other; return how many were ready at each early model."""
    made: list[int] = []
    early = EarlyModels(storage, lambda: made.append(storage.tracks.count_documents({"status": "ready"})))
    for track_id in range(first, last + 1):
        make_usable(storage, track_id)
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


def test_tracks_whose_features_are_of_an_older_version_do_not_count(storage: Storage) -> None:
    for track_id in range(5000, 5100):
        storage.tracks.insert_one({"_id": track_id, "status": "ready"})
        storage.features.insert_one({"_id": track_id, ACOUSTIC.name: {"version": ACOUSTIC.version - 1}})
    made: list[int] = []
    early = EarlyModels(storage, lambda: made.append(storage.features.count_documents({"now": True})))
    for done in range(1, 61):
        change = {f"{ACOUSTIC.name}.version": ACOUSTIC.version, "now": True}
        storage.features.update_one({"_id": 4999 + done}, {"$set": change})
        early.note_clip(100 - done)
    assert made == [40]


@pytest.mark.parametrize(
    ("error", "reason"),
    [(StepError("There are too few."), "There are too few."), (MemoryError(), "There is not enough memory.")],
)
def test_one_that_cannot_be_made_is_said_in_a_line_and_the_next_is_tried(
    storage: Storage, capsys: pytest.CaptureFixture[str], error: Exception, reason: str
) -> None:
    tried: list[int] = []

    def fail() -> None:
        tried.append(storage.tracks.count_documents({}))
        raise error

    early = EarlyModels(storage, fail)
    for track_id in range(1, 91):
        make_usable(storage, track_id)
        early.note_clip(1000 - track_id)
    assert tried == [40, 80]
    first, _ = capsys.readouterr().err.splitlines()
    assert first == f"Note: listening goes on without a model of the first 40 tracks. {reason}"
