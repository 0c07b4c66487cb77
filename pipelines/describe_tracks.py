"""Gives every track the traits of its sound that its acoustic features tell."""

from pymongo import UpdateOne

from backend.domain.feature_vector import ACOUSTIC, unpack_vector
from backend.domain.sound_traits import TRAITS_VERSION, describe_traits, read_traits
from backend.domain.track import TrackStatus
from pipelines.storage import Storage
from pipelines.wanted_clips import is_made_from, mark_audio
from pipelines.write_tracks import load_audio

BATCH = 1_000

LACKING = {"status": TrackStatus.READY, "traits_version": {"$ne": TRAITS_VERSION}}
"""What finds the tracks to describe: by an index, as it is asked in every run and mostly finds none."""


def describe_tracks(storage: Storage) -> int:
    """Write the traits of every ready track that lacks those of this version; return how many that were.

    A clip gets its own as soon as it is analysed. This is for tracks that were analysed before there were traits, or
    others than today's, and for those that a run left half written when it was cut short.
    """
    tracks = {track["_id"]: load_audio(track) for track in storage.tracks.find(LACKING, {"audio": 1})}
    ids = list(tracks)
    described = 0
    for start in range(0, len(ids), BATCH):
        writes: list[UpdateOne] = []
        for features in storage.features.find({"_id": {"$in": ids[start : start + BATCH]}}, {ACOUSTIC.name: 1}):
            audio, acoustic = tracks[features["_id"]], features.get(ACOUSTIC.name)
            if audio and acoustic and is_made_from(acoustic, ACOUSTIC, audio):
                traits = read_traits(unpack_vector(acoustic["vector"]))
                writes.append(mark_audio(features["_id"], audio, describe_traits(traits)))
        if writes:
            described += storage.tracks.bulk_write(writes, ordered=False).modified_count
    return described
