"""Facts about the sound of a track over HTTP."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from pipelines.storage import Storage
from tests.backend.conftest import SOUND


def test_the_whole_file_comes_with_its_type_and_validators(client: TestClient) -> None:
    answer = client.get("/tracks/1/audio")
    assert answer.status_code == 200
    assert answer.content == SOUND
    assert answer.headers["content-type"] == "audio/mpeg"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["etag"].startswith('"')


@pytest.mark.parametrize(
    ("wanted", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("bytes=4000-", 4000, 4096),
        ("bytes=4000-9999", 4000, 4096),
        ("bytes=-10", 4086, 4096),
        ("bytes=-9999", 0, 4096),
        ("Bytes=5-9", 5, 10),
        ("bytes=, 5-9 ,", 5, 10),
        ("bytes=0-10,999999-", 0, 11),
        ("bytes=-0, 7-7", 7, 8),
        (f"bytes=0-{'9' * 5000}", 0, 4096),
    ],
)
def test_a_range_is_answered_with_its_part(client: TestClient, wanted: str, start: int, stop: int) -> None:
    answer = client.get("/tracks/1/audio", headers={"Range": wanted})
    assert answer.status_code == 206
    assert answer.content == SOUND[start:stop]
    assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/{len(SOUND)}"


def test_several_ranges_come_in_parts(client: TestClient) -> None:
    answer = client.get("/tracks/1/audio", headers={"Range": "bytes=0-1,-2"})
    assert answer.status_code == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges")
    assert answer.content.count(b"Content-Range: bytes ") == 2


@pytest.mark.parametrize("wanted", ["bytes=5000-", "bytes=4096-", "bytes=-0", "bytes=9999-,-0", f"bytes={'9' * 5000}-"])
@pytest.mark.parametrize("is_conditional", [False, True])
def test_a_range_beyond_the_file_is_416_and_says_how_long_it_is(
    client: TestClient, wanted: str, is_conditional: bool
) -> None:
    headers = {"Range": wanted}
    if is_conditional:
        headers["If-Range"] = client.get("/tracks/1/audio").headers["etag"]
    answer = client.get("/tracks/1/audio", headers=headers)
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(SOUND)}"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "wanted",
    ["bites=0-1", "bytes=", "bytes=,", "bytes=a-b", "0-1", "bytes=-", "bytes=9-3", "bytes=0-1,9-3", "bytes=0-1,x"],
)
def test_a_range_that_is_none_is_ignored(client: TestClient, wanted: str) -> None:
    answer = client.get("/tracks/1/audio", headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (200, SOUND)


def test_a_client_that_has_the_file_gets_304(client: TestClient) -> None:
    etag = client.get("/tracks/1/audio").headers["etag"]
    for known in (etag, f'"other", W/{etag}', "*"):
        answer = client.get("/tracks/1/audio", headers={"If-None-Match": known})
        assert answer.status_code == 304
        assert answer.content == b""
        assert answer.headers["etag"] == etag
    assert client.get("/tracks/1/audio", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_range_of_a_file_that_changed_meanwhile_is_the_whole_new_one(client: TestClient) -> None:
    headers = {"Range": "bytes=0-9", "If-Range": '"before"'}
    assert client.get("/tracks/1/audio", headers=headers).status_code == 200


@pytest.mark.parametrize("validator", ["etag", "last-modified"])
def test_a_range_of_the_file_that_the_client_knows_is_its_part(client: TestClient, validator: str) -> None:
    known = client.get("/tracks/1/audio").headers[validator]
    answer = client.get("/tracks/1/audio", headers={"Range": "bytes=0-9", "If-Range": known})
    assert (answer.status_code, answer.content) == (206, SOUND[:10])
    answer = client.get("/tracks/1/audio", headers={"Range": "bytes=0-9", "If-Range": f"W/{known}"})
    assert (answer.status_code, answer.content) == (200, SOUND)


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-9"}])
def test_head_tells_the_length_without_the_sound(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.head("/tracks/1/audio", headers=headers)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(SOUND))


def test_a_track_without_a_file_says_so(client: TestClient, library: Storage) -> None:
    library.tracks.update_one({"_id": 1}, {"$set": {"audio": None}})
    answer = client.get("/tracks/1/audio")
    assert answer.status_code == 404
    assert answer.json()["detail"] == "Track 1 has no sound file."


def test_a_file_that_vanished_says_what_to_do(client: TestClient, music: Path) -> None:
    (music / "1.mp3").unlink()
    answer = client.get("/tracks/1/audio")
    assert answer.status_code == 404
    assert "Import its folder again" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["../secret.mp3", "link.mp3", "folder/secret.mp3"])
def test_nothing_outside_the_library_is_served(client: TestClient, library: Storage, tmp_path: Path, path: str) -> None:
    library_folder = tmp_path / "library"
    library_folder.mkdir()
    (tmp_path / "secret.mp3").write_bytes(b"secret")
    (library_folder / "link.mp3").symlink_to(tmp_path / "secret.mp3")
    (library_folder / "folder").symlink_to(tmp_path)
    library.tracks.update_one({"_id": 1}, {"$set": {"audio.root": str(library_folder), "audio.path": path}})
    answer = client.get("/tracks/1/audio")
    assert answer.status_code == 404
    assert b"secret" not in answer.content
