"""Collections to import, as FMA's tables, and what is asked of the tracks that were imported."""

from pathlib import Path
from typing import Any

import pytest

from pipelines.storage import Storage
from pipelines.write_tracks import ImportResult

HEADER = [
    ",album,album,artist,artist,track,track,track,track,track,track,track",
    ",id,title,id,name,genre_top,genres,genres_all,license,listens,number,title",
    "track_id,,,,,,,,,,,",
]
ROW = "2,,,7,AWOL,Rock,[12],[12],CC BY,5,3,Food"
SOUND = {"brightness": 0.5, "loudness": 0.6, "energy": 0.25, "noisiness": 0.0, "tempo": 1.0, "key": 0.75}
GENRES = "genre_id,#tracks,parent,title,top_level\n12,9,0,Rock,12\n25,3,12,Punk,12\n"


def write_tables(folder: Path, *rows: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "genres.csv").write_text(GENRES)
    (folder / "tracks.csv").write_text("\n".join([*HEADER, *rows, ""]))
    return folder


def measure(storage: Storage, track_id: int, status: str = "ready", reason: str | None = None) -> None:
    """Do what an extraction does to a track."""
    found: dict[str, Any] = {"status": status, "status_reason": reason, "duration_seconds": 29.976}
    found |= {"tags": ["Hip-Hop"], "tag_words": ["hip", "hop"], "sound": SOUND, "traits_version": 1}
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
    assert (document["tags"], document["tag_words"]) == (["Hip-Hop"], ["hip", "hop"])
    assert (document["sound"], document["traits_version"]) == (SOUND, 1)


def assert_pending(document: dict[str, Any]) -> None:
    assert (document["status"], document["status_reason"]) == ("pending", None)
    assert (document["tags"], document["tag_words"]) == ([], [])
    assert (document["sound"], document["traits_version"]) == (None, None)
    assert document["duration_seconds"] == pytest.approx(0.5, abs=0.1)
