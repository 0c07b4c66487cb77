"""Queries on the `tracks` collection, and for the waveforms in `features`."""

import asyncio
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from backend.database import Database
from backend.domain.feature_vector import WAVEFORM
from backend.domain.track import MAX_ID, PLAYABLE, Audio, Track, TrackStatus, fold, split_words, track_from_document
from backend.pages import Page, decode_cursor, encode_cursor, read_number, read_text
from backend.tracks.track_listing import TrackListing, TrackSort

_PUBLIC = dict.fromkeys(Track.model_fields, 1)

FEW = 1_000
"""So many ids are found and sent back in a few milliseconds."""


class TrackNames(NamedTuple):
    """What a track, its artist and its album are called."""

    title: str
    artist: str
    album: str | None


_SORT_KEYS: dict[TrackSort, tuple[str, int, Callable[[Any], str | int]]] = {
    TrackSort.TITLE: ("sort.title", 1, read_text),
    TrackSort.ARTIST: ("sort.artist", 1, read_text),
    TrackSort.ALBUM: ("sort.album", 1, read_text),
    TrackSort.LISTENS: ("listens", -1, read_number),
}


async def list_tracks(database: Database, listing: TrackListing, members: list[int] | None) -> Page[Track]:
    """Return one page of the tracks that `listing` asks for; `members` are the ids of its cluster, if it names one.

    Raises:
        BadRequestError: the cursor is not one of this list.
    """
    matching = await _build_filter(database, listing, members)
    key, direction, read_key = _SORT_KEYS[listing.sort]
    rest = matching
    if listing.cursor:
        value, track_id, counted = decode_cursor(listing.cursor, read_key, read_number, read_number)
        beyond = {"$gt": value} if direction == 1 else {"$lt": value}
        # What an older Segue imported has no key for its album yet, and comes before all others.
        same = {"$in": ["", None]} if value == "" else value
        rest = {"$and": [matching, {"$or": [{key: beyond}, {key: same, "_id": {"$gt": track_id}}]}]}
    found = database.tracks.find(rest, {**_PUBLIC, "sort_key": {"$ifNull": [f"${key}", ""]}})
    reading = found.sort([(key, direction), ("_id", 1)]).limit(listing.limit + 1).to_list(None)
    if listing.cursor:
        total, documents = counted, await reading
    else:
        # Counting takes longer than a page: the first page does it, and its cursor tells the others.
        total, documents = await asyncio.gather(database.tracks.count_documents(matching), reading)
    page = documents[: listing.limit]
    more = len(documents) > listing.limit
    return Page(
        items=[track_from_document(document) for document in page],
        next=encode_cursor(page[-1]["sort_key"], page[-1]["_id"], total) if more else None,
        total=total,
    )


async def _build_filter(database: Database, listing: TrackListing, members: list[int] | None) -> dict[str, Any]:
    matching: dict[str, Any] = {}
    if listing.status == "playable":
        matching |= await match_playable(database)
    elif listing.status != "any":
        matching["status"] = listing.status
    if listing.album is not None:
        matching["album.id"] = listing.album
    conditions: list[dict[str, Any]] = []
    if listing.q and listing.q.strip():
        # A search for signs alone has no words: nothing begins with them.
        words = split_words(listing.q)
        conditions += await asyncio.gather(*(_match_word(database, word) for word in words)) or [{"_id": {"$in": []}}]
    if listing.genre is not None:
        matching["genres_all"] = {"$in": await _find_genre_ids(database, listing.genre)}
    if listing.artist is not None:
        named = {"sort.artist": fold(listing.artist)}
        conditions.append({"$or": [named, *({"artist.id": artist_id} for artist_id in _read_id(listing.artist))]})
    if members is not None:
        conditions.append({"_id": {"$in": members}})
    return {**matching, "$and": conditions} if conditions else matching


async def _match_word(database: Database, word: str) -> dict[str, Any]:
    """Return what finds the tracks that a word, or a longer one that begins with it, belongs to.

    Their ids, read from the indexes alone, as long as they are few: given words, MongoDB prefers to go through all
    titles in their order, which is quick only where many of them match.
    """
    # Not a compiled one: Python's are marked as Unicode, and MongoDB then reads the whole index.
    beginning = {"$regex": f"^{re.escape(word)}"}
    either = [{"words": beginning}, {"tag_words": beginning}]
    found = await asyncio.gather(*(_find_ids(database, one, FEW + 1) for one in either))
    ids = sorted({*found[0], *found[1]})
    return {"_id": {"$in": ids}} if len(ids) <= FEW else {"$or": either}


