"""The picture of a sound file: in every format, by its own bytes, and beside it."""

from pathlib import Path

import pytest

from backend import pictures
from backend.pictures import Picture, find_picture_beside, read_embedded_picture, read_picture
from tests.synthetic_pictures import BACK, FRONT, GIF, JPEG, PNG, WEBP, embed_picture
from tests.synthetic_sounds import make_tone, write_sound

ENDINGS = ["mp3", "flac", "ogg", "opus", "m4a", "wav"]


def write_tone(path: Path) -> Path:
    return write_sound(path, make_tone(440, 0.5, 48_000), 48_000)


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_picture_in_a_file_is_found_in_every_format(tmp_path: Path, ending: str) -> None:
    path = write_tone(tmp_path / f"a.{ending}")
    assert read_embedded_picture(path) is None
    embed_picture(path, JPEG)
    assert read_embedded_picture(path) == Picture(JPEG, "image/jpeg")


@pytest.mark.parametrize("ending", ["mp3", "flac", "ogg"])
def test_the_front_cover_comes_before_other_pictures(tmp_path: Path, ending: str) -> None:
    path = embed_picture(write_tone(tmp_path / f"a.{ending}"), PNG, BACK)
    assert read_embedded_picture(path) == Picture(PNG, "image/png")
    embed_picture(path, JPEG, FRONT)
    assert read_embedded_picture(path) == Picture(JPEG, "image/jpeg")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(JPEG, "image/jpeg"), (PNG, "image/png"), (GIF, "image/gif"), (WEBP, "image/webp")],
)
def test_a_picture_is_what_its_bytes_say(tmp_path: Path, content: bytes, media_type: str) -> None:
    path = embed_picture(write_tone(tmp_path / "a.mp3"), content, media_type="text/html")
    assert read_embedded_picture(path) == Picture(content, media_type)


@pytest.mark.parametrize(
    "content", [b"<script>alert(1)</script>", b"<svg xmlns='x'/>", b"https://example.org/a.jpg", b""]
)
def test_what_is_no_picture_is_none_whatever_it_is_called(tmp_path: Path, content: bytes) -> None:
    path = embed_picture(write_tone(tmp_path / "a.mp3"), content)
    (tmp_path / "cover.png").write_bytes(content)
    assert read_embedded_picture(path) is None
    assert read_picture(tmp_path / "cover.png") is None
    assert find_picture_beside(tmp_path, "a.mp3") is None


def test_a_picture_that_is_too_large_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = embed_picture(embed_picture(write_tone(tmp_path / "a.flac"), JPEG), PNG, BACK)
    (tmp_path / "cover.jpg").write_bytes(JPEG)
    monkeypatch.setattr(pictures, "LARGEST_BYTES", len(JPEG) - 1)
    assert read_embedded_picture(path) == Picture(PNG, "image/png")
    assert read_picture(tmp_path / "cover.jpg") is None
    assert find_picture_beside(tmp_path, "a.flac") is None


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("content", [b"", b"<html></html>", b"ID3\x04\x00\x00\x00\x00\x0f\x0fAPIC"])
def test_a_file_that_cannot_be_understood_has_none(tmp_path: Path, ending: str, content: bytes) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(content)
    assert read_embedded_picture(path) is None


def test_a_picture_in_words_that_is_damaged_is_none(tmp_path: Path) -> None:
    path = embed_picture(write_tone(tmp_path / "a.ogg"), JPEG)
    whole = path.read_bytes()
    assert b"METADATA_BLOCK_PICTURE=AAAAA" in whole.upper()
    path.write_bytes(whole.replace(b"AAAAA", b"_____", 1))
    assert read_embedded_picture(path) is None


@pytest.mark.parametrize("name", ["cover.jpg", "Folder.JPG", "FRONT.png", "album.jpeg", "Cover.webp"])
def test_a_picture_beside_the_file_is_found_in_any_case(tmp_path: Path, name: str) -> None:
    (tmp_path / "Album").mkdir()
    (tmp_path / "Album" / name).write_bytes(WEBP)
    assert find_picture_beside(tmp_path, "Album/a.mp3") == (tmp_path / "Album" / name).resolve()
    assert read_picture(tmp_path / "Album" / name) == Picture(WEBP, "image/webp")
    assert find_picture_beside(tmp_path, "a.mp3") is None


def test_the_first_name_counts_and_what_holds_no_picture_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "cover.txt").write_bytes(JPEG)
    (tmp_path / "back.jpg").write_bytes(JPEG)
    (tmp_path / "cover.png").mkdir()
    (tmp_path / "cover.jpg").write_bytes(b"<html>")
    assert find_picture_beside(tmp_path, "a.mp3") is None
    (tmp_path / "front.jpg").write_bytes(JPEG)
    assert find_picture_beside(tmp_path, "a.mp3") == tmp_path.resolve() / "front.jpg"
    (tmp_path / "Folder.jpg").write_bytes(JPEG)
    assert find_picture_beside(tmp_path, "a.mp3") == tmp_path.resolve() / "Folder.jpg"


def test_no_picture_outside_the_library_is_found(tmp_path: Path) -> None:
    root = tmp_path / "library"
    (root / "Album").mkdir(parents=True)
    (tmp_path / "cover.jpg").write_bytes(JPEG)
    (root / "Album" / "cover.jpg").symlink_to(tmp_path / "cover.jpg")
    (root / "linked").symlink_to(tmp_path)
    assert find_picture_beside(root, "Album/a.mp3") is None
    assert find_picture_beside(root, "linked/a.mp3") is None
    assert find_picture_beside(root, "../a.mp3") is None
    assert find_picture_beside(root, "Missing/a.mp3") is None
