"""The indexes of the database, and how it keeps its files: whoever opens it ensures both, service and pipelines."""

from typing import Any, NamedTuple

ASCENDING, DESCENDING = 1, -1


class Index(NamedTuple):
    """The fields of an index in their order, each with its direction; some expire at the time in their field."""

    keys: list[tuple[str, int]]
    is_unique: bool = False
    is_expiry: bool = False

    def list_options(self) -> dict[str, Any]:
        """Return what MongoDB is told beside the keys."""
        expiry = {"expireAfterSeconds": 0} if self.is_expiry else {}
        return {"unique": self.is_unique, **expiry}


INDEXES = {
    "tracks": [
        Index([("status", ASCENDING), ("sort.title", ASCENDING), ("_id", ASCENDING)]),
        Index([("status", ASCENDING), ("sort.artist", ASCENDING), ("_id", ASCENDING)]),
        Index([("status", ASCENDING), ("sort.album", ASCENDING), ("_id", ASCENDING)]),
        Index([("status", ASCENDING), ("listens", DESCENDING), ("_id", ASCENDING)]),
        Index([("words", ASCENDING), ("status", ASCENDING), ("_id", ASCENDING)]),
        Index([("tag_words", ASCENDING), ("status", ASCENDING), ("_id", ASCENDING)]),
        Index([("status", ASCENDING), ("traits_version", ASCENDING)]),
        Index([("genres_all", ASCENDING)]),
        Index([("status", ASCENDING), ("artist.id", ASCENDING)]),
        Index([("status", ASCENDING), ("album.id", ASCENDING)]),
    ],
    "placements": [Index([("_id.model", ASCENDING), ("cluster", ASCENDING), ("distance", ASCENDING)])],
    "models": [Index([("state", ASCENDING), ("activated_at", DESCENDING)])],
    "plays": [Index([("listener", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)])],
    "ratings": [Index([("_id.listener", ASCENDING), ("at", DESCENDING), ("_id.track", DESCENDING)])],
    "listeners": [Index([("token_sha256", ASCENDING)], is_unique=True)],
    "training_blocks": [Index([("expires_at", ASCENDING)], is_expiry=True)],
}
"""The indexes by collection: one for each way that the stores and the pipelines read."""

STORAGE_ENGINES: dict[str, dict[str, Any]] = {"tracks": {"wiredTiger": {"configString": "leaf_page_max=8KB"}}}
"""What a collection's files are made with, by collection, when it is made.

Lists read tracks from all over the collection, and for each of them its whole page: a quarter of MongoDB's own 32 kB is
read and unpacked twice as fast, and takes twice as much of the disk.
"""