async def _find_ids(database: Database, matching: dict[str, Any], count: int) -> list[int]:
    found = database.tracks.find(matching, {"_id": 1}, limit=count, batch_size=count + 1)
    return [document["_id"] for document in await found.to_list(None)]


async def _find_genre_ids(database: Database, genre: str) -> list[int]:
    found = database.genres.find({"folded_title": fold(genre)}, {"_id": 1})
    return _read_id(genre) + [one["_id"] async for one in found]


def _read_id(text: str) -> list[int]:
    """Return the id that `text` may be: a number can be a name as well, such as that of the band 311."""
    return [int(text)] if text.isdecimal() and int(text) <= MAX_ID else []


async def match_playable(database: Database) -> dict[str, Any]:
    """Return what finds the tracks that can be played: mostly nothing is pending, and one status reads one index."""
    pending = await database.tracks.find_one({"status": TrackStatus.PENDING}, {"_id": 1})
    return {"status": {"$in": [*PLAYABLE]} if pending else TrackStatus.READY}


async def count_tracks_by_status(database: Database) -> dict[TrackStatus, int]:
    """Return how many tracks there are of each status."""
    # One count each: the index answers it without a look at the tracks, which grouping them would take.
    counts = await asyncio.gather(*(database.tracks.count_documents({"status": status}) for status in TrackStatus))
    return dict(zip(TrackStatus, counts, strict=True))


async def find_track(database: Database, track_id: int) -> Track | None:
    """Return the track, whatever its status."""
    document = await database.tracks.find_one({"_id": track_id}, _PUBLIC)
    return track_from_document(document) if document else None


async def find_tracks(database: Database, track_ids: list[int]) -> dict[int, Track]:
    """Return the tracks that exist, by id."""
    found = database.tracks.find({"_id": {"$in": track_ids}}, _PUBLIC, batch_size=len(track_ids) + 1)
    return {document["_id"]: track_from_document(document) for document in await found.to_list(None)}


async def find_track_names(database: Database, track_ids: list[int]) -> dict[int, TrackNames]:
    """Return the names of the tracks that exist, by id."""
    named = {"title": 1, "artist.name": 1, "album.title": 1}
    found = await database.tracks.find({"_id": {"$in": track_ids}}, named).to_list(None)
    return {
        one["_id"]: TrackNames(one["title"], one["artist"]["name"], (one.get("album") or {}).get("title"))
        for one in found
    }


async def find_playable_tracks(database: Database, count: int) -> list[Track]:
    """Return `count` tracks that can be played, by title."""
    found = database.tracks.find({"status": {"$in": [*PLAYABLE]}}, _PUBLIC).sort([("sort.title", 1), ("_id", 1)])
    return [track_from_document(document) async for document in found.limit(count)]


async def find_ready_ids(database: Database) -> list[int]:
    """Return the ids of all tracks that are analysed."""
    found = database.tracks.find({"status": TrackStatus.READY}, {"_id": 1})
    return [document["_id"] async for document in found]


async def find_audio(database: Database, track_id: int) -> Audio | None:
    """Return where the sound of a track is, if it has any."""
    document = await database.tracks.find_one({"_id": track_id}, {"audio": 1})
    return Audio.model_validate(document["audio"]) if document and document.get("audio") else None


async def find_peaks(database: Database, track_id: int, audio: Audio) -> bytes | None:
    """Return the peaks of a track's waveform, if it has one of this very file in today's version."""
    source = {"version": WAVEFORM.version, "bytes": audio.bytes, "mtime_ns": audio.mtime_ns}
    current = {f"{WAVEFORM.name}.{key}": value for key, value in source.items()}
    document = await database.features.find_one({"_id": track_id, **current}, {f"{WAVEFORM.name}.peaks": 1})
    return bytes(document[WAVEFORM.name]["peaks"]) if document else None
