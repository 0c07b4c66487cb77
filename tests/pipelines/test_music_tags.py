"""The tags of real files in each format, and the names of files without tags."""

from pathlib import Path

import av
import mutagen
import numpy as np
import pytest
import soundfile
from mutagen.id3 import TALB, TCON, TCOP, TIT2, TPE1, TPE2, TPOS, TRCK, WCOP

from pipelines.music_tags import MusicTags, find_place, name_album, name_artist, name_title, read_number, read_tags
from tests.synthetic_pictures import JPEG, embed_picture

RATE_HZ = 48_000
FRAMES = {"title": TIT2, "artist": TPE1, "album": TALB, "genre": TCON, "copyright": TCOP, "albumartist": TPE2}
FRAMES |= {"tracknumber": TRCK, "discnumber": TPOS}
ATOMS = {"title": "©nam", "artist": "©ART", "album": "©alb", "genre": "©gen", "copyright": "cprt"}
WORDS = {"title": "Tür", "artist": "Ärzte", "album": "One", "genre": "Rock", "copyright": "CC0"}


def write_sound(path: Path, seconds: float = 1.0) -> Path:
    tone = 0.2 * np.sin(2 * np.pi * 440 * np.arange(int(RATE_HZ * seconds)) / RATE_HZ)
    if path.suffix == ".m4a":
        write_m4a(path, tone.astype(np.float32))
    elif path.suffix == ".opus":
        soundfile.write(path, tone, RATE_HZ, format="OGG", subtype="OPUS")
    else:
        soundfile.write(path, tone, RATE_HZ)
    return path


def write_m4a(path: Path, tone: np.ndarray) -> None:
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=RATE_HZ, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone[None, :], format="fltp", layout="mono")
        frame.sample_rate = RATE_HZ
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def tag(path: Path, words: dict[str, str | list[str]]) -> None:
    sound = mutagen.File(path)
    if sound.tags is None:
        sound.add_tags()
    for name, value in words.items():
        if path.suffix in {".mp3", ".wav"}:
            sound.tags.add(FRAMES[name](text=value))  # type: ignore[no-untyped-call]  # mutagen is not annotated
        else:
            sound[ATOMS[name] if path.suffix == ".m4a" else name] = value
    sound.save()


@pytest.mark.parametrize("ending", ["mp3", "flac", "ogg", "opus", "m4a", "wav"])
def test_tags_and_length_are_read_from_every_format(tmp_path: Path, ending: str) -> None:
    path = write_sound(tmp_path / f"a.{ending}")
    assert read_tags(path).title is None
    tag(path, dict(WORDS))
    tags = read_tags(path)
    assert (tags.title, tags.artist, tags.album) == ("Tür", "Ärzte", "One")
    assert (tags.genres, tags.licence) == (("Rock",), "CC0")
    assert tags.duration_seconds == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("ending", ["mp3", "flac", "ogg", "opus", "m4a", "wav"])
def test_the_place_in_the_album_and_a_picture_are_found_in_every_format(tmp_path: Path, ending: str) -> None:
    path = write_sound(tmp_path / f"a.{ending}")
    assert (read_tags(path).disc, read_tags(path).number, read_tags(path).has_picture) == (None, None, False)
    if ending == "m4a":
        sound = mutagen.File(path)
        sound["trkn"], sound["disk"] = [(3, 12)], [(2, 2)]
        sound.save()
    else:
        tag(path, {"tracknumber": "03/12", "discnumber": "2"})
    embed_picture(path, JPEG)
    assert (read_tags(path).disc, read_tags(path).number, read_tags(path).has_picture) == (2, 3, True)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("03 - Name.mp3", (None, 3)),
        ("2-03 Name.mp3", (2, 3)),
        ("12. Name.mp3", (None, 12)),
        ("99 Luftballons.mp3", (None, None)),
        ("Name.mp3", (None, None)),
    ],
)
def test_a_file_without_a_number_has_that_of_its_name(name: str, place: tuple[int | None, int | None]) -> None:
    assert find_place(MusicTags(), f"Artist/Album/{name}") == place
    assert find_place(MusicTags(disc=4, number=5), f"Artist/Album/{name}") == (4, 5)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3),
        ("03", 3),
        ("3/12", 3),
        ("(3, 12)", 3),
        ("A2", 2),
        ("0", None),
        ("", None),
        ("x", None),
        ("9" * 900, None),
    ],
)
def test_a_number_is_read_from_whatever_names_it(text: str, number: int | None) -> None:
    assert read_number(text) == number


