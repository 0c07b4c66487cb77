"""Extracts the features of every track that lacks them: reads tracks, computes in processes, writes features."""

from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock
from pymongo import UpdateOne

from backend.domain.feature_vector import ACOUSTIC, pack_vector
from backend.domain.track import Audio, TrackStatus
from pipelines.analyse_clip import Analysis, analyse_clip, prepare_worker
from pipelines.decode_audio import NotOpenedError, UnreadableError
from pipelines.progress import show_progress
from pipelines.storage import Storage
from pipelines.worker_pool import WorkerPool

ANALYSING_LIBRARIES = ("librosa", "numpy", "scipy", "soundfile", "soxr", "av")


@dataclass(frozen=True, slots=True)
class Clip:
    """A track's sound file that is to be analysed."""

    track: int
    audio: Audio

    @property
    def path(self) -> Path:
        """Where the file is."""
        return Path(self.audio.root) / self.audio.path


@dataclass(frozen=True, slots=True)
class ExtractionResult:
    """What became of the clips: analysed now, of these unreadable; not read this time; analysed before, unchanged."""

    analysed: int
    unreadable: int
    missing: int
    unchanged: int


def extract_features(storage: Storage, data_dir: Path, workers: int, *, retry: bool = False) -> ExtractionResult:
    """Analyse every clip whose features are missing, of an older version, or of a file that changed since.

    What was unreadable stays so until its file changes, or until a run with `retry`.
    It can be stopped at any time; the next run goes on with what is left. Two runs at once take turns.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with FileLock(data_dir / "extraction.lock"):
        if retry:
            again = {"status": TrackStatus.PENDING, "status_reason": None}
            storage.tracks.update_many({"status": TrackStatus.UNREADABLE}, {"$set": again})
        clips, unchanged = _find_clips(storage)
        writer = _FeatureWriter(storage)
        if clips:
            pool = WorkerPool(_analyse, workers, partial(prepare_worker, data_dir / "numba"))
            with show_progress("Listening") as advance, writer, closing(pool.run(clips)) as outcomes:
                for clip, outcome in outcomes:
                    writer.add(clip, outcome)
                    advance(writer.done, len(clips), writer.unreadable + writer.missing)
    return ExtractionResult(writer.analysed, writer.unreadable, writer.missing, unchanged)


def _analyse(clip: Clip) -> Analysis:
    return analyse_clip(clip.path)


def _find_clips(storage: Storage) -> tuple[list[Clip], int]:
    """Return the clips to analyse, and how many need not be; among those, complete what a crash left half written."""
    kept = {f"{ACOUSTIC.name}.{key}": 1 for key in ("version", "bytes", "mtime_ns", "file_seconds")}
    known = {one["_id"]: one[ACOUSTIC.name] for one in storage.features.find({}, kept) if ACOUSTIC.name in one}
    wanted: list[Clip] = []
    current, half_written = 0, []
    listed = {"status": {"$in": [TrackStatus.PENDING, TrackStatus.READY]}, "audio": {"$ne": None}}
    for document in storage.tracks.find(listed, {"audio": 1, "status": 1}).sort("_id", 1):
        clip = Clip(document["_id"], Audio.model_validate(document["audio"]))
        features = known.get(clip.track)
        if features is None or not _is_current(features, clip.audio):
            wanted.append(clip)
            continue
        current += 1
        if document["status"] != TrackStatus.READY:
            half_written.append(_mark_ready(clip, features["file_seconds"]))
    if half_written:
        storage.tracks.bulk_write(half_written, ordered=False)
    return wanted, current


def _is_current(features: dict[str, Any], audio: Audio) -> bool:
    made_from = (features["version"], features["bytes"], features["mtime_ns"])
    return made_from == (ACOUSTIC.version, audio.bytes, audio.mtime_ns)


@dataclass
class _FeatureWriter:
    """Writes results as they come, features first, then the track's status.

    So a track is never `ready` without features; features without the status are completed by the next run.
    """

    storage: Storage
    analysed: int = 0
    unreadable: int = 0
    missing: int = 0
    _features: list[UpdateOne] = field(default_factory=list)
    _tracks: list[UpdateOne] = field(default_factory=list)

    def __enter__(self) -> "_FeatureWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()

    @property
    def done(self) -> int:
        """How many clips were tried."""
        return self.analysed + self.missing

    def add(self, clip: Clip, outcome: Analysis | BaseException) -> None:
        """Note the outcome of one clip."""
        if isinstance(outcome, NotOpenedError | MemoryError | OSError):
            # No fault of the sound, perhaps a drive that is not connected: the clip waits for the next run.
            self.missing += 1
            return
        self.analysed += 1
        if isinstance(outcome, BaseException):
            self.unreadable += 1
            self._tracks.append(_mark(clip, {"status": TrackStatus.UNREADABLE, "status_reason": _reason(outcome)}))
        else:
            self._features.append(UpdateOne({"_id": clip.track}, {"$set": _features(clip, outcome)}, upsert=True))
            self._tracks.append(_mark_ready(clip, outcome.file_seconds))
        # At once: writing is cheap beside listening, and a crash then loses only what is in hand.
        self._flush()

    def _flush(self) -> None:
        if self._features:
            self.storage.features.bulk_write(self._features, ordered=False)
        if self._tracks:
            self.storage.tracks.bulk_write(self._tracks, ordered=False)
        self._features, self._tracks = [], []


def _mark_ready(clip: Clip, file_seconds: float) -> UpdateOne:
    seconds = round(file_seconds, 3)
    return _mark(clip, {"status": TrackStatus.READY, "status_reason": None, "duration_seconds": seconds})


def _mark(clip: Clip, change: dict[str, Any]) -> UpdateOne:
    # Only if the file is still the one that was analysed: an import may have found another one meanwhile.
    seen = {"_id": clip.track, "audio.bytes": clip.audio.bytes, "audio.mtime_ns": clip.audio.mtime_ns}
    return UpdateOne(seen, {"$set": change})


def _features(clip: Clip, analysis: Analysis) -> dict[str, Any]:
    return {
        ACOUSTIC.name: {
            "version": ACOUSTIC.version,
            "vector": pack_vector(analysis.acoustic),
            "bytes": clip.audio.bytes,
            "mtime_ns": clip.audio.mtime_ns,
            "file_seconds": analysis.file_seconds,
            "computed_at": datetime.now(UTC),
            "computed_by": {name: version(name) for name in ANALYSING_LIBRARIES},
        }
    }


def _reason(error: BaseException) -> str:
    if isinstance(error, UnreadableError):
        return str(error)
    if isinstance(error, BrokenProcessPool):
        return "It could not be analysed: the decoder crashed on it, or never came to an end."
    return f"It could not be analysed ({type(error).__name__}: {error})."
