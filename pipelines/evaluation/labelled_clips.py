"""Clips with known genres, and perhaps moods: a table, and the sound files in the folder `audio` beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backend.domain.feature_vector import FeatureSet
from backend.domain.track import Artist, LibraryTrack, TrackStatus, fold, stable_id
from pipelines.evaluation.label_table import MOOD, Labels, LabelsError, match_files, read_labels
from pipelines.genres import GenreRegister
from pipelines.scan_audio import describe_left_out, scan_folder
from pipelines.storage import Storage, prepare_storage
from pipelines.training_set import TrainingSet, read_training_set
from pipelines.write_tracks import TrackWriter, has_same_sound, load_audio, read_measured

SEPARATOR = ";"
"""What stands between the genres of a clip."""


@dataclass(frozen=True, slots=True)
class LabelledClips:
    """The clips of a table, in a database of their own beside the collection's; `moods` are by track.

    `notes` tell which rows and files were left out, a line for each reason.
    """

    name: str
    storage: Storage
    moods: dict[int, str]
    tracks: NDArray[np.int64]
    notes: Sequence[str] = ()

    def read(self, feature_sets: Sequence[FeatureSet]) -> TrainingSet:
        """Return those of the clips that have all of `feature_sets`."""
        stored = read_training_set(self.storage, feature_sets)
        return stored.take(np.isin(stored.ids, self.tracks))

    def list_unusable(self) -> list[str]:
        """Return a line for each reason why a clip cannot be measured although its file is there."""
        unusable: dict[str, list[str]] = {}
        wanted = {"_id": {"$in": self.tracks.tolist()}, "status": {"$ne": TrackStatus.READY}}
        for track in self.storage.tracks.find(wanted, {"audio.path": 1, "status_reason": 1}):
            reason = (track.get("status_reason") or "not analysed, see above").rstrip(".")
            unusable.setdefault(reason, []).append(track["audio"]["path"])
        return describe_left_out(unusable)


def import_labelled_clips(collection: Storage, table: Path) -> LabelledClips:
    """Bring the clips of `table` into a database beside that of the collection, which they never touch.

    There their features are extracted once and kept, like those of a collection.

    Raises:
        LabelsError: the table cannot be read, lacks a column, or none of its rows has a sound file.
        pipelines.errors.CollectionError: there is no folder `audio` beside it.
    """
    labels = read_labels(table)
    scan = scan_folder(table.parent / "audio")
    matched = match_files(labels, scan)
    if not matched:
        notes = " ".join(scan.list_notes())
        raise LabelsError(
            f"No row of {table} names a sound file in {scan.root}. `clip` is the name of a file, with or without its"
            f" ending. {notes}"
        )
    storage = collection.client[f"{collection.name}_labelled_clips"]
    prepare_storage(storage)
    genres = GenreRegister(storage)
    stored = {one["_id"]: one for one in storage.tracks.find()}
    moods: dict[int, str] = {}
    writer = TrackWriter(storage, len(matched), None)
    for row, file in matched:
        track = _make_track(row, genres).model_copy(update={"audio": file.to_audio(scan.root)})
        old = stored.get(track.id)
        if old and has_same_sound(load_audio(old), track.audio):
            track = track.model_copy(update=read_measured(old))
        writer.put(track.to_document(), old)
        if row.get(MOOD):
            moods[track.id] = row[MOOD]
    writer.finish(str(scan.root), [])
    tracks = np.array([_choose_id(row) for row, _ in matched], dtype=np.int64)
    return LabelledClips(table.name, storage, moods, tracks, scan.list_notes())


def _make_track(row: Labels, genres: GenreRegister) -> LibraryTrack:
    titles = [title.strip() for title in row["genres"].split(SEPARATOR) if title.strip()]
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


def _choose_id(row: Labels) -> int:
    return stable_id(f"{row['clip']}\n{row['artist']}\n{row['title']}")
