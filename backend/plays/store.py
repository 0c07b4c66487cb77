"""Queries on the `plays` collection."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from backend.database import Database
from backend.domain.play import LISTEN_SECONDS, Hearing, Outcome, Play, play_from_document
from backend.pages import Page, decode_cursor, encode_cursor, read_time

_HEARING = {**dict.fromkeys(Hearing.model_fields, 1), "_id": 0}
_HEARINGS = TypeAdapter(list[Hearing])


class PlayedTrack(NamedTuple):
    """How often and how long a listener heard a track, plays that count as a listen alone, and when last."""

    track: int
    plays: int
    seconds_heard: float
    last_played_at: datetime


async def insert_play(database: Database, play: Play) -> bool:
    """Store a new play; return False when a play with this id exists already."""
    try:
        await database.plays.insert_one(play.to_document())
    except DuplicateKeyError:
        return False
    return True


async def find_play(database: Database, play_id: UUID) -> Play | None:
    """Return the play, if it exists."""
    document = await database.plays.find_one({"_id": play_id})
    return play_from_document(document) if document else None


async def update_play(
    database: Database, listener: UUID, play_id: UUID, seconds_heard: float, outcome: Outcome | None
) -> Play | None:
    """Note how a listener's play went, without an outcome only how far it is; return it, if they have such a play.

    A report that comes late, or twice, takes nothing back: the seconds only grow, and the first outcome stays.
    """
    change: dict[str, Any] = {"seconds_heard": {"$max": ["$seconds_heard", seconds_heard]}}
    if outcome is not None:
        change["outcome"] = {"$cond": [{"$eq": ["$outcome", Outcome.STARTED]}, outcome, "$outcome"]}
    mine = {"_id": play_id, "listener": listener}
    document = await database.plays.find_one_and_update(mine, [{"$set": change}], return_document=ReturnDocument.AFTER)
    return play_from_document(document) if document else None


async def find_recent_plays(database: Database, listener: UUID, count: int) -> list[Hearing]:
    """Return what the latest plays of a listener tell, newest first."""
    # All in one batch: the driver would fetch what follows the first hundred in a second round.
    found = database.plays.find({"listener": listener}, _HEARING, limit=count, batch_size=count + 1)
    return _HEARINGS.validate_python(await found.sort([("at", -1), ("_id", -1)]).to_list(None))


async def list_plays(database: Database, listener: UUID, limit: int, cursor: str | None) -> Page[Play]:
    """Return one page of a listener's plays, newest first.

    Raises:
        BadRequestError: the cursor is not one of this list.
    """
    mine: dict[str, Any] = {"listener": listener}
    total = await database.plays.count_documents(mine)
    rest = mine
    if cursor:
        at, play_id = decode_cursor(cursor, read_time, UUID)
        rest = {**mine, "$or": [{"at": {"$lt": at}}, {"at": at, "_id": {"$lt": play_id}}]}
    found = database.plays.find(rest).sort([("at", -1), ("_id", -1)]).limit(limit + 1)
    plays = [play_from_document(document) for document in await found.to_list(None)]
    page = plays[:limit]
    more = len(plays) > limit
    return Page(
        items=page,
        next=encode_cursor(page[-1].at.isoformat(), str(page[-1].id)) if more else None,
        total=total,
    )


async def read_plays(database: Database, listener: UUID, count: int) -> AsyncIterator[list[Play]]:
    """Yield every play of a listener, newest first, `count` at a time."""
    found = database.plays.find({"listener": listener}).sort([("at", -1), ("_id", -1)])
    while batch := await found.to_list(count):
        yield [play_from_document(document) for document in batch]


async def find_most_played(database: Database, listener: UUID, limit: int) -> list[PlayedTrack]:
    """Return the tracks that a listener listened to most often, most first, of equals the one heard last."""
    # The rule of counts_as_listen; $min passes over an unknown length.
    enough = {"$min": [LISTEN_SECONDS, {"$divide": ["$track_seconds", 2]}]}
    by_track = {
        "_id": "$track",
        "plays": {"$sum": 1},
        "seconds_heard": {"$sum": "$seconds_heard"},
        "last_played_at": {"$max": "$at"},
    }
    found = database.plays.aggregate(
        [
            {"$match": {"listener": listener, "$expr": {"$gte": ["$seconds_heard", enough]}}},
            {"$group": by_track},
            {"$sort": {"plays": -1, "last_played_at": -1, "_id": 1}},
            {"$limit": limit},
        ]
    )
    return [PlayedTrack(one["_id"], one["plays"], one["seconds_heard"], one["last_played_at"]) async for one in found]


async def delete_plays(database: Database, listener: UUID) -> None:
    """Erase the whole history of a listener."""
    await database.plays.delete_many({"listener": listener})
