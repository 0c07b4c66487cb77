"""What an import changes in the database, and above all what it does not."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import mutagen
import numpy as np
import pytest
import soundfile

from backend.domain.track import LibraryTrack, stable_id
from pipelines.import_tracks import import_fma, import_music
from pipelines.scan_audio import CollectionError
from pipelines.storage import Storage
from pipelines.write_tracks import ImportResult

FMA = Path(__file__).parents[2].parent / "shared" / "data" / "fma"
BROKEN = {1486, 98558, 98566, 99134, 108925, 133297}
HEADER = [
    ",album,album,artist,artist,track,track,track,track,track,track",
    ",id,title,id,name,genre_top,genres,genres_all,license,listens,title",
    "track_id,,,,,,,,,,",
]
ROW = "2,,,7,AWOL,Rock,[12],[12],CC BY,5,Food"
GENRES = "genre_id,#tracks,parent,title,top_level\n12,9,0,Rock,12\n25,3,12,Punk,12\n"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Half a second of a tone, as the bytes of an mp3 file."""
    path = tmp_path_factory.mktemp("sound") / "tone.mp3"
    soundfile.write(path, 0.2 * np.sin(2 * np.pi * 440 * np.arange(11_025) / 22_050), 22_050)
    return path.read_bytes()


@pytest.fixture
def put(sound: bytes) -> Callable[..., Path]:
    """Writes a sound file, with tags by their easy names; the time it was changed never changes by itself."""

    def write(path: Path, **tags: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sound)
        if tags:
            tagged = mutagen.File(path, easy=True)
            tagged.add_tags()
            tagged.update(tags)
            tagged.save()
        os.utime(path, ns=(1, 1_600_000_000_000_000_000))
        return path

    return write


@pytest.fixture
def writes(storage: Storage) -> Iterator[Callable[[], int]]:
    """Tells how many writes the server has seen in this database since."""
    storage.command("profile", 2)
    yield lambda: storage["system.profile"].count_documents({"op": {"$in": ["insert", "update", "remove"]}})
    storage.command("profile", 0)


def write_tables(folder: Path, *rows: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "genres.csv").write_text(GENRES)
    (folder / "tracks.csv").write_text("\n".join([*HEADER, *rows, ""]))
    return folder


def measure(storage: Storage, track_id: int, status: str = "ready", reason: str | None = None) -> None:
    """Do what an extraction does to a track."""
    found: dict[str, Any] = {"status": status, "status_reason": reason, "duration_seconds": 29.976}
    storage.tracks.update_one({"_id": track_id}, {"$set": found})


def read(storage: Storage, track_id: int) -> dict[str, Any]:
    document = storage.tracks.find_one({"_id": track_id})
    assert document is not None
    return document


def find_id(storage: Storage, title: str) -> int:
    (document,) = storage.tracks.find({"title": title})
    return int(document["_id"])


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.added, result.updated, result.removed, result.unchanged


def assert_measured(document: dict[str, Any]) -> None:
    assert (document["status"], document["status_reason"], document["duration_seconds"]) == ("ready", None, 29.976)


def assert_pending(document: dict[str, Any]) -> None:
    assert (document["status"], document["status_reason"]) == ("pending", None)
    assert document["duration_seconds"] == pytest.approx(0.5, abs=0.1)


# FMA


def test_fma_rows_with_and_without_clip_and_clips_without_row_are_tracks(
    storage: Storage, tmp_path: Path, put: Callable[..., Path]
) -> None:
    put(tmp_path / "clips" / "000" / "000002.mp3")
    put(tmp_path / "clips" / "001" / "001170.mp3")
    put(tmp_path / "clips" / "001" / "001171.mp3", title="Tagged", artist="Somebody", genre="Punk")
    put(tmp_path / "clips" / "000" / "._000005.mp3")
    tables = write_tables(tmp_path / "tables", "2,1,Album,7,AWOL,Rock,[25],,CC BY,5,Food", "3,,,7,AWOL,,[],[],,0,Other")
    assert counts(import_fma(storage, tmp_path / "clips", tables)) == (4, 0, 0, 0)
    food = read(storage, 2)
    assert_pending(food)
    assert food["audio"]["path"] == "000/000002.mp3"
    assert (food["genres"], food["genres_all"], food["genre_top"]) == ([25], [12, 25], "Rock")
    assert (read(storage, 3)["status"], read(storage, 3)["audio"]) == ("no_audio", None)
    assert (read(storage, 1170)["title"], read(storage, 1170)["artist"]["name"]) == ("Track 1170", "Unknown artist")
    tagged = read(storage, 1171)
    assert (tagged["title"], tagged["artist"]["name"], tagged["genres_all"]) == ("Tagged", "Somebody", [12, 25])


