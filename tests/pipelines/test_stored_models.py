"""Stored models: switched to and back, kept and removed, passed over when they are of another version."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from backend.clusters import store
from backend.clusters.follow_model import ModelFollower
from backend.database import open_database
from backend.domain.model_record import ModelState
from pipelines.storage import Storage
from pipelines.stored_models import (
    KEPT_MODELS,
    UnknownModelError,
    activate_model,
    find_active_model,
    list_models,
    mark_early,
)
from tests.made_models import make_model, run_automatically
from tests.synthetic_library import fill_library


def test_switching_goes_back_and_leaves_one_active_model(storage: Storage) -> None:
    fill_library(storage, 20)
    old, new = make_model(storage), make_model(storage, 5)
    assert [(one.id, one.state) for one in list_models(storage)] == [
        (new.id, ModelState.ACTIVE),
        (old.id, ModelState.RETIRED),
    ]
    assert activate_model(storage, old.id).state == ModelState.ACTIVE
    active = find_active_model(storage)
    assert active is not None
    assert active.id == old.id
    assert storage.models.count_documents({"state": ModelState.ACTIVE}) == 1


def test_placements_lie_in_the_order_in_which_the_service_reads_them(storage: Storage) -> None:
    fill_library(storage, 20)
    make_model(storage)
    places = [(one["cluster"], one["distance"]) for one in storage.placements.find().sort("$natural", 1)]
    assert len(places) == 20
    assert places == sorted(places)


async def test_a_model_without_all_its_placements_is_neither_activated_nor_served(
    storage: Storage, mongodb_uri: str
) -> None:
    fill_library(storage, 20)
    active = make_model(storage)
    # What a kill in the middle of publishing leaves.
    begun = active.model_copy(update={"id": "begun", "state": ModelState.BUILDING, "activated_at": None})
    storage.models.insert_one(begun.to_document())
    placement = storage.placements.find_one({"_id.model": active.id})
    assert placement is not None
    storage.placements.insert_one({**placement, "_id": {"model": "begun", "track": 1}})

    with pytest.raises(UnknownModelError, match="begun, or it was never completed"):
        activate_model(storage, "begun")
    async with open_database(mongodb_uri, storage.name) as database:
        assert await store.find_active_model_id(database) == active.id
        follower = ModelFollower(database)
        await follower.refresh()
        assert follower.current.model_id == active.id
        assert len(follower.current) == 20
        newer = make_model(storage, 5)
        await follower.refresh()
        assert (follower.current.model_id, follower.current.cluster_count) == (newer.id, 5)


def test_two_who_switch_at_one_moment_leave_an_active_model(storage: Storage) -> None:
    fill_library(storage, 6)
    models = [make_model(storage, 2).id, make_model(storage, 3).id]
    with ThreadPoolExecutor(2) as both:
        for _ in range(60):
            list(both.map(activate_model, [storage] * 2, models))
            active = find_active_model(storage)
            assert active is not None
            assert active.id in models


def test_an_unknown_model_cannot_be_activated(storage: Storage) -> None:
    with pytest.raises(UnknownModelError, match="There is no model nothing"):
        activate_model(storage, "nothing")


def test_the_oldest_models_are_removed_with_their_placements(storage: Storage) -> None:
    fill_library(storage, 6)
    made = [make_model(storage, 2).id for _ in range(KEPT_MODELS + 2)]
    assert [one.id for one in list_models(storage)] == made[:1:-1]
    assert set(storage.placements.distinct("_id.model")) == set(made[2:])


def test_early_models_go_with_their_successor_and_push_no_other_out(storage: Storage) -> None:
    fill_library(storage, 6)
    made = [make_model(storage, 2).id for _ in range(KEPT_MODELS - 1)]
    for _ in range(3):
        early = make_model(storage, 2)
        mark_early(storage, early.id)
        assert {one.id for one in list_models(storage)} == {*made, early.id}
    last = make_model(storage, 2)
    assert {one.id for one in list_models(storage)} == {*made, last.id}
    assert set(storage.placements.distinct("_id.model")) == {*made, last.id}


def test_a_model_in_the_making_is_kept_for_a_day(storage: Storage) -> None:
    fill_library(storage, 6)
    begun = make_model(storage, 2).model_copy(update={"state": ModelState.BUILDING, "activated_at": None})
    for name, hours in [("young", 23), ("old", 25)]:
        made_at = datetime.now(UTC) - timedelta(hours=hours)
        storage.models.insert_one(begun.model_copy(update={"id": name, "created_at": made_at}).to_document())
        storage.placements.insert_one({"_id": {"model": name, "track": 1}})
    for _ in range(KEPT_MODELS + 1):
        make_model(storage, 2)
    kept = {one.id for one in list_models(storage)}
    assert "young" in kept
    assert "old" not in kept
    assert len(kept) == KEPT_MODELS + 1
    assert set(storage.placements.distinct("_id.model")) == kept


def test_an_old_model_that_was_switched_back_to_outlives_newer_ones(storage: Storage) -> None:
    fill_library(storage, 6)
    made = [make_model(storage, 2).id for _ in range(KEPT_MODELS)]
    activate_model(storage, made[0])
    made += [make_model(storage, 2).id for _ in range(2)]
    kept = {one.id for one in list_models(storage)}
    assert kept == {made[0], *made[3:]}
    assert storage.placements.count_documents({"_id.model": made[0]}) == 6


def test_the_active_model_stays_even_if_the_clock_was_put_back(storage: Storage) -> None:
    fill_library(storage, 6)
    for _ in range(KEPT_MODELS):
        make_model(storage, 2)
    storage.models.update_many({}, {"$set": {"activated_at": datetime.now(UTC) + timedelta(days=1)}})
    newest = make_model(storage, 2)
    assert newest.id in {one.id for one in list_models(storage)}
    active = find_active_model(storage)
    assert active is not None
    assert active.id == newest.id


def test_a_model_of_another_version_is_passed_over_and_replaced(storage: Storage) -> None:
    fill_library(storage, 20)
    old = {"_id": "seed-old", "state": "active", "activated_at": datetime(2026, 1, 1, tzinfo=UTC), "tracks": 20}
    storage.models.insert_one({**old, "feature_set": "acoustic", "mean": b"", "scale": b""})
    assert list_models(storage) == []
    with pytest.raises(UnknownModelError, match="another version"):
        activate_model(storage, "seed-old")
    record, made = run_automatically(storage)
    assert made
    active = find_active_model(storage)
    assert active is not None
    assert active.id == record.id
