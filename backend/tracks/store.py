"""Queries on the `tracks` collection, and for the waveforms in `features`."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple

from pymongo.errors import ExecutionTimeout

from backend.database import Database
from backend.domain.feature_vector import WAVEFORM
from backend.domain.track import MAX_ID, PLAYABLE, Audio, Track, TrackStatus, fold, track_from_document
from backend.pages import Page, decode_cursor, encode_cursor, read_number, read_only, read_text
from backend.tracks.match_words import Filter, match_words
from backend.tracks.track_listing import StatusFilter, TrackListing, TrackSort

WALK_MS = 500
"""Most that a page is looked for in the list's order; among a million tracks one with matches everywhere takes 100."""

_PUBLIC = dict.fromkeys(Track.model_fields, 1)
_PLAYABLE: Filter = {"status": {"$in": [*PLAYABLE]}}


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
        readers = (read_key, read_number, read_number, read_only(listing.fingerprint()))
        value, track_id, counted, _ = decode_cursor(listing.cursor, *readers)
        beyond, here = ("$gt", "$gte") if direction == 1 else ("$lt", "$lte")
        # What an older Segue imported has no key for its album yet, and comes before all others.
        same = {"$in": ["", None]} if value == "" else value
        # The bound follows from what comes after it, but MongoDB does not see that, and would read from the beginning.
        bound = {} if value == "" else {key: {here: value}}
        rest = {"$and": [matching, bound, {"$or": [{key: {beyond: value}}, {key: same, "_id": {"$gt": track_id}}]}]}
    reading = _read_page(database, listing, matching, rest)
    if listing.cursor:
        total, documents = counted, await reading
    elif _fits(matching, listing.limit):
        documents = await reading
        total = len(documents)
    else:
        # Counting takes longer than a page: the first page does it, and its cursor tells the others.
        total, documents = await asyncio.gather(_count(database, matching), reading)
    page = documents[: listing.limit]
    more = len(documents) > listing.limit
    return Page(
        items=[track_from_document(document) for document in page],
        next=encode_cursor(page[-1]["sort_key"], page[-1]["_id"], total, listing.fingerprint()) if more else None,
        total=total,
    )


async def _read_page(database: Database, listing: TrackListing, matching: Filter, rest: Filter) -> list[dict[str, Any]]:
    """Return the documents of a page, each with its `sort_key`, and one more; `rest` matches those from here on."""
    key, direction, _ = _SORT_KEYS[listing.sort]
    order = [(key, direction), ("_id", 1)]
    keyed = {**_PUBLIC, "sort_key": {"$ifNull": [f"${key}", ""]}}
    read = partial(database.tracks.find, rest, keyed, sort=order, limit=listing.limit + 1)
    if _is_broad_search(listing, matching):
        # What many tracks match is soon met in any order, unless it all stands at the end. MongoDB itself would try a
        # dozen indexes first, for seconds among a million tracks.
        with suppress(ExecutionTimeout):
            return await read(hint=[("status", 1), *order], max_time_ms=WALK_MS).to_list(None)
    return await read(**_begin_with_ids(matching)).to_list(None)


def _is_broad_search(listing: TrackListing, matching: Filter) -> bool:
    """Tell whether a search, and nothing but that, finds so many tracks of some status that it has no ids of them."""
    others = (listing.genre, listing.artist, listing.album, listing.cluster)
    return bool(listing.q) and {*matching} == {"status", "$and"} and all(one is None for one in others)


async def _build_filter(database: Database, listing: TrackListing, members: list[int] | None) -> Filter:
    is_search = bool(listing.q and listing.q.strip())
    status = await _match_status(database, listing, is_search=is_search)
    words = await match_words(database, listing.q or "", status) if is_search else []
    others: list[Filter] = []
    if listing.album is not None:
        others.append({"album.id": listing.album})
    if listing.genre is not None:
        others.append({"genres_all": {"$in": await _find_genre_ids(database, listing.genre)}})
    if listing.artist is not None:
        named = {"sort.artist": fold(listing.artist)}
        others.append({"$or": [named, *({"artist.id": artist_id} for artist_id in _read_id(listing.artist))]})
    if members is not None:
        others.append({"_id": {"$in": members}})
    if len(words) == 1 and "_id" in words[0] and not others:
        return words[0]
    if words and "_id" in words[0]:
        return {**status, **words[0], "$and": [*words[1:], *others]}
    return {**status, "$and": [*words, *others]} if words or others else status


async def _match_status(database: Database, listing: TrackListing, *, is_search: bool) -> Filter:
    if listing.status is StatusFilter.ANY:
        return {}
    if listing.status is not StatusFilter.PLAYABLE:
        return {"status": listing.status}
    # The words' indexes read two statuses as fast as one.
    return _PLAYABLE if is_search else await match_playable(database)


def _fits(matching: Filter, limit: int) -> bool:
    """Tell whether a page holds all that may match, so that nothing has to be counted."""
    return "_id" in matching and len(matching["_id"]["$in"]) <= limit


async def _count(database: Database, matching: Filter) -> int:
    if matching.keys() == {"_id"}:
        return len(matching["_id"]["$in"])
    return await database.tracks.count_documents(matching, **_begin_with_ids(matching))


def _begin_with_ids(matching: Filter) -> dict[str, Any]:
    # MongoDB prefers to begin with a word that is in thousands of titles.
    return {"hint": "_id_"} if "_id" in matching else {}


async def _find_genre_ids(database: Database, genre: str) -> list[int]:
    found = database.genres.find({"folded_title": fold(genre)}, {"_id": 1})
    return _read_id(genre) + [one["_id"] async for one in found]


def _read_id(text: str) -> list[int]:
    """Return the id that `text` may be: a number can be a name as well, such as that of the band 311."""
    return [int(text)] if text.isdecimal() and int(text) <= MAX_ID else []


async def match_playable(database: Database) -> dict[str, Any]:
    """Return what finds the tracks that can be played: mostly nothing is pending, and one status reads one index."""
    pending = await database.tracks.find_one({"status": TrackStatus.PENDING}, {"_id": 1})
    return _PLAYABLE if pending else {"status": TrackStatus.READY}


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
    """Return `count` tracks that can be played, the most heard first, then by their ids, which say nothing of them."""
    found = database.tracks.find(_PLAYABLE, _PUBLIC).sort([("listens", -1), ("_id", 1)])
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
