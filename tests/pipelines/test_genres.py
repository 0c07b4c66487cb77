"""The genres of own files beside those of FMA."""

from collections.abc import Callable
from pathlib import Path

from pipelines.import_tracks import import_fma, import_music
from pipelines.storage import Storage
from tests.imported_tracks import ROW, find_id, read, write_tables


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
