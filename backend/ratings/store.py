"""Queries on the `ratings` collection."""

from uuid import UUID

from backend.database import Database
from backend.domain.play import Rating


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


async def find_ratings(database: Database, listener: UUID) -> list[Rating]:
    """Return all ratings of a listener, newest first."""
    found = database.ratings.find({"_id.listener": listener}).sort("at", -1)
    return [
        Rating(track=document["_id"]["track"], value=document["value"], at=document["at"]) async for document in found
    ]
