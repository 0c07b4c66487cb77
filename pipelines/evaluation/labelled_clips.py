"""Clips with known genres, and perhaps moods: a table, and the sound files in the folder `audio` beside it."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backend.domain.feature_vector import FeatureSet
from backend.domain.track import Artist, LibraryTrack, TrackStatus, fold, stable_id
from pipelines.errors import StepError
from pipelines.genres import GenreRegister
from pipelines.scan_audio import scan_folder
from pipelines.storage import Storage
from pipelines.training_set import TrainingSet, read_training_set
from pipelines.write_tracks import TrackWriter, has_same_sound, load_audio, read_measured

COLUMNS = ("clip", "artist", "title", "genres")
MOOD = "quadrant"
"""The optional column of moods: quadrants of valence and arousal, such as Q1 for happy."""
SEPARATOR = "; "


class LabelsError(StepError):
    """The table of labels cannot be used."""


@dataclass(frozen=True, slots=True)
class LabelledClips:
    """The clips of a table, in a database of their own beside the collection's; `moods` are by track."""

    name: str
    storage: Storage
    moods: dict[int, str]
    tracks: NDArray[np.int64]

    def read(self, feature_sets: Sequence[FeatureSet]) -> TrainingSet:
        """Return those of the clips that have all of `feature_sets`."""
        stored = read_training_set(self.storage, feature_sets)
        return stored.take(np.isin(stored.ids, self.tracks))


def import_labelled_clips(collection: Storage, table: Path) -> LabelledClips:
    """Bring the clips of `table` into a database beside that of the collection, which they never touch.

    There their features are extracted once and kept, like those of a collection.

    Raises:
        LabelsError: the table cannot be read, or lacks a column.
        pipelines.errors.CollectionError: there is no folder `audio` beside it.
    """
    labels = _read_table(table)
    scan = scan_folder(table.parent / "audio")
    files = {Path(audio.path).stem: audio for audio in (file.to_audio(scan.root) for file in scan.files)}
    storage = collection.client[f"{collection.name}_labelled_clips"]
    genres = GenreRegister(storage)
    stored = {one["_id"]: one for one in storage.tracks.find()}
    moods: dict[int, str] = {}
    tracks = [row for row in labels if row["clip"] in files]
    writer = TrackWriter(storage, len(tracks), None)
    for row in tracks:
        track = _make_track(row, genres).model_copy(update={"audio": files[row["clip"]]})
        old = stored.get(track.id)
        if old and has_same_sound(load_audio(old), track.audio):
            track = track.model_copy(update=read_measured(old))
        writer.put(track.to_document(), old)
        if row.get(MOOD):
            moods[track.id] = row[MOOD]
    writer.finish(str(scan.root), [])
    return LabelledClips(table.name, storage, moods, np.array([_choose_id(row) for row in tracks], dtype=np.int64))


def _read_table(table: Path) -> list[dict[str, str]]:
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, restval="", strict=True))
    except (csv.Error, UnicodeDecodeError) as error:
        raise LabelsError(f"{table} is no table of comma-separated values: {error}.") from error
    missing = [column for column in COLUMNS if not rows or column not in rows[0]]
    if missing:
        raise LabelsError(f"{table} lacks the columns {', '.join(missing)}; it needs {', '.join(COLUMNS)}.")
    return rows


def _make_track(row: dict[str, str], genres: GenreRegister) -> LibraryTrack:
    titles = [title.strip() for title in row["genres"].split(SEPARATOR.strip()) if title.strip()]
    ids = list(dict.fromkeys(genres.ensure(title).id for title in titles))
    return LibraryTrack(
        id=_choose_id(row),
        title=row["title"],
        artist=Artist(id=stable_id(fold(row["artist"].strip())), name=row["artist"].strip()),
        genre_top=titles[0] if titles else None,
        genres=ids,
        genres_all=ids,
        status=TrackStatus.PENDING,
    )


def _choose_id(row: dict[str, str]) -> int:
    return stable_id(f"{row['clip']}\n{row['artist']}\n{row['title']}")
