"""Queries on the `tracks` collection."""

import re
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from backend.database import Database
from backend.domain.track import Audio, Track, TrackStatus, fold, split_words, track_from_document
from backend.pages import Page, decode_cursor, encode_cursor

_PUBLIC = dict.fromkeys(Track.model_fields, 1)


class TrackSort(StrEnum):
    """The orders in which tracks can be listed."""

    TITLE = "title"
    ARTIST = "artist"
    LISTENS = "listens"


_SORT_KEYS: dict[TrackSort, tuple[str, int, type]] = {
    TrackSort.TITLE: ("sort.title", 1, str),
    TrackSort.ARTIST: ("sort.artist", 1, str),
    TrackSort.LISTENS: ("listens", -1, int),
}


class TrackQuery(BaseModel):
    """Which tracks to list, and how. `members` are the only ids to list, where the caller knows them."""

    q: str | None = None
    genre: str | None = None
    artist: str | None = None
    members: list[int] | None = None
    status: TrackStatus | None = TrackStatus.READY
    sort: TrackSort = TrackSort.TITLE
    limit: int = 50
    cursor: str | None = None


async def list_tracks(database: Database, query: TrackQuery) -> Page[Track]:
    """Return one page of the tracks that `query` asks for.

    Raises:
        BadRequestError: the cursor is not one of this list.
    """
    matching = await _build_filter(database, query)
    total = await database.tracks.count_documents(matching)
    key, direction, kind = _SORT_KEYS[query.sort]
    rest = matching
    if query.cursor:
        value, track_id = decode_cursor(query.cursor, kind, int)
        beyond = {"$gt": value} if direction == 1 else {"$lt": value}
        rest = {"$and": [matching, {"$or": [{key: beyond}, {key: value, "_id": {"$gt": track_id}}]}]}
    found = database.tracks.find(rest, {**_PUBLIC, "sort_key": f"${key}"})
    documents = await found.sort([(key, direction), ("_id", 1)]).limit(query.limit + 1).to_list(None)
    page = documents[: query.limit]
    more = len(documents) > query.limit
    return Page(
        items=[track_from_document(document) for document in page],
        next=encode_cursor(page[-1]["sort_key"], page[-1]["_id"]) if more else None,
        total=total,
    )


async def _build_filter(database: Database, query: TrackQuery) -> dict[str, Any]:
    matching: dict[str, Any] = {}
    if query.status is not None:
        matching["status"] = query.status
    if query.q and (words := split_words(query.q)):
        matching["words"] = {"$all": [re.compile(f"^{re.escape(word)}") for word in words]}
    if query.genre is not None:
        matching["genres_all"] = await _find_genre_id(database, query.genre)
    if query.artist is not None and query.artist.isdecimal():
        matching["artist.id"] = int(query.artist)
    elif query.artist is not None:
        matching["sort.artist"] = fold(query.artist)
    if query.members is not None:
        matching["_id"] = {"$in": query.members}
    return matching


async def _find_genre_id(database: Database, genre: str) -> int | None:
    if genre.isdecimal():
        return int(genre)
    found = await database.genres.find_one({"folded_title": fold(genre)}, {"_id": 1})
    return found["_id"] if found else None


async def find_track(database: Database, track_id: int) -> Track | None:
    """Return the track, whatever its status."""
    document = await database.tracks.find_one({"_id": track_id}, _PUBLIC)
    return track_from_document(document) if document else None


async def find_tracks(database: Database, track_ids: list[int]) -> dict[int, Track]:
    """Return the tracks that exist, by id."""
    found = database.tracks.find({"_id": {"$in": track_ids}}, _PUBLIC)
    return {document["_id"]: track_from_document(document) async for document in found}


async def find_audio(database: Database, track_id: int) -> Audio | None:
    """Return where the sound of a track is, if it has any."""
    document = await database.tracks.find_one({"_id": track_id}, {"audio": 1})
    return Audio.model_validate(document["audio"]) if document and document.get("audio") else None
