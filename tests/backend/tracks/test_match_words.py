"""Facts about what a search by words finds."""

import pytest
from fastapi.testclient import TestClient

from backend.domain.track import LibraryTrack, describe_tags
from backend.tracks import match_words, store
from backend.tracks.match_words import FEW, SOME
from pipelines.storage import Storage
from tests.backend.profiled import profiled
from tests.backend.tracks.listed import follow_pages, ids

TECHNO = range(31, 41)


@pytest.mark.parametrize(("few", "some"), [(0, 0), (1, 5), (1, SOME), (FEW, SOME)])
@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("etude 07", [7]),
        ("ÉTU 07", [7]),
        ("e etude et 07 0", [7]),
        ("artist 20", [20, 39, 40]),
        ("techno 3", [31, 32, 33, 34, 35, 36, 37, 38, 39]),
    ],
)
def test_a_search_matches_words_and_beginnings_however_many_tracks_each_is_in(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, q: str, expected: list[int], few: int, some: int
) -> None:
    monkeypatch.setattr(match_words, "FEW", few)
    monkeypatch.setattr(match_words, "SOME", some)
    answer = client.get("/tracks", params={"q": q, "limit": 2}).json()
    assert ([track["id"] for track in answer["items"]], answer["total"]) == (expected[:2], len(expected))
    assert ids(client, q=q, status="pending") == []
    of_artist = client.get("/tracks", params={"q": q, "artist": "Artist 20"}).json()
    assert of_artist["total"] == len([track for track in expected if track in (39, 40)])
    assert ids(client, q=q) == expected
    assert ids(client, q=q, artist="Artist 20") == [track for track in expected if track in (39, 40)]


@pytest.mark.parametrize("sort", ["title", "artist", "album", "listens"])
def test_a_broad_search_is_read_in_the_order_of_the_list(
    client: TestClient, library: Storage, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    monkeypatch.setattr(match_words, "FEW", 0)
    monkeypatch.setattr(match_words, "SOME", 0)
    wanted = [one for one in follow_pages(client, 3, sort=sort) if one in TECHNO]
    with profiled(library) as read:
        assert follow_pages(client, 3, q="techno", sort=sort) == wanted
    pages = [one for one in read if "sort" in one["command"]]
    assert all("status" in one["command"]["hint"] for one in pages)
    assert not pages[0].get("hasSortStage")
    assert pages[-1]["keysExamined"] < 40 - 5, "the last page is not read from the beginning"


def test_a_broad_search_ends_soon_where_all_that_matches_stands_at_the_end(
    client: TestClient, library: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(match_words, "FEW", 0)
    monkeypatch.setattr(match_words, "SOME", 0)
    before = [
        {"_id": number, "status": "ready", "words": [f"word{number}"], "sort": {"title": ""}}
        for number in range(1_000, 30_000)
    ]
    library.tracks.insert_many(before)
    monkeypatch.setattr(store, "WALK_MS", 1)
    with profiled(library) as read:
        assert ids(client, q="techno") == list(TECHNO)
    walk, other = (one for one in read if "sort" in one["command"])
    assert walk["command"]["maxTimeMS"] == 1
    assert "hint" not in other["command"]


def test_a_search_matches_tags_beside_the_other_words(client: TestClient, library: Storage) -> None:
    tags = {3: ["female vocalists", "chillout"], 4: ["male vocalists"], 7: ["chill"]}
    for track, words in tags.items():
        library.tracks.update_one({"_id": track}, {"$set": describe_tags(words)})
    assert ids(client, q="Female Vocalists") == [3]
    assert ids(client, q="vocal") == [3, 4]
    assert ids(client, q="chill") == [3, 7]
    assert ids(client, q="étude 04 vocalists") == [4]
    assert client.get("/tracks/3").json()["tags"] == ["female vocalists", "chillout"]
    assert client.get("/tracks/1").json()["tags"] == []


def test_a_search_matches_the_main_genre(client: TestClient, library: Storage) -> None:
    stored = library.tracks.find_one({"_id": 7}) or {}
    rapped = LibraryTrack.model_validate({**stored, "id": 7, "genre_top": "Hip-Hop"})
    library.tracks.replace_one({"_id": 7}, rapped.to_document())
    assert ids(client, q="hip hop") == ids(client, q="étude hip") == [7]


def test_a_search_for_signs_is_no_pattern(client: TestClient) -> None:
    assert ids(client, q="nothing.*") == []
    assert ids(client, q="etude 0*") == list(range(1, 10))


@pytest.mark.parametrize("q", [".*", "!!!"])
def test_a_search_without_words_finds_nothing_and_a_blank_one_everything(client: TestClient, q: str) -> None:
    assert client.get("/tracks", params={"q": q}).json()["total"] == 0
    assert client.get("/tracks", params={"q": "  "}).json()["total"] == 40


def test_a_word_is_looked_up_and_not_sought_through_the_whole_index(client: TestClient, library: Storage) -> None:
    with profiled(library) as read:
        assert client.get("/tracks", params={"q": "07"}).json()["total"] == 1
    looked_at = [one["keysExamined"] for one in read]
    assert looked_at
    assert max(looked_at) < 5
