"""Facts about the cover of a track over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from backend.tracks import show_cover
from pipelines.storage import Storage
from tests.synthetic_pictures import JPEG, PNG, embed_picture
from tests.synthetic_sounds import make_tone, write_sound


@pytest.fixture
def beside(music: Path) -> Iterator[Path]:
    """A picture beside the sound files."""
    path = music / "Cover.JPG"
    path.write_bytes(PNG)
    yield path
    path.unlink(missing_ok=True)


def test_the_picture_in_the_file_comes_with_its_type_and_is_kept(client: TestClient, music: Path) -> None:
    embed_picture(write_sound(music / "1.mp3", make_tone(440, 1)), JPEG, media_type="text/html")
    answer = client.get("/tracks/1/cover")
    assert (answer.status_code, answer.content) == (200, JPEG)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, max-age=86400"
    assert "content-encoding" not in answer.headers


def test_a_client_that_has_the_picture_gets_304(client: TestClient, music: Path, beside: Path) -> None:
    etag = client.get("/tracks/1/cover").headers["etag"]
    answer = client.get("/tracks/1/cover", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    embed_picture(write_sound(music / "1.mp3", make_tone(440, 1)), JPEG)
    answer = client.get("/tracks/1/cover", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (200, JPEG)


def test_what_the_client_has_is_not_read_again(
    client: TestClient, music: Path, beside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embed_picture(write_sound(music / "1.mp3", make_tone(440, 1)), JPEG)
    etags = [client.get(f"/tracks/{track_id}/cover").headers["etag"] for track_id in (1, 2)]
    monkeypatch.setattr(show_cover, "read_embedded_picture", lambda _: pytest.fail("it is known"))
    for track_id, etag in enumerate(etags, start=1):
        assert client.get(f"/tracks/{track_id}/cover", headers={"If-None-Match": etag}).status_code == 304


def test_another_picture_beside_the_file_is_sent(client: TestClient, beside: Path) -> None:
    etag = client.get("/tracks/1/cover").headers["etag"]
    beside.write_bytes(JPEG)
    answer = client.get("/tracks/1/cover", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (200, JPEG)


def test_the_picture_beside_the_file_serves_where_the_file_has_none(client: TestClient, beside: Path) -> None:
    answer = client.get("/tracks/1/cover")
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, PNG, "image/png")


@pytest.mark.parametrize("change", ["no picture", "no file", "no sound", "no track"])
def test_without_a_picture_there_is_no_cover(client: TestClient, library: Storage, music: Path, change: str) -> None:
    if change == "no file":
        (music / "1.mp3").unlink()
    if change == "no sound":
        library.tracks.update_one({"_id": 1}, {"$set": {"audio": None}})
    if change == "no track":
        library.tracks.delete_one({"_id": 1})
    answer = client.get("/tracks/1/cover")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == ("There is no track 1." if change == "no track" else "Track 1 has no cover.")


def test_no_picture_outside_the_library_is_shown(client: TestClient, library: Storage, tmp_path: Path) -> None:
    root = tmp_path / "library"
    root.mkdir()
    embed_picture(write_sound(tmp_path / "secret.mp3", make_tone(440, 1)), JPEG)
    (tmp_path / "cover.png").write_bytes(PNG)
    (root / "linked.mp3").symlink_to(tmp_path / "secret.mp3")
    for path in ("../secret.mp3", "linked.mp3"):
        library.tracks.update_one({"_id": 1}, {"$set": {"audio.root": str(root), "audio.path": path}})
        assert client.get("/tracks/1/cover").status_code == 404
