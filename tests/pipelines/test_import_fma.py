"""What an import of FMA's clips and tables changes in the database, and above all what it does not."""

import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest

from backend.domain.track import LibraryTrack
from pipelines.errors import CollectionError
from pipelines.import_tracks import import_fma
from pipelines.storage import Storage
from tests.imported_tracks import ROW, assert_measured, assert_pending, counts, measure, read, write_tables
from tests.synthetic_pictures import JPEG, embed_picture

FMA = Path(__file__).parents[2].parent / "shared" / "data" / "fma"
BROKEN = {1486, 98558, 98566, 99134, 108925, 133297}


def test_fma_rows_with_and_without_clip_and_clips_without_row_are_tracks(
    storage: Storage, tmp_path: Path, put: Callable[..., Path]
) -> None:
    put(tmp_path / "clips" / "000" / "000002.mp3")
    put(tmp_path / "clips" / "001" / "001170.mp3")
    put(tmp_path / "clips" / "001" / "001171.mp3", title="Tagged", artist="Somebody", genre="Punk")
    put(tmp_path / "clips" / "000" / "._000005.mp3")
    tables = write_tables(
        tmp_path / "tables", "2,1,Album,7,AWOL,Rock,[25],,CC BY,5,3,Food", "3,,,7,AWOL,,[],[],,0,,Other"
    )
    assert counts(import_fma(storage, tmp_path / "clips", tables)) == (4, 0, 0, 0)
    food = read(storage, 2)
    assert_pending(food)
    assert food["audio"]["path"] == "000/000002.mp3"
    assert (food["number"], read(storage, 3)["number"]) == (3, None)
    assert (food["genres"], food["genres_all"], food["genre_top"]) == ([25], [12, 25], "Rock")
    assert (read(storage, 3)["status"], read(storage, 3)["audio"]) == ("no_audio", None)
    assert (read(storage, 1170)["title"], read(storage, 1170)["artist"]["name"]) == ("Track 1170", "Unknown artist")
    tagged = read(storage, 1171)
    assert (tagged["title"], tagged["artist"]["name"], tagged["genres_all"]) == ("Tagged", "Somebody", [12, 25])


def test_documents_are_what_the_service_reads(storage: Storage, tmp_path: Path, put: Callable[..., Path]) -> None:
    put(tmp_path / "clips" / "000" / "000002.mp3")
    import_fma(storage, tmp_path / "clips", write_tables(tmp_path / "t", "2,1,Album,7,AWOL,Rock,[25],,CC BY,5,3,Food"))
    for document in storage.tracks.find():
        assert LibraryTrack.model_validate({**document, "id": document["_id"]}).to_document() == document
    assert read(storage, 2)["words"] == ["album", "awol", "food", "rock"]
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
    tables = write_tables(tmp_path / "t", "2,1,Album,7,AWOL,Rock,[25],,CC BY,5,3,Food", "3,,,7,AWOL,,[],[],,0,,Other")
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
    import_fma(storage, tmp_path / "clips", write_tables(tmp_path / "t", "2,,,7,AWOL,Rock,[25],,,5,3,Food"))
    measure(storage, 2)
    renamed = write_tables(tmp_path / "t", "2,,,7,AWOL,Rock,[25],,,6,3,Fruit")
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
    tables = write_tables(tmp_path / "t", "2,,,7,AWOL,Rock,[25],,,5,3,Food", "3,,,7,AWOL,,[],[],,0,,Other")
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
    tables = write_tables(tmp_path / "t", "2,,,7,AWOL,,[],,,5,3,Food", "3,,,7,AWOL,,[],[],,0,,Other")
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


def test_covers_and_places_of_clips_imported_by_an_older_segue_are_completed(
    storage: Storage, tmp_path: Path, put: Callable[..., Path], writes: Callable[[], int]
) -> None:
    embed_picture(put(tmp_path / "clips" / "000" / "000002.mp3"), JPEG)
    put(tmp_path / "clips" / "000" / "000003.mp3")
    tables = write_tables(tmp_path / "t", "2,1,Album,7,AWOL,Rock,[25],,CC BY,5,3,Food", "3,,,7,AWOL,,[],[],,0,0,Other")
    import_fma(storage, tmp_path / "clips", tables)
    newer = ("number", "disc", "has_cover", "embedded_picture", "sound", "traits_version", "sort.album")
    storage.tracks.update_many({}, {"$unset": dict.fromkeys(newer, "")})
    measure(storage, 2)
    assert counts(import_fma(storage, tmp_path / "clips", tables)) == (0, 2, 0, 0)
    food, other = read(storage, 2), read(storage, 3)
    assert_measured(food)
    assert (food["number"], food["has_cover"], other["number"], other["has_cover"]) == (3, True, None, False)
    before = writes()
    assert counts(import_fma(storage, tmp_path / "clips", tables)) == (0, 0, 0, 2)
    assert writes() == before
