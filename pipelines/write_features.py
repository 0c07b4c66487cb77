"""Writes what extraction finds out, clip by clip."""

from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from pymongo import UpdateOne

from backend.domain.feature_vector import ACOUSTIC, MUSICNN, WAVEFORM, FeatureSet, pack_vector
from backend.domain.sound_traits import describe_traits, read_traits
from backend.domain.track import TrackStatus
from pipelines.analyse_clip import Analysis
from pipelines.decode_audio import NotOpenedError, UnreadableError
from pipelines.storage import Storage
from pipelines.wanted_clips import Clip, mark, mark_ready

DECODERS = ("numpy", "soundfile", "av")
"""What decodes a file, and all that its waveform is computed by."""
LIBRARIES = ("librosa", "scipy", "soxr", *DECODERS)
"""What all other features are computed by."""


@dataclass
class FeatureWriter:
    """Writes results as they come, features first, then the track's status.

    So a track is never `ready` without features; features without the status are completed by the next run.
    """

    storage: Storage
    analysed: int = 0
    unreadable: int = 0
    missing: int = 0

    @property
    def done(self) -> int:
        """How many clips were tried."""
        return self.analysed + self.missing

    def add(self, clip: Clip, outcome: Analysis | BaseException) -> None:
        """Write the outcome of one clip at once: that is cheap beside listening, and a crash then loses little."""
        lacks_extra_only = ACOUSTIC.name not in clip.wanted and not isinstance(outcome, Analysis | UnreadableError)
        if lacks_extra_only or isinstance(outcome, NotOpenedError | MemoryError | OSError):
            # No fault of the sound, perhaps a drive that is not connected, or one of the neural network's: the clip
            # waits for the next run, and a track that could be played before still can.
            self.missing += 1
            return
        self.analysed += 1
        if isinstance(outcome, BaseException):
            self.unreadable += 1
            change = {"status": TrackStatus.UNREADABLE, "status_reason": _reason(outcome)}
            self.storage.tracks.bulk_write([mark(clip, change)])
            return
        writes = [UpdateOne({"_id": clip.track}, {"$set": _features(clip, outcome)}, upsert=True)]
        if outcome.hearing is None:
            writes.append(_forget_other_hearing(clip))
        self.storage.features.bulk_write(writes)
        marks = [mark_ready(clip, outcome.file_seconds)]
        if outcome.acoustic is not None:
            marks.append(mark(clip, describe_traits(read_traits(outcome.acoustic))))
        self.storage.tracks.bulk_write(marks)


def _features(clip: Clip, analysis: Analysis) -> dict[str, Any]:
    features: dict[str, Any] = {}
    if analysis.acoustic is not None:
        features[ACOUSTIC.name] = {
            **_describe(clip, ACOUSTIC, LIBRARIES),
            "vector": pack_vector(analysis.acoustic),
            "file_seconds": analysis.file_seconds,
        }
    if analysis.waveform is not None:
        features[WAVEFORM.name] = {**_describe(clip, WAVEFORM, DECODERS), "peaks": analysis.waveform}
    if analysis.hearing is not None:
        features[MUSICNN.name] = {
            **_describe(clip, MUSICNN, (*LIBRARIES, "onnxruntime")),
            "vector": pack_vector(analysis.hearing.vector),
            "tags": pack_vector(analysis.hearing.tags),
        }
    return features


def _forget_other_hearing(clip: Clip) -> UpdateOne:
    """Return the write that removes what MusiCNN heard of an earlier file, when the network is not here any more."""
    other = [{f"{MUSICNN.name}.{key}": {"$ne": getattr(clip.audio, key)}} for key in ("bytes", "mtime_ns")]
    return UpdateOne({"_id": clip.track, "$or": other}, {"$unset": {MUSICNN.name: ""}})


def _describe(clip: Clip, feature_set: FeatureSet, libraries: tuple[str, ...]) -> dict[str, Any]:
    return {
        "version": feature_set.version,
        "bytes": clip.audio.bytes,
        "mtime_ns": clip.audio.mtime_ns,
        "computed_at": datetime.now(UTC),
        "computed_by": {name: version(name) for name in libraries},
    }


def _reason(error: BaseException) -> str:
    if isinstance(error, UnreadableError):
        return str(error)
    if isinstance(error, BrokenProcessPool):
        return "It could not be analysed: the decoder crashed on it, or never came to an end."
    return f"It could not be analysed ({type(error).__name__}: {error})."
