"""The pipelines' connection to MongoDB. PyMongo's client is imported here only."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pymongo import IndexModel, MongoClient
from pymongo.database import Database

from backend.domain.indexes import INDEXES
from backend.embedded_mongo import embedded_mongo
from backend.settings import Settings

Storage = Database[dict[str, Any]]

CONNECT_TIMEOUT_MS = 10_000


@contextmanager
def open_storage(settings: Settings) -> Iterator[Storage]:
    """Yield the database, its indexes in place: that of SEGUE_MONGODB_URI, or the embedded one in the data directory.

    Raises:
        backend.embedded_mongo.EmbeddedMongoError: the embedded MongoDB cannot be started.
        pymongo.errors.PyMongoError: the server does not answer.
    """
    if settings.mongodb_uri is None:
        with embedded_mongo(settings.data_dir) as uri:
            yield from _connect(uri, settings.database)
    else:
        yield from _connect(settings.mongodb_uri, settings.database)


def _connect(uri: str, name: str) -> Iterator[Storage]:
    client: MongoClient[dict[str, Any]] = MongoClient(
        uri, serverSelectionTimeoutMS=CONNECT_TIMEOUT_MS, tz_aware=True, uuidRepresentation="standard"
    )
    with client:
        database = client[name]
        for collection, indexes in INDEXES.items():
            database[collection].create_indexes([IndexModel(one.keys, unique=one.is_unique) for one in indexes])
        yield database
