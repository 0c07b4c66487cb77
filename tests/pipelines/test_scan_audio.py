"""What is found in a folder, and what is left out."""

import os
from pathlib import Path

import pytest

from pipelines.errors import CollectionError
from pipelines.scan_audio import find_clips, is_gone, scan_folder


def put(path: Path, content: bytes = b"sound") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def list_paths(folder: Path) -> list[str]:
    return [file.path for file in scan_folder(folder).files]


def test_sound_files_are_found_at_any_depth_in_order_whatever_their_case(tmp_path: Path) -> None:
    names = ["b.mp3", "A/B/c.FLAC", "a.ogg", "ä ö/x.Opus", "z.m4a", "a b.wav"]
    for name in [*names, "notes.txt", "cover.jpg", "mp3", "x.mp3.part"]:
        put(tmp_path / name)
    assert list_paths(tmp_path) == sorted(names)


def test_a_file_is_known_by_its_size_time_and_media_type(tmp_path: Path) -> None:
    os.utime(put(tmp_path / "a.m4a", b"12345"), ns=(1, 1_234_567_891_000))
    (file,) = scan_folder(tmp_path).files
    assert (file.bytes, file.mtime_ns) == (5, 1_234_567_891_000)
    audio = file.to_audio(tmp_path)
    assert (audio.root, audio.path, audio.media_type) == (str(tmp_path), "a.m4a", "audio/mp4")


def test_hidden_files_and_folders_are_ignored(tmp_path: Path) -> None:
    for name in ("a.mp3", "._a.mp3", ".trash/b.mp3", "x/.hidden.flac"):
        put(tmp_path / name)
    assert list_paths(tmp_path) == ["a.mp3"]
    assert scan_folder(tmp_path).list_notes() == []


def test_links_that_lead_outside_are_left_out_and_noted(tmp_path: Path) -> None:
    music = tmp_path / "music"
    put(music / "a.mp3")
    (music / "b.mp3").symlink_to(put(tmp_path / "secret.mp3"))
    (music / "folder").symlink_to(put(tmp_path / "elsewhere" / "c.mp3").parent)
    scan = scan_folder(music)
    assert [file.path for file in scan.files] == ["a.mp3"]
    assert scan.list_notes() == ["Left out (a link that leads outside the folder): b.mp3, folder."]


def test_links_inside_the_folder_neither_loop_nor_double_a_file(tmp_path: Path) -> None:
    put(tmp_path / "album" / "a.mp3")
    (tmp_path / "album" / "loop").symlink_to(tmp_path)
    (tmp_path / "album" / "self.mp3").symlink_to(tmp_path / "album" / "self.mp3")
    (tmp_path / "favourite.mp3").symlink_to(tmp_path / "album" / "a.mp3")
    (tmp_path / "nowhere.mp3").symlink_to(tmp_path / "missing.mp3")
    assert list_paths(tmp_path) == ["album/a.mp3"]


def test_a_link_to_a_file_that_is_hidden_in_the_folder_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "song.mp3").symlink_to(put(tmp_path / ".store" / "0815", b"123"))
    (file,) = scan_folder(tmp_path).files
    assert (file.path, file.bytes) == ("song.mp3", 3)


def test_names_that_are_not_utf_8_are_left_out_and_noted(tmp_path: Path) -> None:
    put(tmp_path / "a.mp3")
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.mp3")).write_bytes(b"sound")
    except OSError:
        pytest.skip("this file system refuses such names")
    scan = scan_folder(tmp_path)
    assert [file.path for file in scan.files] == ["a.mp3"]
    assert scan.list_notes() == ["Left out (a name that is not valid UTF-8): caf\ufffd.mp3."]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_read_is_noted_and_the_rest_is_found(tmp_path: Path) -> None:
    put(tmp_path / "a.mp3")
    forbidden = put(tmp_path / "secret" / "b.mp3").parent
    audio = scan_folder(tmp_path).files[1].to_audio(tmp_path)
    forbidden.chmod(0)
    try:
        scan = scan_folder(tmp_path)
        assert [file.path for file in scan.files] == ["a.mp3"]
        assert scan.list_notes() == ["Left out (permission denied): secret."]
        assert not is_gone(audio)
    finally:
        forbidden.chmod(0o700)


def test_many_of_a_kind_are_one_note(tmp_path: Path) -> None:
    music = tmp_path / "music"
    put(music / "a.mp3")
    for number in range(5):
        (music / f"{number}.mp3").symlink_to(tmp_path)
    (note,) = scan_folder(music).list_notes()
    assert note == "Left out (a link that leads outside the folder): 0.mp3, 1.mp3, 2.mp3 and 2 more."


def test_a_missing_folder_and_a_file_in_its_place_are_explained(tmp_path: Path) -> None:
    with pytest.raises(CollectionError, match=r"There is no folder .*nowhere"):
        scan_folder(tmp_path / "nowhere")
    with pytest.raises(CollectionError, match="is a file"):
        scan_folder(put(tmp_path / "a.mp3"))


def test_clips_are_numbered_by_their_names_and_everything_else_is_ignored(tmp_path: Path) -> None:
    for name in ("000/000002.mp3", "001/001170.mp3", "155/155320.mp3"):
        put(tmp_path / name)
    for name in ("000/._000005.mp3", "checksums", "000/000005.txt", "000/5.mp3", "000/000000.mp3", "x/000/000007.mp3"):
        put(tmp_path / name)
    put(tmp_path / "002" / "001171.mp3")
    scan = scan_folder(tmp_path)
    assert {number: file.path for number, file in find_clips(scan).items()} == {
        2: "000/000002.mp3",
        1170: "001/001170.mp3",
        155320: "155/155320.mp3",
    }
    (note,) = scan.list_notes()
    assert "first three digits" in note
    assert "002/001171.mp3" in note


def test_a_file_is_gone_when_it_is_missing_or_leads_outside(tmp_path: Path) -> None:
    path = put(tmp_path / "music" / "a.mp3")
    audio = scan_folder(tmp_path / "music").files[0].to_audio(tmp_path / "music")
    assert not is_gone(audio)
    path.unlink()
    assert is_gone(audio)
    path.symlink_to(put(tmp_path / "secret.mp3"))
    assert is_gone(audio)
