"""FMA's tables, written as FMA writes them."""

import csv
from pathlib import Path

import pytest

from pipelines.errors import CollectionError
from pipelines.fma_metadata import read_genres, read_metadata

COLUMNS = [
    ("album", "id"),
    ("album", "information"),
    ("album", "title"),
    ("artist", "bio"),
    ("artist", "id"),
    ("artist", "name"),
    ("track", "duration"),
    ("track", "genre_top"),
    ("track", "genres"),
    ("track", "genres_all"),
    ("track", "license"),
    ("track", "listens"),
    ("track", "number"),
    ("track", "title"),
]
BIO = '<p>First line, with a "quoted" word,\nsecond line</p>\n\n<p>2,fake,row</p>'
GENRES = "genre_id,#tracks,parent,title,top_level\n2,5,0,International,2\n21,9,0,Hip-Hop,21\n83,3,21,Alt Hip-Hop,21\n"


def write_metadata(folder: Path, *rows: dict[str, str], columns: list[tuple[str, str]] = COLUMNS) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "genres.csv").write_text(GENRES)
    with (folder / "tracks.csv").open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["", *(group for group, _ in columns)])
        writer.writerow(["", *(name for _, name in columns)])
        writer.writerow(["track_id", *("" for _ in columns)])
        for row in rows:
            writer.writerow([row["track_id"], *(row.get(f"{group}.{name}", "") for group, name in columns)])
    return folder


FOOD = {
    "track_id": "2",
    "album.id": "1",
    "album.title": "AWOL - A Way Of Life",
    "artist.bio": BIO,
    "artist.id": "7",
    "artist.name": "AWOL",
    "track.duration": "168",
    "track.genre_top": "Hip-Hop",
    "track.genres": "[83, 2]",
    "track.genres_all": "[2, 21, 83]",
    "track.license": "CC BY-NC-SA 3.0",
    "track.listens": "1293",
    "track.number": "3",
    "track.title": "Food",
}


def test_a_row_becomes_a_track_without_sound(tmp_path: Path) -> None:
    track = read_metadata(write_metadata(tmp_path, FOOD)).tracks[2]
    assert (track.title, track.artist.id, track.artist.name) == ("Food", 7, "AWOL")
    assert track.album is not None
    assert (track.album.id, track.album.title) == (1, "AWOL - A Way Of Life")
    assert (track.genre_top, track.genres, track.genres_all) == ("Hip-Hop", [83, 2], [2, 21, 83])
    assert (track.licence, track.listens, track.status) == ("CC BY-NC-SA 3.0", 1293, "no_audio")
    assert (track.number, track.duration_seconds) == (3, None)


def test_fields_of_many_lines_do_not_shift_the_rows(tmp_path: Path) -> None:
    other = FOOD | {"track_id": "3", "track.title": "Electric Ave"}
    tracks = read_metadata(write_metadata(tmp_path, FOOD, other)).tracks
    assert {number: track.title for number, track in tracks.items()} == {2: "Food", 3: "Electric Ave"}


def test_an_empty_row_still_is_a_track(tmp_path: Path) -> None:
    track = read_metadata(write_metadata(tmp_path, {"track_id": "5", "album.id": "-1"})).tracks[5]
    assert (track.title, track.artist.name) == ("Track 5", "Unknown artist")
    assert (track.album, track.genre_top, track.genres, track.genres_all) == (None, None, [], [])
    assert (track.licence, track.listens, track.number) == (None, 0, None)


@pytest.mark.parametrize("title", ["None", "NA", "null", "nan", "1979"])
def test_a_title_that_looks_like_nothing_is_a_title(tmp_path: Path, title: str) -> None:
    assert read_metadata(write_metadata(tmp_path, FOOD | {"track.title": title})).tracks[2].title == title


def test_missing_genres_all_follow_from_the_hierarchy(tmp_path: Path) -> None:
    row = FOOD | {"track.genres_all": "", "track.genres": "[83]"}
    assert read_metadata(write_metadata(tmp_path, row)).tracks[2].genres_all == [21, 83]


def test_lists_and_numbers_are_never_evaluated(tmp_path: Path) -> None:
    row = FOOD | {"track.genres": "__import__('os').getcwd()", "track.listens": "9" * 30, "track.genres_all": "[1e9]"}
    track = read_metadata(write_metadata(tmp_path, row)).tracks[2]
    assert (track.genres, track.genres_all, track.listens) == ([], [], 0)


def test_rows_without_a_number_are_left_out_and_noted(tmp_path: Path) -> None:
    metadata = read_metadata(write_metadata(tmp_path, FOOD, FOOD | {"track_id": "x"}, FOOD | {"track_id": "0"}))
    assert list(metadata.tracks) == [2]
    assert metadata.notes == ["Left out (rows of tracks.csv without a track number): 2."]


def test_genres_keep_their_place_in_the_hierarchy(tmp_path: Path) -> None:
    genres = read_genres(write_metadata(tmp_path) / "genres.csv")
    assert genres[83].to_document() == {
        "_id": 83,
        "title": "Alt Hip-Hop",
        "folded_title": "alt hip-hop",
        "parent": 21,
        "top_level": 21,
    }
    assert genres[21].parent is None


@pytest.mark.parametrize("name", ["tracks.csv", "genres.csv"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (write_metadata(tmp_path, FOOD) / name).unlink()
    with pytest.raises(CollectionError, match=rf"There is no file .*{name}.*fma_metadata\.zip"):
        read_metadata(tmp_path)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    write_metadata(tmp_path, FOOD, columns=[column for column in COLUMNS if column != ("artist", "name")])
    with pytest.raises(CollectionError, match=r"tracks\.csv lacks artist\.name\."):
        read_metadata(tmp_path)
    (tmp_path / "genres.csv").write_text("genre_id,title\n1,Rock\n")
    with pytest.raises(CollectionError, match=r"genres\.csv lacks the columns parent, top_level"):
        read_metadata(tmp_path)


def test_another_csv_is_refused(tmp_path: Path) -> None:
    write_metadata(tmp_path)
    (tmp_path / "tracks.csv").write_text("track_id,title\n2,Food\n")
    with pytest.raises(CollectionError, match="three header rows"):
        read_metadata(tmp_path)


def test_a_file_that_is_cut_off_or_empty_or_not_text_is_refused(tmp_path: Path) -> None:
    path = write_metadata(tmp_path, FOOD) / "tracks.csv"
    whole = path.read_bytes()
    for content in (whole[: whole.index(b"second line")], b"", b"\xff\xfe\x00\x00", whole + b"3,\xff\n"):
        path.write_bytes(content)
        with pytest.raises(CollectionError, match=r"tracks\.csv"):
            read_metadata(tmp_path)
