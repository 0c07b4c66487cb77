"""Which clips lack which features, and the status of a track whose clip was analysed."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymongo import UpdateOne

from backend.domain.feature_vector import ACOUSTIC, FeatureSet
from backend.domain.track import Audio, TrackStatus
from pipelines.storage import Storage


@dataclass(frozen=True, slots=True)
class Clip:
    """A track's sound file, and the names of the feature sets that it lacks."""

    track: int
    audio: Audio
    wanted: frozenset[str]

    @property
    def path(self) -> Path:
        """Where the file is."""
        return Path(self.audio.root) / self.audio.path


@dataclass(frozen=True, slots=True)
class IdRange:
    """Track ids from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def query(self) -> dict[str, Any]:
        """What finds the documents of these ids."""
        return {"_id": {"$gte": self.first, "$lte": self.last}}


def find_wanted_clips(
    storage: Storage, feature_sets: Sequence[FeatureSet], within: IdRange | None = None
) -> tuple[list[Clip], int]:
    """Return the clips that lack one of `feature_sets`, by id, and how many lack none; of all tracks, or of some.

    A set is lacking where it was never computed, by an older version, or of a file that changed since. Among the
    clips that lack none, what a crash left half written is completed.
    """
    ids = within.query if within else {}
    known = _read_known(storage, feature_sets, ids)
    wanted: list[Clip] = []
    current, half_written = 0, []
    listed = {**ids, "status": {"$in": [TrackStatus.PENDING, TrackStatus.READY]}, "audio": {"$ne": None}}
    for document in storage.tracks.find(listed, {"audio": 1, "status": 1}).sort("_id", 1):
        audio = Audio.model_validate(document["audio"])
        features = known.get(document["_id"], {})
        lacking = frozenset(one.name for one in feature_sets if not _is_current(one, features, audio))
        clip = Clip(document["_id"], audio, lacking)
        if lacking:
            wanted.append(clip)
            continue
        current += 1
        if document["status"] != TrackStatus.READY:
            half_written.append(mark_ready(clip, features[ACOUSTIC.name]["file_seconds"]))
    if half_written:
        storage.tracks.bulk_write(half_written, ordered=False)
    return wanted, current


def find_lost_folders(clips: Sequence[Clip]) -> frozenset[str]:
    """Return the imported folders of clips that are gone or, as where a drive is not mounted, empty."""
    return frozenset(root for root in {clip.audio.root for clip in clips} if _is_lost(root))


def _is_lost(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is None
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        # It is there; each of its clips says what is wrong.
        return False


def _read_known(storage: Storage, feature_sets: Sequence[FeatureSet], ids: dict[str, Any]) -> dict[int, dict[str, Any]]:
    keys = ("version", "bytes", "mtime_ns", "file_seconds")
    kept = {f"{one.name}.{key}": 1 for one in feature_sets for key in keys}
    return {one["_id"]: one for one in storage.features.find(ids, kept)}


def _is_current(feature_set: FeatureSet, features: dict[str, Any], audio: Audio) -> bool:
    made = features.get(feature_set.name)
    return made is not None and is_made_from(made, feature_set, audio)


def is_made_from(made: dict[str, Any], feature_set: FeatureSet, audio: Audio) -> bool:
    """Whether stored features are of this version and of this very file."""
    source = (made["version"], made["bytes"], made["mtime_ns"])
    return source == (feature_set.version, audio.bytes, audio.mtime_ns)


def mark_ready(clip: Clip, file_seconds: float) -> UpdateOne:
    """Return the write that says that the track can be played and recommended."""
    seconds = round(file_seconds, 3)
    return mark(clip, {"status": TrackStatus.READY, "status_reason": None, "duration_seconds": seconds})


def mark(clip: Clip, change: dict[str, Any]) -> UpdateOne:
    """Return the write of `change` to the track, if its file is still the one that was listed."""
    return mark_audio(clip.track, clip.audio, change)


def mark_audio(track: int, audio: Audio, change: dict[str, Any]) -> UpdateOne:
    """Return the write of `change` to the track, if this is still its file: an import may have found another one."""
    seen = {"_id": track, "audio.bytes": audio.bytes, "audio.mtime_ns": audio.mtime_ns}
    return UpdateOne(seen, {"$set": change})
