"""Facts about the table of labelled clips: what its rows may look like, and which file each one names."""

from pathlib import Path

import pytest

from pipelines.evaluation.label_table import LabelsError, match_files, read_labels
from pipelines.scan_audio import Scan, SoundFile

HEADER = "clip,artist,title,genres,quadrant\n"


def write(folder: Path, content: str) -> Path:
    table = folder / "labels.csv"
    table.write_bytes(content.encode("latin-1"))
    return table


def match(clips: list[str], paths: list[str]) -> tuple[list[str], dict[str, list[str]]]:
    """Return the files that the rows of these clips name, and what is left out."""
    scan = Scan(Path("/music"), [SoundFile(path, 1, 1) for path in paths])
    matched = match_files([{"clip": clip} for clip in clips], scan)
    return [file.path for _, file in matched], scan.left_out


def test_rows_are_read_without_the_blanks_around_their_cells(tmp_path: Path) -> None:
    table = write(tmp_path, HEADER + 'a, Anna ,"One, two",Jazz,Q1\n')
    expected = {"clip": "a", "artist": "Anna", "title": "One, two", "genres": "Jazz", "quadrant": "Q1"}
    assert read_labels(table) == [expected]


def test_a_row_may_leave_out_the_mood(tmp_path: Path) -> None:
    assert "quadrant" not in read_labels(write(tmp_path, HEADER + "a,Anna,One,Jazz\n"))[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "its first line has nothing"),
        ("clip,artist\na,Anna\n", "lacks the columns title, genres.*its first line has clip, artist"),
        ("clip;artist;title;genres\n", "separated by commas"),
        (HEADER, "has no rows"),
        (HEADER + "a,Anna,One, two,Jazz,Q1\n", "line 2. A cell that holds a comma"),
        (HEADER + "a,Anna\n" * 5, "line 2, 3, 4 and 2 more"),
        ("\xff\xfe", "no table"),
    ],
)
def test_what_is_wrong_with_a_table_is_told(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(LabelsError, match=message):
        read_labels(write(tmp_path, content))


@pytest.mark.parametrize("clip", ["song", "song.mp3", "cd/song", "cd/song.mp3"])
def test_a_file_is_named_with_or_without_its_folder_and_ending(clip: str) -> None:
    assert match([clip], ["cd/song.mp3", "cd/other.mp3"]) == (["cd/song.mp3"], {})


def test_a_dot_in_a_name_begins_no_ending() -> None:
    assert match(["01. Song"], ["01. Song.mp3", "01. Other.mp3"])[0] == ["01. Song.mp3"]


def test_a_name_of_several_files_is_left_out_and_a_path_tells_them_apart() -> None:
    paths = ["song.mp3", "song.wav", "live/song.mp3"]
    assert match(["song"], paths) == ([], {"rows that name several sound files": ["song"]})
    assert match(["song.mp3", "live/song.mp3"], paths)[0] == ["song.mp3", "live/song.mp3"]


def test_of_rows_for_one_file_the_first_counts() -> None:
    assert match(["song", "song.mp3"], ["song.mp3"]) == (
        ["song.mp3"],
        {"rows for the same sound file as one before": ["song.mp3"]},
    )


def test_a_row_without_a_file_is_left_out() -> None:
    assert match(["gone"], ["song.mp3"]) == ([], {"rows without a sound file": ["gone"]})
