"""Facts about GET /tracks and GET /tracks/{id}."""

import base64
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.domain.track import LibraryTrack
from pipelines.storage import Storage
from tests.backend.profiled import profiled
from tests.backend.tracks.listed import follow_pages, ids


def test_the_list_is_by_title_and_knows_its_total(client: TestClient) -> None:
    answer = client.get("/tracks", params={"limit": 3}).json()
    assert [track["title"] for track in answer["items"]] == ["Étude 01", "Étude 02", "Étude 03"]
    assert answer["total"] == 40


@pytest.mark.parametrize("sort", ["title", "artist", "album", "listens"])
def test_following_next_gives_every_track_once(client: TestClient, sort: str) -> None:
    assert sorted(follow_pages(client, 7, sort=sort)) == list(range(1, 41))


def test_albums_come_by_title_each_in_its_order_and_tracks_without_one_last(
    client: TestClient, library: Storage
) -> None:
    places = {11: (1, 2), 12: (1, 3), 13: (2, 1), 14: (1, 10), 15: (1, 2), 16: (1, None)}
    for track_id, (disc, number) in places.items():
        document = library.tracks.find_one({"_id": track_id})
        assert document is not None
        track = LibraryTrack.model_validate({**document, "id": track_id, "disc": disc, "number": number})
        library.tracks.replace_one({"_id": track_id}, track.to_document())
    alone = library.tracks.find_one({"_id": 1})
    assert alone is not None
    alone = LibraryTrack.model_validate({**alone, "id": 1, "album": None}).to_document()
    library.tracks.replace_one({"_id": 1}, alone)
    assert ids(client, sort="album", album=2) == [11, 15, 12, 14, 16, 17, 18, 19, 20, 13]
    found = ids(client, sort="album")
    assert (found[:2], found[9], found[-1]) == ([2, 3], 11, 1)
    assert client.get("/tracks/14").json()["number"] == 10
    assert client.get("/tracks/1").json()["number"] is None


def test_albums_of_one_title_stay_apart(client: TestClient, library: Storage) -> None:
    for track_id in range(11, 41):
        document = library.tracks.find_one({"_id": track_id})
        assert document is not None
        album = {"id": 50 + track_id % 2, "title": "Greatest Hits"}
        track = LibraryTrack.model_validate({**document, "id": track_id, "album": album})
        library.tracks.replace_one({"_id": track_id}, track.to_document())
    assert ids(client, sort="album")[:30] == [*range(12, 41, 2), *range(11, 41, 2)]


def test_an_album_lists_its_tracks(client: TestClient) -> None:
    assert ids(client, album=3) == list(range(21, 31))
    assert ids(client, album=99) == []


def test_tracks_that_an_older_segue_imported_are_listed_by_album_all_the_same(
    client: TestClient, library: Storage
) -> None:
    library.tracks.update_many({}, {"$unset": {"sort.album": ""}})
    test_following_next_gives_every_track_once(client, "album")


def test_the_most_heard_tracks_come_first_by_listens(client: TestClient) -> None:
    assert ids(client, sort="listens", limit=2) == [40, 39]


@pytest.mark.parametrize("genre", ["Folk", "folk", "2"])
def test_a_genre_is_named_by_title_or_id(client: TestClient, genre: str) -> None:
    assert ids(client, genre=genre) == list(range(11, 21))


def test_an_unknown_genre_has_no_tracks(client: TestClient) -> None:
    assert ids(client, genre="Polka") == []


@pytest.mark.parametrize("artist", ["Artist 3", "artist 3", "3"])
def test_an_artist_is_named_by_name_or_id(client: TestClient, artist: str) -> None:
    assert ids(client, artist=artist) == [5, 6]


def test_a_number_is_a_name_as_well_as_an_id(client: TestClient, library: Storage) -> None:
    library.tracks.update_one({"_id": 40}, {"$set": {"artist": {"id": 311_000, "name": "311"}, "sort.artist": "311"}})
    library.genres.insert_one({"_id": 9, "title": "1990", "folded_title": "1990", "parent": None, "top_level": 9})
    library.tracks.update_one({"_id": 39}, {"$push": {"genres_all": 9}})
    assert ids(client, artist="311") == ids(client, artist="311000") == [40]
    assert ids(client, genre="1990") == [39]


@pytest.mark.parametrize("number", ["9007199254740992", "9" * 25, "9" * 500])
def test_a_number_beyond_every_id_matches_nothing(client: TestClient, number: str) -> None:
    for parameter in ("artist", "genre", "cluster"):
        assert ids(client, **{parameter: number}) == []


def test_a_cluster_lists_its_tracks(client: TestClient) -> None:
    found = [ids(client, cluster=cluster) for cluster in range(4)]
    assert sorted(found) == [list(range(start, start + 10)) for start in (1, 11, 21, 31)]
    assert ids(client, cluster=99) == []


def test_only_what_can_be_played_is_listed_unless_asked_for(client: TestClient, library: Storage) -> None:
    library.tracks.update_one({"_id": 1}, {"$set": {"status": "no_audio", "audio": None}})
    library.tracks.update_one({"_id": 2}, {"$set": {"status": "pending"}})
    assert ids(client) == list(range(2, 41))
    assert ids(client, limit=2) == [2, 3]
    assert ids(client, status="ready")[0] == 3
    assert ids(client, status="no_audio") == [1]
    assert len(ids(client, status="any")) == 40


