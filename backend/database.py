"""The connection to MongoDB: opens the client and ensures the indexes. Motor is imported here only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, IndexModel

Database = AsyncIOMotorDatabase[dict[str, Any]]

CONNECT_TIMEOUT_MS = 5_000
"""How long a request waits for a database that is away before it answers 503."""

INDEXES = {
    "tracks": [
        IndexModel([("status", ASCENDING), ("sort.title", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("status", ASCENDING), ("sort.artist", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("status", ASCENDING), ("listens", DESCENDING), ("_id", ASCENDING)]),
        IndexModel([("words", ASCENDING)]),
        IndexModel([("genres_all", ASCENDING)]),
        IndexModel([("artist.id", ASCENDING)]),
    ],
    "placements": [
        IndexModel([("_id.model", ASCENDING), ("cluster", ASCENDING), ("distance", ASCENDING)]),
    ],
    "models": [IndexModel([("state", ASCENDING), ("activated_at", DESCENDING)])],
    "plays": [IndexModel([("listener", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)])],
    "ratings": [IndexModel([("_id.listener", ASCENDING), ("at", DESCENDING)])],
    "listeners": [IndexModel([("token_sha256", ASCENDING)], unique=True)],
}
"""The indexes by collection: one for each way that the stores read."""


@asynccontextmanager
async def open_database(uri: str, name: str) -> AsyncIterator[Database]:
    """Yield the database `name` at `uri`, its indexes in place; close the client at the end.

    Raises:
        pymongo.errors.PyMongoError: the server does not answer within five seconds, or refuses.
    """
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(
        uri, serverSelectionTimeoutMS=CONNECT_TIMEOUT_MS, tz_aware=True, uuidRepresentation="standard"
    )
    try:
        database = client[name]
        for collection, indexes in INDEXES.items():
            await database[collection].create_indexes(indexes)
        yield database
    finally:
        client.close()
