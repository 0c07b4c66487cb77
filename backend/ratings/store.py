"""Queries on the `ratings` collection."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from backend.database import Database
from backend.domain.play import Rating, RatingValue
from backend.pages import Page, decode_cursor, encode_cursor, read_number, read_time


async def save_rating(database: Database, listener: UUID, rating: Rating) -> None:
    """Store a rating in place of the listener's earlier one of the track."""
    await database.ratings.replace_one(
        {"_id": {"listener": listener, "track": rating.track}},
        {"value": rating.value, "at": rating.at},
        upsert=True,
    )


async def delete_rating(database: Database, listener: UUID, track_id: int) -> None:
    """Forget a rating; forgetting none is fine."""
    await database.ratings.delete_one({"_id": {"listener": listener, "track": track_id}})


async def find_ratings(database: Database, listener: UUID, count: int) -> list[Rating]:
    """Return the latest ratings of a listener, newest first."""
    found = database.ratings.find({"_id.listener": listener}, limit=count).sort([("at", -1), ("_id.track", -1)])
    return [_load(document) for document in await found.to_list(None)]


async def read_ratings(database: Database, listener: UUID, count: int) -> AsyncIterator[list[Rating]]:
    """Yield every rating of a listener, newest first, `count` at a time."""
    found = database.ratings.find({"_id.listener": listener}).sort([("at", -1), ("_id.track", -1)])
    while batch := await found.to_list(count):
        yield [_load(document) for document in batch]


async def find_disliked(database: Database, listener: UUID) -> list[int]:
    """Return the ids of all tracks that a listener dislikes."""
    disliked = {"_id.listener": listener, "value": RatingValue.DISLIKE}
    return [document["_id"]["track"] for document in await database.ratings.find(disliked, {"_id": 1}).to_list(None)]


async def list_ratings(
    database: Database, listener: UUID, limit: int, cursor: str | None, value: RatingValue | None = None
) -> Page[Rating]:
    """Return one page of a listener's ratings, newest first; with `value` of only these.

    Raises:
        BadRequestError: the cursor is not one of this list.
    """
    mine: dict[str, Any] = {"_id.listener": listener} | ({"value": value} if value else {})
    total = await database.ratings.count_documents(mine)
    rest = mine
    if cursor:
        at, track = decode_cursor(cursor, read_time, read_number)
        rest = {**mine, "$or": [{"at": {"$lt": at}}, {"at": at, "_id.track": {"$lt": track}}]}
    found = database.ratings.find(rest).sort([("at", -1), ("_id.track", -1)]).limit(limit + 1)
    ratings = [_load(document) for document in await found.to_list(None)]
    page = ratings[:limit]
    more = len(ratings) > limit
    return Page(items=page, next=encode_cursor(page[-1].at.isoformat(), page[-1].track) if more else None, total=total)


def _load(document: dict[str, Any]) -> Rating:
    return Rating(track=document["_id"]["track"], value=document["value"], at=document["at"])
