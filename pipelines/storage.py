"""The pipelines' connection to MongoDB. PyMongo's client is imported here only."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from pymongo import IndexModel, MongoClient
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import ConfigurationError, ConnectionFailure, OperationFailure

from backend.domain.indexes import INDEXES, STORAGE_ENGINES
from backend.embedded_mongo import embedded_mongo
from backend.settings import Settings
from pipelines.errors import StepError

Storage = Database[dict[str, Any]]

CONNECT_TIMEOUT_MS = 10_000

_ADVICE = "set SEGUE_MONGODB_URI to one that does, or unset it: Segue then runs a MongoDB of its own."


class WrongDatabaseError(StepError):
    """SEGUE_MONGODB_URI leads to no MongoDB that can be used; the message says why, and what to do."""


@contextmanager
def open_storage(settings: Settings) -> Iterator[Storage]:
    """Yield the database, its indexes in place: that of SEGUE_MONGODB_URI, or the embedded one in the data directory.

    Raises:
        backend.embedded_mongo.EmbeddedMongoError: the embedded MongoDB cannot be started.
        WrongDatabaseError: what SEGUE_MONGODB_URI names does not answer, or refuses.
    """
    if settings.mongodb_uri is None:
        with embedded_mongo(settings.data_dir) as uri, _connect(uri, settings.database) as client:
            yield client[settings.database]
    else:
        with _connect_elsewhere(settings.mongodb_uri, settings.database) as client:
            yield client[settings.database]


def _connect_elsewhere(uri: str, name: str) -> MongoClient[dict[str, Any]]:
    # Names and passwords of the address are nobody's business.
    hosts = uri.rpartition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[2]
    try:
        return _connect(uri, name)
    except ConnectionFailure as error:
        raise WrongDatabaseError(f"No MongoDB answers at {hosts}. Start it, {_ADVICE}") from error
    except OperationFailure as error:
        said = (error.details or {}).get("errmsg", "no reason")
        raise WrongDatabaseError(f"The MongoDB at {hosts} refuses Segue ({said}): {_ADVICE}") from error
    # A port that is no number is a plain ValueError.
    except (ConfigurationError, ValueError) as error:
        raise WrongDatabaseError(
            f"SEGUE_MONGODB_URI is no address of a MongoDB ({error}). One looks like mongodb://localhost:27017;"
            f" {_ADVICE}"
        ) from error


def _connect(uri: str, name: str) -> MongoClient[dict[str, Any]]:
    client: MongoClient[dict[str, Any]] = MongoClient(
        uri, serverSelectionTimeoutMS=CONNECT_TIMEOUT_MS, tz_aware=True, uuidRepresentation="standard"
    )
    try:
        prepare_storage(client[name])
    except BaseException:
        client.close()
        raise
    return client


def prepare_storage(storage: Storage) -> None:
    """Make the collections whose files are of a kind, and all indexes; drop those that an older Segue read by."""
    for collection in STORAGE_ENGINES.keys() - storage.list_collection_names():
        # A server that lets nobody choose makes it as it likes, with the first index.
        with suppress(OperationFailure):
            storage.create_collection(collection, check_exists=False, storageEngine=STORAGE_ENGINES[collection])
    for collection, indexes in INDEXES.items():
        made = [IndexModel(one.keys, **one.list_options()) for one in indexes]
        storage[collection].create_indexes(made)
        _drop_others(storage[collection], {one.document["name"] for one in made})


def _drop_others(collection: Collection[dict[str, Any]], wanted: set[str]) -> None:
    # Every write would go on paying for them.
    for name in {*collection.index_information()} - wanted - {"_id_"}:
        collection.drop_index(name)
