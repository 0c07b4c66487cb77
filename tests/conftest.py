"""What tests share: a real MongoDB for the whole run, and an empty database for each test that asks for one."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient

from backend.embedded_mongo import embedded_mongo
from pipelines.storage import Storage


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest file, so that no process of the suite is left alone with it at the end."""
    items.sort(key=lambda item: item.path.name != "test_spark_engine.py")


@pytest.fixture(scope="session")
def mongodb_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with embedded_mongo(tmp_path_factory.mktemp("mongodb")) as uri:
        yield uri


@pytest.fixture
def storage(mongodb_uri: str) -> Iterator[Storage]:
    client: MongoClient[dict[str, Any]] = MongoClient(mongodb_uri, tz_aware=True, uuidRepresentation="standard")
    with client:
        name = f"test_{uuid4().hex}"
        yield client[name]
        client.drop_database(name)
