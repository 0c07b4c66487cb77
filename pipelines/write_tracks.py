"""Writes tracks as far as they differ from what is stored, in bulk, and counts what that was."""

from dataclasses import dataclass, field
from typing import Any

from pymongo import UpdateOne

from backend.domain.track import Audio, LibraryTrack, TrackStatus, describe_tags
from pipelines.progress import Advance
from pipelines.scan_audio import is_gone
from pipelines.storage import Storage

BATCH = 1_000
"""Tracks read, compared and written at once."""

PROGRESS_STEP = 100
"""Progress is told every so many tracks."""

_NO_AUDIO = {
    "audio": None,
    "status": TrackStatus.NO_AUDIO.value,
    "status_reason": None,
    "duration_seconds": None,
    "has_cover": False,
    "embedded_picture": None,
    "sound": None,
    "traits_version": None,
    **describe_tags([]),
}


_MEASURED = ("status", "status_reason", "duration_seconds", "tags", "sound", "traits_version")


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many tracks were added, changed, lost their sound file or stayed as they were; and what was left out."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)


class TrackWriter:
    """Collects the changes of one import and writes them a batch at a time."""

    def __init__(self, storage: Storage, total: int, advance: Advance | None) -> None:
        """`advance` hears of the tracks that were put or kept, of `total`."""
        self._storage = storage
        self._total = total
        self._advance = advance
        self._done = 0
        self._counts = {"added": 0, "updated": 0, "removed": 0, "unchanged": 0}
        self._writes: list[UpdateOne] = []
        self._claimed: dict[int, Audio] = {}
        self._roots: set[str] = set()

    def put(self, document: dict[str, Any], stored: dict[str, Any] | None) -> None:
        """Store the document where it differs from what is stored under its id.

        Only the fields that differ are written: what an extraction at work stores meanwhile stays.
        """
        known = stored or {}
        changed = {key: value for key, value in document.items() if key not in known or known[key] != value}
        if stored is None:
            self._write("added", document["_id"], changed)
        elif stored.get("audio") and not document["audio"]:
            self._write("removed", document["_id"], changed)
        else:
            self._write("updated", document["_id"], changed)
        self._settle(document["_id"], load_audio(document), load_audio(stored))

    def keep(self, stored: dict[str, Any], audio: Audio, *, has_cover: bool) -> None:
        """Store at most that the unchanged file of a track is now found under another folder, or with a picture."""
        found = {"audio": audio.model_dump(), "has_cover": has_cover}
        changed = {key: value for key, value in found.items() if stored[key] != value}
        self._write("updated", stored["_id"], changed)
        self._settle(stored["_id"], audio, load_audio(stored))

    def finish(self, root: str, notes: list[str]) -> ImportResult:
        """Write the rest, take the sound file from tracks whose file is gone, and return the counts."""
        self._flush()
        self._roots.add(root)
        self._drop_vanished()
        self._flush()
        return ImportResult(**self._counts, notes=notes)

    def _settle(self, track_id: int, audio: Audio | None, stored: Audio | None) -> None:
        if audio:
            self._claimed[track_id] = audio
        if stored and has_same_sound(stored, audio):
            self._roots.add(stored.root)
        self._done += 1
        if self._advance and (self._done % PROGRESS_STEP == 0 or self._done == self._total):
            self._advance(self._done, self._total)

    def _drop_vanished(self) -> None:
        """Look at the imported folder, and at that which it was before it moved, for tracks that were not found."""
        files = {(audio.root, audio.path) for audio in self._claimed.values()}
        listed = {"audio.root": {"$in": sorted(self._roots)}}
        for document in self._storage.tracks.find(listed, {"audio": 1}):
            audio = load_audio(document)
            if audio is None or document["_id"] in self._claimed:
                continue
            # A file that belongs to another track now was imported as music first and as FMA's clip later.
            if (audio.root, audio.path) in files or is_gone(audio):
                self._write("removed", document["_id"], _NO_AUDIO)

    def _write(self, kind: str, track_id: int, changed: dict[str, Any]) -> None:
        self._counts[kind if changed else "unchanged"] += 1
        if changed:
            self._writes.append(UpdateOne({"_id": track_id}, {"$set": changed}, upsert=True))
        if len(self._writes) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._writes:
            self._storage.tracks.bulk_write(self._writes, ordered=False)
            self._writes = []


def read_measured(stored: dict[str, Any]) -> dict[str, Any]:
    """Return what extraction found out about a stored track, as fields of a track."""
    track = LibraryTrack.model_validate({**stored, "id": stored["_id"]})
    return {name: getattr(track, name) for name in _MEASURED}


def has_same_sound(stored: Audio | None, found: Audio | None) -> bool:
    """Whether both are the same file, unchanged; the whole folder may have moved."""
    if stored is None or found is None:
        return False
    return (stored.path, stored.bytes, stored.mtime_ns) == (found.path, found.bytes, found.mtime_ns)


def load_audio(document: dict[str, Any] | None) -> Audio | None:
    """Return the sound file of a stored track, if it has one."""
    return Audio.model_validate(document["audio"]) if document and document.get("audio") else None