def test_one_track_shows_no_path(client: TestClient) -> None:
    track = client.get("/tracks/1").json()
    assert (track["title"], track["artist"], track["genre_top"]) == (
        "Étude 01",
        {"id": 1, "name": "Artist 1"},
        "Ambient",
    )
    assert "audio" not in track


@pytest.mark.parametrize("path", [f"/tracks/999{part}" for part in ("", "/audio", "/similar", "/waveform", "/cover")])
def test_an_unknown_track_is_a_problem(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no track 999.",
    }


@pytest.mark.parametrize(
    "parameters",
    [
        {"limit": 0},
        {"limit": 201},
        {"sort": "colour"},
        {"status": "lost"},
        {"cluster": -1},
        {"album": 0},
        {"album": 2**53},
        {"artist": "9" * 5000},
        {"genre": "9" * 5000},
        {"cursor": "W" * 20_000},
        {"genres": "Folk"},
    ],
)
def test_an_invalid_parameter_is_named(client: TestClient, parameters: dict[str, str | int]) -> None:
    answer = client.get("/tracks", params=parameters)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith(f"query.{next(iter(parameters))}")


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        (
            {"status": "lost"},
            "query.status: It is one of 'playable', 'ready', 'pending', 'no_audio', 'unreadable' or 'any'.",
        ),
        ({"sort": "colour"}, "It is one of 'title', 'artist', 'album' or 'listens'."),
        ({"cluster": "x"}, "It is a whole number."),
        ({"limit": 0}, "It should be greater than or equal to 1"),
        ({"genres": "Folk"}, "There is no such parameter."),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(client: TestClient, parameters: dict[str, str | int], words: str) -> None:
    assert words in client.get("/tracks", params=parameters).json()["detail"]


def test_the_total_is_counted_once_and_told_on_every_page(client: TestClient, library: Storage) -> None:
    first = client.get("/tracks", params={"limit": 7}).json()
    with profiled(library) as read:
        second = client.get("/tracks", params={"limit": 7, "cursor": first["next"]}).json()
    counted = [one for one in read if "aggregate" in one["command"]]
    assert (first["total"], second["total"], counted) == (40, 40, [])


def make_cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


def read_cursor(cursor: str) -> list[Any]:
    keys: list[Any] = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return keys


def next_cursor(client: TestClient, **parameters: str) -> str:
    cursor: str = client.get("/tracks", params={"limit": 1, **parameters}).json()["next"]
    return cursor


def assert_refused(client: TestClient, cursor: str, **parameters: str) -> None:
    answer = client.get("/tracks", params={"cursor": cursor, **parameters})
    assert answer.status_code == 400
    assert "cursor" in answer.json()["detail"]


@pytest.mark.parametrize("cursor", ["x", "WzFd", "%%%", "é", make_cursor("[" * 7_000)])
def test_what_is_no_cursor_is_refused(client: TestClient, cursor: str) -> None:
    assert_refused(client, cursor)


@pytest.mark.parametrize(
    ("place", "key"), [(0, '"\\ud800"'), (1, "1e999"), (1, str(10**30)), (1, f'"{"9" * 5000}"'), (2, "null")]
)
def test_a_cursor_that_was_tampered_with_is_refused(client: TestClient, place: int, key: str) -> None:
    keys = [json.dumps(one) for one in read_cursor(next_cursor(client))]
    assert client.get("/tracks", params={"cursor": make_cursor(f"[{','.join(keys)}]")}).status_code == 200
    keys[place] = key
    assert_refused(client, make_cursor(f"[{','.join(keys)}]"))


def test_a_number_too_large_to_sort_by_is_refused(client: TestClient) -> None:
    keys = [10**30, *read_cursor(next_cursor(client, sort="listens"))[1:]]
    assert_refused(client, make_cursor(json.dumps(keys)), sort="listens")


@pytest.mark.parametrize("other", [{"q": "track"}, {"sort": "artist"}, {"genre": "Rock"}, {"status": "ready"}])
def test_a_cursor_of_another_list_is_refused(client: TestClient, other: dict[str, str]) -> None:
    assert_refused(client, next_cursor(client), **other)


def test_a_page_may_be_of_another_size_than_the_one_before(client: TestClient) -> None:
    answer = client.get("/tracks", params={"limit": 5, "cursor": next_cursor(client)})
    assert len(answer.json()["items"]) == 5


def test_a_title_of_any_signs_is_no_obstacle_to_following_next(client: TestClient, library: Storage) -> None:
    for track_id, title in ((1, "鼓" * 500), (2, "鼓" * 499 + "'\"\\")):
        library.tracks.update_one({"_id": track_id}, {"$set": {"title": title, "sort.title": title}})
    assert sorted(follow_pages(client, 1)) == list(range(1, 41))


def test_similar_tracks_are_of_the_same_style_nearest_first(client: TestClient) -> None:
    answer = client.get("/tracks/15/similar", params={"limit": 9}).json()
    found = [one["track"]["id"] for one in answer["items"]]
    assert sorted([*found, 15]) == list(range(11, 21))
    similarities = [one["similarity"] for one in answer["items"]]
    assert similarities == sorted(similarities, reverse=True)
    assert 0 <= similarities[-1] <= similarities[0] <= 1


def test_a_track_that_is_not_placed_has_no_similar_ones(client: TestClient, library: Storage) -> None:
    new = library.tracks.find_one({"_id": 1})
    assert new is not None
    library.tracks.insert_one({**new, "_id": 50, "status": "pending"})
    assert client.get("/tracks/50/similar").json() == {"items": [], "next": None, "total": 0}
