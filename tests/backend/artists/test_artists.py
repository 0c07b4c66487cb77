"""Facts about GET /artists and GET /albums."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.domain.track import LibraryTrack
from pipelines.storage import Storage
from tests.backend.profiled import profiled


def read_all(client: TestClient, path: str, limit: int) -> list[dict[str, Any]]:
    """Follow `next` to the end; the total stays the same on the way."""
    items: list[dict[str, Any]] = []
    parameters: dict[str, str | int] = {"limit": limit}
    totals = set()
    while True:
        answer = client.get(path, params=parameters).json()
        assert 0 < len(answer["items"]) <= limit
        items += answer["items"]
        totals.add(answer["total"])
        if answer["next"] is None:
            assert totals == {len(items)}
            return items
        parameters["cursor"] = answer["next"]


def change(library: Storage, track_id: int, **fields: Any) -> None:  # noqa: ANN401 - of any type
    """Store a track with other fields, its keys to sort by made anew."""
    document = library.tracks.find_one({"_id": track_id})
    track = LibraryTrack.model_validate({**(document or {}), "id": track_id, **fields})
    library.tracks.replace_one({"_id": track_id}, track.to_document())


@pytest.mark.parametrize("limit", [1, 3, 7, 200])
def test_every_artist_is_listed_once_by_name(client: TestClient, limit: int) -> None:
    found = read_all(client, "/artists", limit)
    names = [one["name"] for one in found]
    assert names == sorted(f"Artist {number}" for number in range(1, 21))
    assert {one["tracks"] for one in found} == {2}
    assert all(one["example"]["artist"] == {"id": one["id"], "name": one["name"]} for one in found)


@pytest.mark.parametrize("limit", [1, 3, 200])
def test_every_album_is_listed_once_by_title_with_its_artist(client: TestClient, library: Storage, limit: int) -> None:
    for track_id in range(1, 11):
        change(library, track_id, artist={"id": 1, "name": "Artist 1"})
    found = read_all(client, "/albums", limit)
    titles = ["The Ambient Album", "The Folk Album", "The Rock Album", "The Techno Album"]
    assert [one["title"] for one in found] == titles
    assert [one["artist"] for one in found] == [{"id": 1, "name": "Artist 1"}, None, None, None]
    assert [one["tracks"] for one in found] == [10] * 4
    assert [one["example"]["id"] for one in found] == [1, 11, 21, 31]


@pytest.mark.parametrize("limit", [1, 2, 200])
def test_two_of_one_name_stay_apart(client: TestClient, library: Storage, limit: int) -> None:
    for track_id in range(1, 41):
        album = {"id": 1 + track_id % 12, "title": "Greatest Hits"}
        change(library, track_id, artist={"id": 1 + track_id % 3, "name": "Nirvana"}, album=album)
    assert [one["id"] for one in read_all(client, "/artists", limit)] == [1, 2, 3]
    assert sorted(one["id"] for one in read_all(client, "/albums", limit)) == list(range(1, 13))


def test_only_what_can_be_played_counts(client: TestClient, library: Storage) -> None:
    library.tracks.update_many({"_id": {"$lte": 10}}, {"$set": {"status": "no_audio"}})
    library.tracks.update_one({"_id": 11}, {"$set": {"status": "unreadable"}})
    library.tracks.update_one({"_id": 12}, {"$set": {"status": "pending"}})
    change(library, 40, album=None)
    albums = read_all(client, "/albums", 50)
    assert [(one["title"], one["tracks"]) for one in albums] == [
        ("The Folk Album", 9),
        ("The Rock Album", 10),
        ("The Techno Album", 9),
    ]
    artists = {one["id"]: one["tracks"] for one in read_all(client, "/artists", 50)}
    assert artists == {6: 1} | dict.fromkeys(range(7, 21), 2)


def test_a_page_is_read_in_the_order_of_the_index_and_the_total_counted_once(
    client: TestClient, library: Storage
) -> None:
    # One that waits: what can be played is then of two statuses.
    library.tracks.update_one({"_id": 1}, {"$set": {"status": "pending"}})
    with profiled(library) as read:
        first = client.get("/artists", params={"limit": 17}).json()
        client.get("/artists", params={"limit": 17, "cursor": first["next"]})
    pages = [one for one in read if "sort" in one["command"]]
    counted = [one for one in read if "aggregate" in one["command"]]
    assert [one.get("hasSortStage") for one in pages] == [None, None]
    assert pages[1]["keysExamined"] < 10, "a page is not read from the beginning"
    assert len(counted) == 1


@pytest.mark.parametrize("path", ["/artists", "/albums"])
def test_a_foreign_cursor_is_refused(client: TestClient, path: str) -> None:
    answer = client.get(path, params={"cursor": "WzFd"})
    assert answer.status_code == 400
    assert "cursor" in answer.json()["detail"]
