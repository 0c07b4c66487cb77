"""Queries on the `listeners` collection, and the removal of all that belongs to a listener."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel
from pymongo import ReturnDocument

from backend.database import JOURNALED, Database
from backend.errors import UnauthorizedError


class StoredListener(BaseModel):
    """A listener as stored, without the token's hash."""

    id: UUID
    last_seen: datetime
    revision: int


async def insert_listener(database: Database, listener_id: UUID, token_sha256: str, now: datetime) -> None:
    """Store a new listener."""
    await database.listeners.insert_one(
        {"_id": listener_id, "token_sha256": token_sha256, "created": now, "last_seen": now}
    )


async def find_listener(database: Database, token_sha256: str) -> StoredListener | None:
    """Return the listener with this token, if there is one."""
    document = await database.listeners.find_one({"token_sha256": token_sha256}, {"last_seen": 1, "revision": 1})
    if document is None:
        return None
    return StoredListener(id=document["_id"], last_seen=document["last_seen"], revision=document.get("revision", 0))


async def find_dates(database: Database, listener_id: UUID) -> tuple[datetime, datetime] | None:
    """Return when a listener was made and when they were last seen, if they are still here."""
    document = await database.listeners.find_one({"_id": listener_id}, {"created": 1, "last_seen": 1})
    return (document["created"], document["last_seen"]) if document else None


async def find_listeners_unseen_since(database: Database, time: datetime) -> list[UUID]:
    """Return the ids of the listeners who were not seen since."""
    found = database.listeners.find({"last_seen": {"$lt": time}}, {"_id": 1})
    return [document["_id"] async for document in found]


async def mark_seen(database: Database, listener_id: UUID, now: datetime) -> None:
    """Note that the listener was here."""
    await database.listeners.update_one({"_id": listener_id}, {"$set": {"last_seen": now}})


async def note_change(database: Database, listener_id: UUID) -> int:
    """Count a change of the listener's plays or ratings, which was written already; return the new revision.

    Raises:
        UnauthorizedError: the listener was erased meanwhile; what was written since is erased as well.
    """
    listeners = database.get_collection("listeners", write_concern=JOURNALED)
    document = await listeners.find_one_and_update(
        {"_id": listener_id}, {"$inc": {"revision": 1}}, {"revision": 1}, return_document=ReturnDocument.AFTER
    )
    if document is None:
        await _delete_belongings(database, listener_id)
        raise UnauthorizedError(
            "This listener was erased. POST /listeners makes a new one.", headers={"WWW-Authenticate": "Bearer"}
        )
    return int(document["revision"])


async def delete_listener(database: Database, listener_id: UUID) -> None:
    """Remove a listener and all they left; the identity goes first, so that a crash leaves no access."""
    await database.listeners.delete_one({"_id": listener_id})
    await _delete_belongings(database, listener_id)


async def _delete_belongings(database: Database, listener_id: UUID) -> None:
    await database.plays.delete_many({"listener": listener_id})
    ratings = database.get_collection("ratings", write_concern=JOURNALED)
    await ratings.delete_many({"_id.listener": listener_id})
