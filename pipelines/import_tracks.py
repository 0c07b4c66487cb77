"""The import of a collection: reads what is there, compares it with what is stored, writes what differs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from backend.domain.track import Audio, LibraryTrack, TrackStatus
from pipelines.errors import CollectionError
from pipelines.find_covers import CoverFinder
from pipelines.fma_metadata import read_metadata
from pipelines.genres import GenreRegister, store_genres
from pipelines.music_tags import read_tags
from pipelines.music_tracks import choose_ids, make_track
from pipelines.progress import Advance
from pipelines.scan_audio import MEDIA_TYPES, find_clips, is_gone, scan_folder
from pipelines.storage import Storage
from pipelines.write_tracks import (
    BATCH,
    ImportResult,
    TrackWriter,
    has_same_sound,
    load_audio,
    read_measured,
)


def import_fma(storage: Storage, clips: Path, metadata: Path, advance: Advance | None = None) -> ImportResult:
    """Bring the clips `NNN/NNNNNN.mp3` in `clips` and the rows of FMA's tables in `metadata` into the database.

    Rows without a clip become tracks without sound; clips without a row are named by their tags or number.
    What was measured of an unchanged clip stays, also when the whole folder was moved.

    Raises CollectionError: there are no clips, or the tables are not FMA's.
    """
    scan = scan_folder(clips)
    found = {track_id: file.to_audio(scan.root) for track_id, file in find_clips(scan).items()}
    if not found:
        raise CollectionError(
            f"There are no FMA clips in {clips}. Expected are folders 000, 001, ... with files such as "
            "000/000002.mp3; any other folder of music is imported with `segue import music`."
        )
    fma = read_metadata(metadata)
    store_genres(storage, fma.genres.values())
    genres, covers = GenreRegister(storage), CoverFinder()
    track_ids = sorted(found.keys() | fma.tracks.keys())
    writer = TrackWriter(storage, len(track_ids), advance)
    for batch in _split(track_ids):
        stored = {one["_id"]: one for one in storage.tracks.find({"_id": {"$in": batch}})}
        for track_id in batch:
            old = stored.get(track_id)
            audio = found.get(track_id) or _find_elsewhere(load_audio(old), scan.root)
            track = fma.tracks.get(track_id) or _name_clip(track_id, found[track_id], old, genres)
            writer.put(_complete(_add_clip(track, audio, old), old, covers), old)
    return writer.finish(str(scan.root), fma.notes + scan.list_notes())


def import_music(storage: Storage, folder: Path, advance: Advance | None = None) -> ImportResult:
    """Bring every sound file in `folder` and the folders below it into the database, under the words of its tags.

    The tags are read of new and changed files only, and once more of those that an older Segue imported, which read
    less of them. What was measured of an unchanged file stays, also when the whole folder was moved; a file that was
    renamed or moved inside the folder is a new track.

    Raises CollectionError: the folder is missing or holds no sound files.
    """
    scan = scan_folder(folder)
    if not scan.files:
        endings = ", ".join(ending.removeprefix(".") for ending in MEDIA_TYPES)
        raise CollectionError(
            f"There are no sound files in {folder}. Name a folder with files of these kinds, "
            f"at whatever depth: {endings}."
        )
    fields = {"audio": 1, "has_cover": 1, "embedded_picture": 1}
    stored = {one["_id"]: one for one in storage.tracks.find({}, fields)}
    sounds = {track_id: load_audio(one) for track_id, one in stored.items()}
    found = choose_ids((file.to_audio(scan.root) for file in scan.files), sounds, is_gone)
    genres, covers = GenreRegister(storage), CoverFinder()
    writer = TrackWriter(storage, len(found), advance)
    for track_id, audio in found.items():
        embedded = stored.get(track_id, {}).get("embedded_picture")
        if embedded is not None and has_same_sound(sounds.get(track_id), audio):
            writer.keep(stored[track_id], audio, has_cover=covers.has_cover(audio, embedded=embedded))
        else:
            track = make_track(track_id, audio, read_tags(scan.root / audio.path), genres)
            old = storage.tracks.find_one({"_id": track_id})
            writer.put(_complete(track, old, covers), old)
    return writer.finish(str(scan.root), scan.list_notes())


def _split(track_ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(track_ids), BATCH):
        yield list(track_ids[start : start + BATCH])


def _find_elsewhere(stored: Audio | None, root: Path) -> Audio | None:
    """The clip of a track that is not in this folder, if it was imported from another folder and is still there."""
    return stored if stored and stored.root != str(root) and not is_gone(stored) else None


def _name_clip(track_id: int, audio: Audio, stored: dict[str, Any] | None, genres: GenreRegister) -> LibraryTrack:
    """The track of a clip without a row."""
    if stored and has_same_sound(load_audio(stored), audio):
        return LibraryTrack.model_validate({**stored, "id": track_id})
    tags = read_tags(Path(audio.root) / audio.path)
    return make_track(track_id, audio, replace(tags, title=tags.title or f"Track {track_id}"), genres)


def _add_clip(track: LibraryTrack, audio: Audio | None, stored: dict[str, Any] | None) -> LibraryTrack:
    """Return the track with its clip, if it has one."""
    if audio is None:
        return track
    if stored and has_same_sound(load_audio(stored), audio) and stored.get("embedded_picture") is not None:
        return track.model_copy(update={"audio": audio, "embedded_picture": stored["embedded_picture"]})
    tags = read_tags(Path(audio.root) / audio.path)
    told = {"duration_seconds": tags.duration_seconds, "embedded_picture": tags.has_picture}
    return track.model_copy(update={"audio": audio, "status": TrackStatus.PENDING, **told})


def _complete(track: LibraryTrack, stored: dict[str, Any] | None, covers: CoverFinder) -> dict[str, Any]:
    """Return the document of a track, with its cover, and with what extraction found out about the same file before."""
    measured = read_measured(stored) if stored and has_same_sound(load_audio(stored), track.audio) else {}
    has_cover = covers.has_cover(track.audio, embedded=bool(track.embedded_picture))
    return track.model_copy(update={**measured, "has_cover": has_cover}).to_document()
