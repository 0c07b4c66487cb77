"""The indexes of the database: whoever opens it ensures them, the service as well as the pipelines."""

from typing import NamedTuple

ASCENDING, DESCENDING = 1, -1


class Index(NamedTuple):
    """The fields of an index in their order, each with its direction."""

    keys: list[tuple[str, int]]
    is_unique: bool = False


INDEXES = {
    "tracks": [
        Index([("status", ASCENDING), ("sort.title", ASCENDING), ("_id", ASCENDING)]),
        Index([("status", ASCENDING), ("sort.artist", ASCENDING), ("_id", ASCENDING)]),
        Index([("status", ASCENDING), ("sort.album", ASCENDING), ("_id", ASCENDING)]),
        Index([("status", ASCENDING), ("listens", DESCENDING), ("_id", ASCENDING)]),
        Index([("status", ASCENDING), ("traits_version", ASCENDING)]),
        Index([("words", ASCENDING)]),
        Index([("tag_words", ASCENDING)]),
        Index([("genres_all", ASCENDING)]),
        Index([("artist.id", ASCENDING)]),
        Index([("album.id", ASCENDING)]),
    ],
    "placements": [Index([("_id.model", ASCENDING), ("cluster", ASCENDING), ("distance", ASCENDING)])],
    "models": [Index([("state", ASCENDING), ("activated_at", DESCENDING)])],
    "plays": [Index([("listener", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)])],
    "ratings": [Index([("_id.listener", ASCENDING), ("at", DESCENDING), ("_id.track", DESCENDING)])],
    "listeners": [Index([("token_sha256", ASCENDING)], is_unique=True)],
}
"""The indexes by collection: one for each way that the stores and the pipelines read."""
