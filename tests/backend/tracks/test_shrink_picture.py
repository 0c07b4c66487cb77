"""A cover made small: its size, which way up it is, its colours, and what stays as it is."""

from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image, ImageCms

from backend.pictures import Picture
from backend.tracks.shrink_picture import SMALL_PIXELS, shrink_picture
from tests.synthetic_pictures import GIF, JPEG, PNG, WEBP, embed_picture
from tests.synthetic_sounds import make_tone, write_sound

RED, BLUE = (200, 20, 20), (20, 20, 200)
FILL = 200_000
TURNED_RIGHT = 6
"""EXIF's number for a picture that is to be turned to the right."""


def make_picture(width: int, height: int, ending: str = "jpeg", mode: str = "RGB", orientation: int = 1) -> Picture:
    """Return a picture whose left half is red and whose right half is blue; its file is as large as a photo's."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "Two colours"
    exif[0x011A] = 72.0
    content = BytesIO()
    image.convert(mode).save(content, ending, exif=exif)
    return Picture(content.getvalue() + bytes(FILL), f"image/{ending}")


def load(picture: Picture) -> Image.Image:
    image = Image.open(BytesIO(picture.content))
    assert picture.media_type == f"image/{(image.format or '').lower()}"
    return image


def read_colour(image: Image.Image, across: float, down: float) -> list[int]:
    pixel = image.convert("RGB").getpixel((int(across * image.width), int(down * image.height)))
    assert isinstance(pixel, tuple)
    return [round(value / 10) * 10 for value in pixel]


@pytest.mark.parametrize(
    ("ending", "mode"), [("jpeg", "RGB"), ("jpeg", "CMYK"), ("jpeg", "L"), ("png", "P"), ("webp", "RGB")]
)
def test_a_large_picture_becomes_small_and_keeps_its_form(ending: str, mode: str) -> None:
    small = load(shrink_picture(make_picture(1500, 1000, ending, mode)))
    assert small.size == (SMALL_PIXELS, SMALL_PIXELS * 2 // 3)
    if mode != "L":
        assert (read_colour(small, 0.2, 0.5), read_colour(small, 0.8, 0.5)) == ([200, 20, 20], [20, 20, 200])


def test_it_is_the_way_up_that_its_file_says() -> None:
    small = load(shrink_picture(make_picture(1500, 1000, orientation=TURNED_RIGHT)))
    assert small.size == (SMALL_PIXELS * 2 // 3, SMALL_PIXELS)
    assert (read_colour(small, 0.5, 0.2), read_colour(small, 0.5, 0.8)) == ([200, 20, 20], [20, 20, 200])


def test_what_could_be_seen_through_still_can() -> None:
    content = BytesIO()
    Image.new("RGBA", (1000, 1000), (*RED, 0)).save(content, "png")
    small = load(shrink_picture(Picture(content.getvalue(), "image/png")))
    assert small.convert("RGBA").getpixel((10, 10)) == (*small.convert("RGB").getpixel((10, 10)), 0)  # type: ignore[misc]  # a tuple


@pytest.mark.parametrize("content", [JPEG, PNG, GIF, WEBP, make_picture(1500, 1000).content[:900], b""])
def test_what_cannot_be_understood_stays_as_it_is(content: bytes) -> None:
    picture = Picture(content, "image/jpeg")
    assert shrink_picture(picture) is picture


def test_what_is_small_already_stays_as_it_is() -> None:
    picture = make_picture(SMALL_PIXELS, 100)
    assert shrink_picture(picture) is picture


def test_a_profile_of_its_colours_is_kept_and_one_of_inks_is_not() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for mode, kept in (("RGB", profile), ("CMYK", None)):
        content = BytesIO()
        Image.new(mode, (1000, 1000)).save(content, "jpeg", icc_profile=profile)
        small = load(shrink_picture(Picture(content.getvalue() + bytes(FILL), "image/jpeg")))
        assert small.info.get("icc_profile") == kept


def test_a_picture_of_endless_scans_is_not_decoded() -> None:
    content = make_picture(1500, 1000).content
    scans = Picture(content + b"\xff\xda" * 101, "image/jpeg")
    assert shrink_picture(scans) is scans
    assert shrink_picture(Picture(content + b"\xff\xda" * 50, "image/jpeg")).content != content


def test_sixteen_bits_a_pixel_do_not_turn_white() -> None:
    content = BytesIO()
    Image.new("I;16", (1000, 1000), 30_000).save(content, "png")
    picture = Picture(content.getvalue(), "image/png")
    assert shrink_picture(picture) is picture


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_broken_notes_of_a_camera_are_no_obstacle() -> None:
    content = make_picture(1500, 1000, orientation=TURNED_RIGHT).content
    notes = content.index(b"Exif")
    for place in range(notes + 6, notes + 70):
        for value in (1, 2, 7):
            broken = Picture(content[:place] + bytes([value]) + content[place + 1 :], "image/jpeg")
            assert max(load(shrink_picture(broken)).size) in {SMALL_PIXELS, 1500}


def test_a_picture_that_would_not_take_fewer_bytes_stays_as_it_is() -> None:
    content = BytesIO()
    Image.new("P", (500, 500)).save(content, "png")
    picture = Picture(content.getvalue(), "image/png")
    assert shrink_picture(picture) is picture


def test_a_picture_too_large_to_decode_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.tracks.shrink_picture.MOST_PIXELS", 999 * 999)
    picture = make_picture(1000, 1000)
    assert shrink_picture(picture) is picture


def test_lists_can_ask_for_a_small_cover(client: TestClient, music: Path) -> None:
    picture = make_picture(1500, 1500)
    embed_picture(write_sound(music / "1.mp3", make_tone(440, 1)), picture.content)
    full, small = client.get("/tracks/1/cover"), client.get("/tracks/1/cover", params={"size": "small"})
    assert full.content == picture.content
    assert max(Image.open(BytesIO(small.content)).size) == SMALL_PIXELS
    assert full.headers["etag"] != small.headers["etag"]
    etag = {"If-None-Match": small.headers["etag"]}
    assert client.get("/tracks/1/cover", params={"size": "small"}, headers=etag).status_code == 304
    assert client.get("/tracks/1/cover", params={"size": "tiny"}).status_code == 422
