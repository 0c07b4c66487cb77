"""Gives every track the tags that stand out in its sound, where MusiCNN has heard it."""

from typing import Any

from pymongo import UpdateOne

from backend.domain.feature_vector import MUSICNN, unpack_vector
from backend.domain.sound_tags import choose_tags
from backend.domain.track import describe_tags
from pipelines.storage import Storage
from pipelines.wanted_clips import is_made_from, mark_audio
from pipelines.write_tracks import load_audio

BATCH = 1_000


def tag_tracks(storage: Storage) -> int:
    """Write the tags of every track whose tags differ from what its features say; return how many that were.

    It looks at all tracks, so what a run that was cut short left out is made up for by the next one.
    """
    kept = {f"{MUSICNN.name}.{key}": 1 for key in ("version", "tags", "bytes", "mtime_ns")}
    listed = storage.features.find({f"{MUSICNN.name}.version": MUSICNN.version}, kept)
    heard = {one["_id"]: one[MUSICNN.name] for one in listed}
    if not heard:
        return 0
    writes: list[UpdateOne] = []
    for track in storage.tracks.find({"audio": {"$ne": None}}, {"audio": 1, "tags": 1}):
        if track["_id"] in heard and (write := _tag(track, heard[track["_id"]])):
            writes.append(write)
    for start in range(0, len(writes), BATCH):
        storage.tracks.bulk_write(writes[start : start + BATCH], ordered=False)
    return len(writes)


def _tag(track: dict[str, Any], heard: dict[str, Any]) -> UpdateOne | None:
    audio = load_audio(track)
    if audio is None or not is_made_from(heard, MUSICNN, audio):
        return None
    tags = choose_tags(unpack_vector(heard["tags"]))
    if tags == track.get("tags"):
        return None
    return mark_audio(track["_id"], audio, describe_tags(tags))