def test_a_wrong_ending_does_not_matter(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.flac")
    tag(path, {"title": "Song"})
    assert read_tags(path.rename(tmp_path / "a.mp3")).title == "Song"


def test_several_genres_are_told_apart_but_not_at_a_slash(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.mp3")
    tag(path, {"genre": ["Rock; Pop;", "Hip-Hop/Rap", "(17)"]})
    assert read_tags(path).genres == ("Rock", "Pop", "Hip-Hop/Rap")
    flac = write_sound(tmp_path / "a.flac")
    tag(flac, {"genre": ["Rock", "Old-Time / Historic", "Rock"]})
    assert read_tags(flac).genres == ("Rock", "Old-Time / Historic")


def test_a_licence_counts_for_more_than_a_copyright(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.mp3")
    tag(path, {"copyright": "(c) Somebody"})
    sound = mutagen.File(path)
    frame = WCOP(url="https://creativecommons.org/licenses/by/4.0/")  # type: ignore[no-untyped-call]  # as above
    sound.tags.add(frame)
    sound.save()
    assert read_tags(path).licence == "https://creativecommons.org/licenses/by/4.0/"


def test_words_are_tidied_and_bounded(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.flac")
    tag(path, {"title": " a\n\tb ", "artist": ["One", "Two"], "album": "x" * 5_000})
    tags = read_tags(path)
    assert (tags.title, tags.artist) == ("a b", "One, Two")
    assert len(tags.album or "") == 500


@pytest.mark.parametrize(
    "content", [b"", b"<html></html>", b"ID3\x04\x00\x00\x00\x00\x0f\x0fTIT2", b"\xff\xfb\x90\x64"]
)
@pytest.mark.parametrize("ending", ["mp3", "flac", "ogg", "opus", "m4a", "wav"])
def test_a_file_that_cannot_be_understood_has_no_tags(tmp_path: Path, ending: str, content: bytes) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(content)
    assert read_tags(path) == MusicTags()


@pytest.mark.parametrize("ending", ["mp3", "flac", "ogg", "opus", "m4a", "wav"])
def test_a_damaged_header_ends_nothing(tmp_path: Path, ending: str) -> None:
    path = write_sound(tmp_path / f"a.{ending}", seconds=0.1)
    tag(path, dict(WORDS))
    whole = path.read_bytes()
    random = np.random.default_rng(7)
    for _ in range(60):
        damaged = bytearray(whole[: random.integers(1, len(whole))])
        for place in random.integers(0, min(len(damaged), 400), size=8):
            damaged[place] = random.integers(0, 256)
        path.write_bytes(damaged)
        assert isinstance(read_tags(path), MusicTags)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("03 - Name.mp3", "Name"),
        ("03 Name.mp3", "Name"),
        ("01-name.mp3", "name"),
        ("12. Name.mp3", "Name"),
        ("1-03 Name.flac", "Name"),
        ("99 Luftballons.mp3", "99 Luftballons"),
        ("1979.mp3", "1979"),
        ("24-7 Rock.mp3", "24-7 Rock"),
        ("03 .mp3", "03"),
    ],
)
def test_a_file_without_a_title_is_named_by_its_name_without_a_track_number(name: str, title: str) -> None:
    assert name_title(MusicTags(), f"Artist/Album/{name}") == title


def test_artist_and_album_follow_from_the_folders_where_no_tag_names_them() -> None:
    path = "Music/Artist/Album/a.mp3"
    album = name_album(MusicTags(), path)
    assert name_artist(MusicTags(), path).name == "Artist"
    assert album is not None
    assert album.title == "Album"
    assert name_artist(MusicTags(), "Album/a.mp3").name == "Unknown artist"
    assert name_album(MusicTags(), "Album/a.mp3") is None
    assert name_artist(MusicTags(artist="Tagged"), path).name == "Tagged"
    assert name_artist(MusicTags(album_artist="Band"), path).name == "Band"
    assert name_album(MusicTags(artist="Tagged"), path) is None


def test_one_artist_and_one_album_have_one_id_whatever_the_case() -> None:
    first, second = MusicTags(artist="Björk", album="Début"), MusicTags(artist="BJORK", album="debut")
    assert name_artist(first, "a.mp3").id == name_artist(second, "b.mp3").id
    assert name_album(first, "a.mp3") == name_album(MusicTags(artist="björk", album="Début"), "b.mp3")
    other = name_album(MusicTags(artist="Other", album="Début"), "a.mp3")
    assert other is not None
    assert other != name_album(first, "a.mp3")


def test_a_compilation_is_one_album() -> None:
    albums = {
        (album.id if (album := name_album(MusicTags(artist=name, album_artist="Various", album="Hits"), "a")) else 0)
        for name in ("One", "Two")
    }
    assert len(albums) == 1
