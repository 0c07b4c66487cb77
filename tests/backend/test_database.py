"""What the service makes of a database that it is the first to open."""

import asyncio
from typing import Any

from pymongo import MongoClient
from pymongo.database import Database

from backend.database import open_database
from backend.domain.indexes import INDEXES


def test_the_service_makes_the_indexes_and_the_tracks_of_small_pages(mongodb_uri: str) -> None:
    async def open_twice() -> None:
        for _ in range(2):
            async with open_database(mongodb_uri, "opened_first"):
                pass

    asyncio.run(open_twice())
    client: MongoClient[dict[str, Any]]
    with MongoClient(mongodb_uri) as client:
        database: Database[dict[str, Any]] = client["opened_first"]
        assert set(database.list_collection_names()) == set(INDEXES)
        assert "leaf_page_max=8KB" in database.command("collStats", "tracks")["wiredTiger"]["creationString"]
