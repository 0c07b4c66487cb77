"""Facts about tracks that are kept: they are read once in a while, and no more of them than there is room for."""

import pytest
from fastapi.testclient import TestClient

from backend.domain.track import Track
from backend.errors import NotFoundError
from backend.tracks import kept_tracks
from backend.tracks.kept_tracks import KeptTracks
from pipelines.storage import Storage


def find(client: TestClient, *track_ids: int) -> dict[int, Track]:
    kept: KeptTracks = client.app.state.kept_tracks  # type: ignore[attr-defined]  # the app is a FastAPI
    assert client.portal is not None
    return client.portal.call(kept.find, track_ids)


def rename_all(library: Storage) -> None:
    library.tracks.update_many({}, {"$set": {"title": "New"}})


def test_what_was_read_is_kept_for_a_while(
    client: TestClient, library: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = find(client, 1, 2, 999)
    assert [*first] == [1, 2]
    rename_all(library)
    later = find(client, 2, 3, 1)
    assert later[1] is first[1]
    assert later[2] is first[2]
    assert later[3].title == "New"
    monkeypatch.setattr(kept_tracks, "KEPT_SECONDS", 0.0)
    assert {track.title for track in find(client, 1, 2, 3).values()} == {"New"}


def test_what_was_read_longest_ago_goes_first(
    client: TestClient, library: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_tracks, "MOST_TRACKS", 2)
    find(client, 1)
    find(client, 2, 3)
    rename_all(library)
    assert find(client, 2, 3)[3].title != "New"
    assert find(client, 1)[1].title == "New"


def test_what_is_read_again_is_not_the_oldest_any_more(
    client: TestClient, library: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_tracks, "MOST_TRACKS", 2)
    find(client, 1, 2)
    with monkeypatch.context() as later:
        later.setattr(kept_tracks, "KEPT_SECONDS", 0.0)
        find(client, 1)
    find(client, 3)
    rename_all(library)
    assert find(client, 1)[1].title != "New"
    assert find(client, 2)[2].title == "New"


def test_the_tracks_of_a_list_are_kept_from_play_to_play(client: TestClient, library: Storage) -> None:
    client.post("/play", json={"track_id": 1})
    rename_all(library)
    answer = client.post("/play", json={"track_id": 1}).json()
    assert answer["now_playing"]["title"] == "Étude 01"
    assert "New" not in {one["track"]["title"] for one in answer["recommendations"][:3]}


def test_a_refusal_is_not_kept(client: TestClient, library: Storage) -> None:
    library.tracks.update_one({"_id": 3}, {"$set": {"status": "unreadable"}})
    assert client.post("/play", json={"track_id": 3}).status_code == 409
    library.tracks.update_one({"_id": 3}, {"$set": {"status": "ready"}})
    assert client.post("/play", json={"track_id": 3}).status_code == 201


def test_a_track_that_comes_later_is_found_then(client: TestClient, library: Storage) -> None:
    kept: KeptTracks = client.app.state.kept_tracks  # type: ignore[attr-defined]  # the app is a FastAPI
    assert client.portal is not None
    document = library.tracks.find_one_and_delete({"_id": 5}) or {}
    with pytest.raises(NotFoundError, match="There is no track 5"):
        client.portal.call(kept.require, 5)
    library.tracks.insert_one(document)
    assert client.portal.call(kept.require, 5).id == 5
