"""What an import of one's own music changes in the database, and above all what it does not."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.domain.track import stable_id
from pipelines.errors import CollectionError
from pipelines.import_tracks import import_fma, import_music
from pipelines.storage import Storage
from tests.imported_tracks import ROW, assert_measured, assert_pending, counts, find_id, measure, read, write_tables
from tests.synthetic_pictures import JPEG, embed_picture


def test_own_files_are_tracks_under_the_words_of_their_tags(
    storage: Storage, tmp_path: Path, put: Callable[..., Path]
) -> None:
    put(tmp_path / "a.mp3", title="Song", artist="Band", album="LP", genre="Ska; Rock", copyright="CC0")
    put(tmp_path / "Artist" / "Album" / "03 - Über.mp3")
    (tmp_path / "broken.flac").write_bytes(b"<html>")
    assert counts(import_music(storage, tmp_path)) == (3, 0, 0, 0)
    song = read(storage, stable_id("a.mp3"))
    assert_pending(song)
    assert (song["title"], song["artist"]["name"], song["album"]["title"]) == ("Song", "Band", "LP")
    assert (song["genre_top"], song["genres"], song["licence"]) == ("Ska", [100_000, 100_001], "CC0")
    untagged = read(storage, find_id(storage, "Über"))
    assert (untagged["artist"]["name"], untagged["album"]["title"]) == ("Artist", "Album")
    broken = read(storage, find_id(storage, "broken"))
    assert (broken["status"], broken["duration_seconds"]) == ("pending", None)


def test_a_second_import_of_music_writes_nothing(
    storage: Storage, tmp_path: Path, put: Callable[..., Path], writes: Callable[[], int]
) -> None:
    put(tmp_path / "a.mp3", genre="Ska")
    put(tmp_path / "b.mp3")
    import_music(storage, tmp_path)
    measure(storage, stable_id("a.mp3"))
    before = writes()
    assert counts(import_music(storage, tmp_path)) == (0, 0, 0, 2)
    assert writes() == before
    assert_measured(read(storage, stable_id("a.mp3")))


def test_tags_of_unchanged_files_are_not_read_again(storage: Storage, tmp_path: Path, put: Callable[..., Path]) -> None:
    path = put(tmp_path / "a.mp3")
    import_music(storage, tmp_path)
    path.write_bytes(b"x" * path.stat().st_size)
    os.utime(path, ns=(1, 1_600_000_000_000_000_000))
    measure(storage, stable_id("a.mp3"))
    assert counts(import_music(storage, tmp_path)) == (0, 0, 0, 1)
    assert_measured(read(storage, stable_id("a.mp3")))


def test_a_changed_file_is_pending_again_with_its_new_words(
    storage: Storage, tmp_path: Path, put: Callable[..., Path]
) -> None:
    put(tmp_path / "a.mp3", title="Old")
    import_music(storage, tmp_path)
    measure(storage, stable_id("a.mp3"), "unreadable", "It is silent.")
    put(tmp_path / "a.mp3", title="New and longer")
    os.utime(tmp_path / "a.mp3", ns=(1, 2))
    assert counts(import_music(storage, tmp_path)) == (0, 1, 0, 0)
    document = read(storage, stable_id("a.mp3"))
    assert_pending(document)
    assert (document["title"], document["audio"]["mtime_ns"]) == ("New and longer", 2)


def test_a_moved_folder_keeps_its_tracks(storage: Storage, tmp_path: Path, put: Callable[..., Path]) -> None:
    for name in ("a", "b", "c"):
        put(tmp_path / "old" / f"{name}.mp3")
    import_music(storage, tmp_path / "old")
    for name in ("a", "b", "c"):
        measure(storage, stable_id(f"{name}.mp3"))
    shutil.move(tmp_path / "old", tmp_path / "new")
    (tmp_path / "new" / "c.mp3").unlink()
    os.utime(tmp_path / "new" / "b.mp3", ns=(1, 2))
    assert counts(import_music(storage, tmp_path / "new")) == (0, 2, 1, 0)
    assert storage.tracks.count_documents({}) == 3
    assert_measured(read(storage, stable_id("a.mp3")))
    assert read(storage, stable_id("a.mp3"))["audio"]["root"] == str(tmp_path / "new")
    assert_pending(read(storage, stable_id("b.mp3")))
    assert read(storage, stable_id("c.mp3"))["status"] == "no_audio"


def test_a_renamed_file_is_a_new_track_and_the_old_one_has_no_audio(
    storage: Storage, tmp_path: Path, put: Callable[..., Path]
) -> None:
    path = put(tmp_path / "a.mp3", title="Song")
    import_music(storage, tmp_path)
    path.rename(tmp_path / "b.mp3")
    assert counts(import_music(storage, tmp_path)) == (1, 0, 1, 0)
    old = read(storage, stable_id("a.mp3"))
    assert (old["status"], old["audio"], old["title"]) == ("no_audio", None, "Song")
    assert_pending(read(storage, stable_id("b.mp3")))
    (tmp_path / "b.mp3").rename(path)
    assert counts(import_music(storage, tmp_path)) == (0, 1, 1, 0)
    assert_pending(read(storage, stable_id("a.mp3")))


def test_two_folders_may_hold_the_same_path(storage: Storage, tmp_path: Path, put: Callable[..., Path]) -> None:
    put(tmp_path / "one" / "a.mp3", title="First")
    put(tmp_path / "two" / "a.mp3", title="Second")
    import_music(storage, tmp_path / "one")
    assert counts(import_music(storage, tmp_path / "two")) == (1, 0, 0, 0)
    assert find_id(storage, "First") == stable_id("a.mp3")
    assert find_id(storage, "Second") == stable_id("a.mp3\n1")
    for folder in ("two", "one"):
        assert counts(import_music(storage, tmp_path / folder)) == (0, 0, 0, 1)
    shutil.rmtree(tmp_path / "one")
    assert counts(import_music(storage, tmp_path / "two")) == (0, 0, 0, 1)
    assert find_id(storage, "Second") == stable_id("a.mp3\n1")


def test_names_that_differ_in_their_encoding_only_are_two_tracks(
    storage: Storage, tmp_path: Path, put: Callable[..., Path]
) -> None:
    put(tmp_path / "\u00e9.mp3")
    put(tmp_path / "e\u0301.mp3")
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system takes them for one")
    assert counts(import_music(storage, tmp_path)) == (2, 0, 0, 0)
    assert counts(import_music(storage, tmp_path)) == (0, 0, 0, 2)


def test_a_file_belongs_to_one_track_however_it_is_imported(
    storage: Storage, tmp_path: Path, put: Callable[..., Path]
) -> None:
    clips = tmp_path / "clips"
    put(clips / "000" / "000002.mp3")
    put(clips / "other.mp3", title="Other")
    import_music(storage, clips)
    assert counts(import_fma(storage, clips, write_tables(tmp_path / "t", ROW))) == (1, 0, 1, 0)
    assert {one["_id"] for one in storage.tracks.find({"status": "pending"})} == {2, stable_id("other.mp3")}
    assert counts(import_music(storage, clips)) == (0, 0, 0, 2)


def test_an_import_that_was_cut_short_is_completed(
    storage: Storage, tmp_path: Path, put: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.write_tracks.BATCH", 2)
    monkeypatch.setattr("pipelines.write_tracks.PROGRESS_STEP", 1)
    for number in range(5):
        put(tmp_path / f"{number}.mp3", genre="Ska")
    heard = []

    def stop(done: int, total: int, failed: int = 0) -> None:
        heard.append((done, total))
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_music(storage, tmp_path, stop)
    assert heard == [(1, 5), (2, 5), (3, 5)]
    assert counts(import_music(storage, tmp_path)) == (3, 0, 0, 2)


def test_what_was_left_out_is_told(storage: Storage, tmp_path: Path, put: Callable[..., Path]) -> None:
    put(tmp_path / "music" / "a.mp3")
    (tmp_path / "music" / "b.mp3").symlink_to(put(tmp_path / "secret.mp3"))
    result = import_music(storage, tmp_path / "music")
    assert counts(result) == (1, 0, 0, 0)
    assert result.notes == ["Left out (a link that leads outside the folder): b.mp3."]


def test_an_empty_or_missing_folder_changes_nothing_and_is_explained(
    storage: Storage, tmp_path: Path, put: Callable[..., Path]
) -> None:
    path = put(tmp_path / "music" / "a.mp3")
    import_music(storage, tmp_path / "music")
    path.unlink()
    with pytest.raises(CollectionError, match=r"There are no sound files in .*music"):
        import_music(storage, tmp_path / "music")
    path.parent.rmdir()
    with pytest.raises(CollectionError, match="There is no folder"):
        import_music(storage, tmp_path / "music")
    assert_pending(read(storage, stable_id("a.mp3")))


def test_the_place_in_the_album_follows_from_the_tags_or_the_name(
    storage: Storage, tmp_path: Path, put: Callable[..., Path]
) -> None:
    put(tmp_path / "a.mp3", title="Tagged", tracknumber="3/12", discnumber="2/2", album="LP")
    put(tmp_path / "Artist" / "Album" / "07 - Named.mp3")
    import_music(storage, tmp_path)
    tagged, named = read(storage, find_id(storage, "Tagged")), read(storage, find_id(storage, "Named"))
    assert (tagged["number"], tagged["disc"], named["number"], named["disc"]) == (3, 2, 7, None)
    assert tagged["sort"]["album"] == f"0lp\t{tagged['album']['id']}\t00020003\ttagged"


def test_a_cover_is_a_picture_in_the_file_or_one_that_came_beside_it(
    storage: Storage, tmp_path: Path, put: Callable[..., Path]
) -> None:
    embed_picture(put(tmp_path / "one" / "a.mp3", title="Embedded"), JPEG)
    put(tmp_path / "two" / "b.mp3", title="Beside")
    import_music(storage, tmp_path)
    ids = {title: find_id(storage, title) for title in ("Embedded", "Beside")}

    def have_covers() -> list[bool]:
        return [read(storage, track_id)["has_cover"] for track_id in ids.values()]

    assert have_covers() == [True, False]
    measure(storage, ids["Beside"])
    (tmp_path / "two" / "Cover.JPG").write_bytes(JPEG)
    assert counts(import_music(storage, tmp_path)) == (0, 1, 0, 1)
    assert have_covers() == [True, True]
    assert_measured(read(storage, ids["Beside"]))
    (tmp_path / "two" / "Cover.JPG").unlink()
    assert counts(import_music(storage, tmp_path)) == (0, 1, 0, 1)
    (tmp_path / "one" / "a.mp3").unlink()
    import_music(storage, tmp_path)
    assert have_covers() == [False, False]


def test_what_an_older_segue_imported_is_completed_once_and_stays_measured(
    storage: Storage, tmp_path: Path, put: Callable[..., Path], writes: Callable[[], int]
) -> None:
    embed_picture(put(tmp_path / "a.mp3", title="Song", tracknumber="3", album="LP"), JPEG)
    os.utime(tmp_path / "a.mp3", ns=(1, 2))
    import_music(storage, tmp_path)
    today = read(storage, stable_id("a.mp3"))
    newer = ("number", "disc", "has_cover", "embedded_picture", "sound", "traits_version", "sort.album")
    storage.tracks.update_one({}, {"$unset": dict.fromkeys(newer, "")})
    measure(storage, stable_id("a.mp3"))
    assert counts(import_music(storage, tmp_path)) == (0, 1, 0, 0)
    completed = read(storage, stable_id("a.mp3"))
    assert_measured(completed)
    assert (completed["number"], completed["has_cover"], completed["sort"]) == (3, True, today["sort"])
    before = writes()
    assert counts(import_music(storage, tmp_path)) == (0, 0, 0, 1)
    assert writes() == before