def test_documents_are_what_the_service_reads(storage: Storage, tmp_path: Path, put: Callable[..., Path]) -> None:
    put(tmp_path / "clips" / "000" / "000002.mp3")
    import_fma(storage, tmp_path / "clips", write_tables(tmp_path / "t", "2,1,Album,7,AWOL,Rock,[25],,CC BY,5,Food"))
    for document in storage.tracks.find():
        assert LibraryTrack.model_validate({**document, "id": document["_id"]}).to_document() == document
    assert read(storage, 2)["words"] == ["album", "awol", "food"]
    assert storage.genres.find_one({"_id": 25}) == {
        "_id": 25,
        "title": "Punk",
        "folded_title": "punk",
        "parent": 12,
        "top_level": 12,
    }


def test_a_second_import_of_fma_writes_nothing(
    storage: Storage, tmp_path: Path, put: Callable[..., Path], writes: Callable[[], int]
) -> None:
    put(tmp_path / "clips" / "000" / "000002.mp3")
    put(tmp_path / "clips" / "001" / "001170.mp3", genre="Ska")
    tables = write_tables(tmp_path / "t", "2,1,Album,7,AWOL,Rock,[25],,CC BY,5,Food", "3,,,7,AWOL,,[],[],,0,Other")
    import_fma(storage, tmp_path / "clips", tables)
    measure(storage, 2)
    measure(storage, 1170, "unreadable", "It is silent.")
    before = writes()
    assert counts(import_fma(storage, tmp_path / "clips", tables)) == (0, 0, 0, 3)
    assert writes() == before
    assert_measured(read(storage, 2))
    assert read(storage, 1170)["status_reason"] == "It is silent."


def test_new_words_of_a_row_do_not_undo_what_was_measured(
    storage: Storage, tmp_path: Path, put: Callable[..., Path]
) -> None:
    put(tmp_path / "clips" / "000" / "000002.mp3")
    import_fma(storage, tmp_path / "clips", write_tables(tmp_path / "t", "2,,,7,AWOL,Rock,[25],,,5,Food"))
    measure(storage, 2)
    renamed = write_tables(tmp_path / "t", "2,,,7,AWOL,Rock,[25],,,6,Fruit")
    assert counts(import_fma(storage, tmp_path / "clips", renamed)) == (0, 1, 0, 0)
    assert (read(storage, 2)["title"], read(storage, 2)["sort"]["title"], read(storage, 2)["listens"]) == (
        "Fruit",
        "fruit",
        6,
    )
    assert_measured(read(storage, 2))


def test_fma_clips_may_change_vanish_return_and_move(
    storage: Storage, tmp_path: Path, put: Callable[..., Path]
) -> None:
    clips, moved = tmp_path / "clips", tmp_path / "moved"
    tables = write_tables(tmp_path / "t", "2,,,7,AWOL,Rock,[25],,,5,Food", "3,,,7,AWOL,,[],[],,0,Other")
    for number in (2, 3, 1170):
        put(clips / f"{number // 1000:03d}" / f"{number:06d}.mp3")
    import_fma(storage, clips, tables)
    for number in (2, 3, 1170):
        measure(storage, number)
    shutil.move(clips, moved)
    (moved / "000" / "000003.mp3").unlink()
    (moved / "001" / "001170.mp3").unlink()
    assert counts(import_fma(storage, moved, tables)) == (0, 1, 2, 0)
    assert_measured(read(storage, 2))
    assert read(storage, 2)["audio"]["root"] == str(moved)
    for number in (3, 1170):
        gone = read(storage, number)
        assert (gone["status"], gone["audio"], gone["duration_seconds"]) == ("no_audio", None, None)
    assert read(storage, 1170)["title"] == "Track 1170"
    put(moved / "000" / "000003.mp3")
    os.utime(moved / "000" / "000002.mp3", ns=(1, 1))
    assert counts(import_fma(storage, moved, tables)) == (0, 2, 0, 0)
    assert_pending(read(storage, 2))
    assert_pending(read(storage, 3))


