"""Facts about lists that are remembered: they are answered again only while they are true."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from backend.domain.ranking import History
from backend.recommendations import recommend, remembered
from backend.recommendations.remembered import Memory, Ranking
from backend.tracks import kept_tracks
from pipelines.storage import Storage

LISTENER, OTHER = UUID(int=1), UUID(int=2)


def make_ranking(revision: int, model_id: str | None = "a") -> Ranking:
    return Ranking(revision, History([], [], 0), model_id, 20, [])


def ids(client: TestClient) -> list[int]:
    return [one["track"]["id"] for one in client.get("/recommendations").json()["items"]]


def played(client: TestClient, track: int) -> str:
    play_id: str = client.post("/play", json={"track_id": track}).json()["play_id"]
    return play_id


def test_a_ranking_is_recalled_at_its_revision_alone() -> None:
    memory = Memory()
    memory.keep(LISTENER, make_ranking(3))
    assert memory.recall(LISTENER, 3) == make_ranking(3)
    assert memory.recall(LISTENER, 4) is None
    assert memory.recall(OTHER, 3) is None


def test_what_was_ranked_late_takes_no_newer_ones_place() -> None:
    memory = Memory()
    memory.keep(LISTENER, make_ranking(4))
    memory.keep(LISTENER, make_ranking(3))
    assert memory.recall(LISTENER, 4) is not None


def test_what_is_forgotten_or_without_a_model_is_not_recalled() -> None:
    memory = Memory()
    memory.keep(LISTENER, make_ranking(1, model_id=None))
    assert memory.recall(LISTENER, 1) is None
    memory.keep(LISTENER, make_ranking(1))
    memory.forget(LISTENER)
    assert memory.recall(LISTENER, 1) is None


def test_who_is_quiet_is_forgotten_without_any_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "SWEEP_SECONDS", 0.0)
    memory = Memory()
    memory.keep(LISTENER, replace(make_ranking(1), at=time.monotonic() - remembered.QUIET_SECONDS))
    memory.keep(OTHER, make_ranking(1))

    async def wait() -> None:
        async with memory.forgetting():
            await asyncio.sleep(0.1)

    asyncio.run(wait())
    assert memory.recall(LISTENER, 1) is None
    assert memory.recall(OTHER, 1) is not None


def test_a_list_is_ranked_again_after_a_while_though_the_history_is_known(
    client: TestClient, library: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = [
        one["track"]["id"] for one in client.post("/play", json={"track_id": 1}).json()["recommendations"]
    ]
    library.tracks.update_one({"_id": first}, {"$set": {"status": "no_audio"}})
    # What is in the history now would change the list, if it were read.
    library.plays.update_many({}, {"$set": {"outcome": "skipped", "seconds_heard": 1.0}})
    assert ids(client)[0] == first
    monkeypatch.setattr(remembered, "TRUE_SECONDS", 0.0)
    monkeypatch.setattr(kept_tracks, "KEPT_SECONDS", 0.0)
    assert ids(client)[: len(others)] == others


def test_the_quietest_listeners_are_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_LISTENERS", 1)
    memory = Memory()
    memory.keep(LISTENER, make_ranking(1))
    memory.keep(OTHER, make_ranking(1))
    assert memory.recall(LISTENER, 1) is None
    assert memory.recall(OTHER, 1) is not None


def test_the_list_after_a_play_is_the_one_that_the_play_answered(client: TestClient) -> None:
    answer = client.post("/play", json={"track_id": 1}).json()
    assert ids(client) == [one["track"]["id"] for one in answer["recommendations"]] == ids(client)


def test_whatever_a_listener_does_changes_the_next_list(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    # Among few tracks a start may by chance be the list after a skip.
    monkeypatch.setattr(recommend, "find_seed", lambda _listener: 0)
    play_id = played(client, 1)
    seen = [ids(client)]
    client.patch(f"/play/{play_id}", json={"seconds_heard": 1, "outcome": "skipped"})
    seen.append(ids(client))
    client.put("/tracks/12/rating", json={"value": "like"})
    seen.append(ids(client))
    client.delete("/tracks/12/rating")
    seen.append(ids(client))
    client.delete("/history")
    seen.append(ids(client))
    assert all(one != other for one, other in pairwise(seen))
    assert seen[3] == seen[1]


def test_the_list_after_a_skip_is_that_of_the_stored_history(client: TestClient) -> None:
    played(client, 1)
    play_id = played(client, 12)
    played(client, 2)
    skip = client.patch(f"/play/{play_id}", json={"seconds_heard": 1, "outcome": "skipped"}).json()
    remembered_ids = [one["track"]["id"] for one in skip["recommendations"]]
    client.app.state.memory = Memory()  # type: ignore[attr-defined]  # the app is a FastAPI
    assert ids(client) == remembered_ids


def test_what_is_told_of_a_play_is_ranked_with_the_remembered_history(client: TestClient, library: Storage) -> None:
    played(client, 1)
    play_id = played(client, 12)
    # This would change the list, if it were read.
    library.plays.update_many({"track": 1}, {"$set": {"outcome": "skipped", "seconds_heard": 1.0}})
    told = client.patch(f"/play/{play_id}", json={"seconds_heard": 15}).json()
    client.app.state.memory = Memory()  # type: ignore[attr-defined]  # the app is a FastAPI
    assert ids(client) != [one["track"]["id"] for one in told["recommendations"]]


def test_a_play_that_was_stored_but_never_counted_is_read(client: TestClient, library: Storage) -> None:
    played(client, 1)
    first = library.plays.find_one() or {}
    # What a process leaves that is killed between its two writes.
    library.plays.insert_one({**first, "_id": OTHER, "track": 12, "at": datetime.now(UTC)})
    told = client.patch(f"/play/{OTHER}", json={"seconds_heard": 30, "outcome": "completed"}).json()
    client.app.state.memory = Memory()  # type: ignore[attr-defined]  # the app is a FastAPI
    assert ids(client) == [one["track"]["id"] for one in told["recommendations"]]


def test_a_repeated_play_counts_the_change_that_its_first_try_did_not(client: TestClient, library: Storage) -> None:
    played(client, 1)
    before = ids(client)
    first = library.plays.find_one() or {}
    # What a process leaves that is killed between its two writes.
    library.plays.insert_one({**first, "_id": OTHER, "track": 12, "at": datetime.now(UTC)})
    repeated = client.post("/play", json={"track_id": 12, "play_id": str(OTHER)})
    assert repeated.status_code == 200
    assert ids(client) == [one["track"]["id"] for one in repeated.json()["recommendations"]] != before


def test_what_another_process_writes_is_seen(client: TestClient, library: Storage) -> None:
    played(client, 1)
    before = ids(client)
    library.plays.update_many({}, {"$set": {"outcome": "skipped", "seconds_heard": 1.0}})
    assert ids(client) == before
    library.listeners.update_many({}, {"$inc": {"revision": 1}})
    assert ids(client) != before
