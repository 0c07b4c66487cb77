"""What became of the collection: tracks by status, and every clip that cannot be used, with the reason."""

from pathlib import Path

from pydantic import BaseModel

from backend.domain.track import TrackStatus
from pipelines.storage import Storage


class UnusableClip(BaseModel):
    """A sound file that cannot be used."""

    track: int
    path: str
    reason: str


class CollectionReport(BaseModel):
    """Counts of tracks by status, their sum, and the unusable clips by track id."""

    tracks: int
    by_status: dict[TrackStatus, int]
    unusable: list[UnusableClip]


def report_collection(storage: Storage) -> CollectionReport:
    """Return the report of everything that was imported."""
    counted = storage.tracks.aggregate([{"$group": {"_id": "$status", "tracks": {"$sum": 1}}}])
    counts = {one["_id"]: one["tracks"] for one in counted}
    kept = {"audio.root": 1, "audio.path": 1, "status_reason": 1}
    unusable = [
        UnusableClip(
            track=document["_id"],
            path=str(Path(document["audio"]["root"]) / document["audio"]["path"]),
            reason=document["status_reason"],
        )
        for document in storage.tracks.find({"status": TrackStatus.UNREADABLE}, kept).sort("_id", 1)
    ]
    by_status = {status: counts.get(status, 0) for status in TrackStatus}
    return CollectionReport(tracks=sum(by_status.values()), by_status=by_status, unusable=unusable)