def test_clips_of_another_folder_that_are_still_there_stay(
    storage: Storage, tmp_path: Path, put: Callable[..., Path]
) -> None:
    tables = write_tables(tmp_path / "t", "2,,,7,AWOL,,[],,,5,Food", "3,,,7,AWOL,,[],[],,0,Other")
    put(tmp_path / "one" / "000" / "000002.mp3")
    put(tmp_path / "two" / "000" / "000003.mp3")
    import_fma(storage, tmp_path / "one", tables)
    import_fma(storage, tmp_path / "two", tables)
    assert read(storage, 2)["audio"]["root"] == str(tmp_path / "one")
    assert read(storage, 3)["audio"]["root"] == str(tmp_path / "two")


def test_a_folder_without_clips_is_explained(storage: Storage, tmp_path: Path, put: Callable[..., Path]) -> None:
    put(tmp_path / "clips" / "song.mp3")
    with pytest.raises(CollectionError, match=r"no FMA clips in .*000/000002\.mp3"):
        import_fma(storage, tmp_path / "clips", write_tables(tmp_path / "t", ROW))


@pytest.mark.skipif(not FMA.exists(), reason="the FMA sample is not at ../shared/data/fma")
def test_the_sample_of_fma_is_818_tracks(storage: Storage) -> None:
    assert counts(import_fma(storage, FMA / "fma_sample", FMA / "fma_metadata")) == (818, 0, 0, 0)
    assert Counter(one["status"] for one in storage.tracks.find()) == {"no_audio": 681, "pending": 137}
    assert storage.tracks.count_documents({"_id": {"$in": sorted(BROKEN)}, "status": "pending"}) == 6
    assert (storage.genres.count_documents({}), storage.tracks.count_documents({"genre_top": None})) == (163, 63)
    assert read(storage, 2)["genre_top"] == "Hip-Hop"
    assert read(storage, 1170)["title"] == "Track 1170"
    started = monotonic()
    assert counts(import_fma(storage, FMA / "fma_sample", FMA / "fma_metadata")) == (0, 0, 0, 818)
    assert monotonic() - started < 1


# Own music


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

    def stop(done: int, total: int) -> None:
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


# Genres


def test_own_genres_have_ids_that_fma_never_uses(storage: Storage, tmp_path: Path, put: Callable[..., Path]) -> None:
    put(tmp_path / "a.mp3", genre="Ska")
    import_music(storage, tmp_path)
    put(tmp_path / "b.mp3", genre="Zouk; SKA")
    import_music(storage, tmp_path)
    assert {one["_id"]: one["title"] for one in storage.genres.find()} == {100_000: "Ska", 100_001: "Zouk"}
    assert storage.genres.find_one({"_id": 100_001}) == {
        "_id": 100_001,
        "title": "Zouk",
        "folded_title": "zouk",
        "parent": None,
        "top_level": 100_001,
    }


def test_own_files_take_the_genres_of_fma(storage: Storage, tmp_path: Path, put: Callable[..., Path]) -> None:
    put(tmp_path / "clips" / "000" / "000002.mp3")
    import_fma(storage, tmp_path / "clips", write_tables(tmp_path / "t", ROW))
    put(tmp_path / "music" / "a.mp3", title="Song", genre="punk")
    import_music(storage, tmp_path / "music")
    song = read(storage, find_id(storage, "Song"))
    assert (song["genre_top"], song["genres"], song["genres_all"]) == ("Punk", [25], [12, 25])


def test_an_own_genre_becomes_that_of_fma_when_fma_is_imported_later(
    storage: Storage, tmp_path: Path, put: Callable[..., Path]
) -> None:
    put(tmp_path / "music" / "a.mp3", title="Song", genre="punk; Ska")
    import_music(storage, tmp_path / "music")
    put(tmp_path / "clips" / "000" / "000002.mp3")
    import_fma(storage, tmp_path / "clips", write_tables(tmp_path / "t", ROW))
    song = read(storage, find_id(storage, "Song"))
    assert (song["genre_top"], song["genres"], song["genres_all"]) == ("Punk", [25, 100_001], [12, 25, 100_001])
    assert {one["_id"] for one in storage.genres.find()} == {12, 25, 100_001}
