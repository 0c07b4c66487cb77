"""The connection to MongoDB: opens the client and ensures the indexes. Motor is imported here only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo import IndexModel
from pymongo.errors import OperationFailure
from pymongo.write_concern import WriteConcern

from backend.domain.indexes import INDEXES, STORAGE_ENGINES

Database = AsyncIOMotorDatabase[dict[str, Any]]

CONNECT_TIMEOUT_MS = 5_000
"""How long a request waits for a database that is away before it answers 503."""

JOURNALED = WriteConcern(w=1, j=True)
"""For the last write of a request that changes what is a listener's: the journal then holds all that was written before
it too, and what was answered survives a crash of the database.
"""


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
        for collection in STORAGE_ENGINES.keys() - await database.list_collection_names():
            # A server that lets nobody choose makes it as it likes, with the first index.
            with suppress(OperationFailure):
                await database.create_collection(
                    collection, check_exists=False, storageEngine=STORAGE_ENGINES[collection]
                )
        for collection, indexes in INDEXES.items():
            # Kept, as Motor makes a new one each time that it is named, which every request does some times.
            setattr(database, collection, database[collection])
            await database[collection].create_indexes(
                [IndexModel(index.keys, **index.list_options()) for index in indexes]
            )
        yield database
    finally:
        client.close()
