"""Queries on the `tracks` collection for its artists and albums, read from the indexes in their order."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from backend.database import Database
from backend.domain.track import Artist

_BATCH = 500
_ON_AN_ALBUM = {"$gte": "0", "$lt": "1"}
"""Of `sort.album`, which begins with 1 for a track on no album."""


@dataclass(slots=True)
class Gathered:
    """An artist or an album: `key` is what it is sorted by, `first` the first of its tracks in that order."""

    key: str
    id: int
    name: str
    first: int
    artists: dict[int, Artist]
    tracks: int = 0


async def find_artists(
    database: Database, playable: dict[str, Any], after: tuple[str, int] | None, count: int
) -> list[Gathered]:
    """Return the next `count` artists of the tracks that `playable` finds, by folded name and then by id."""
    matching = dict(playable)
    if after:
        name, artist_id = after
        # It follows from what is below, but MongoDB does not see that, and would read from the beginning.
        matching["sort.artist"] = {"$gte": name}
        matching["$or"] = [
            {"sort.artist": {"$gt": name}},
            {"sort.artist": name, "artist.id": {"$gt": artist_id}},
        ]
    found = database.tracks.find(matching, {"artist": 1, "sort.artist": 1}, batch_size=_BATCH)
    documents = found.sort([("sort.artist", 1), ("_id", 1)])
    return await _gather(documents, _read_artist, count)


async def find_albums(database: Database, playable: dict[str, Any], after: str | None, count: int) -> list[Gathered]:
    """Return the next `count` albums of the tracks that `playable` finds, by folded title."""
    # A tab ends the album's part of the key: a line feed is the sign behind it.
    beyond = {**_ON_AN_ALBUM, "$gt": f"{after}\n"} if after else _ON_AN_ALBUM
    named = {"artist": 1, "album": 1, "sort.album": 1}
    found = database.tracks.find({**playable, "sort.album": beyond}, named, batch_size=_BATCH)
    documents = found.sort([("sort.album", 1), ("_id", 1)])
    return await _gather(documents, _read_album, count)


def _read_artist(document: dict[str, Any]) -> tuple[str, int, str]:
    return document["sort"]["artist"], document["artist"]["id"], document["artist"]["name"]


def _read_album(document: dict[str, Any]) -> tuple[str, int, str]:
    # The folded title and the id; what follows is the track's place.
    title, album_id, _ = document["sort"]["album"].split("\t", 2)
    return f"{title}\t{album_id}", document["album"]["id"], document["album"]["title"]


async def count_artists(database: Database, playable: dict[str, Any]) -> int:
    """Return how many artists the tracks have that `playable` finds."""
    return await _count_distinct(database, playable, "$artist.id")


async def count_albums(database: Database, playable: dict[str, Any]) -> int:
    """Return how many albums the tracks are on that `playable` finds."""
    return await _count_distinct(database, {**playable, "album.id": {"$gt": 0}}, "$album.id")


async def _count_distinct(database: Database, matching: dict[str, Any], field: str) -> int:
    counted = database.tracks.aggregate([{"$match": matching}, {"$group": {"_id": field}}, {"$count": "count"}])
    return sum([int(one["count"]) async for one in counted])


async def _gather(
    documents: AsyncIterator[dict[str, Any]],
    read: Callable[[dict[str, Any]], tuple[str, int, str]],
    count: int,
) -> list[Gathered]:
    """Return the first `count` of what neighbouring documents have in common; several of one key come by their id."""
    gathered: list[Gathered] = []
    of_key: dict[int, Gathered] = {}
    last_key = None
    async for document in documents:
        key, its_id, name = read(document)
        if key != last_key:
            gathered += sorted(of_key.values(), key=lambda one: one.id)
            if len(gathered) >= count:
                return gathered[:count]
            of_key, last_key = {}, key
        one = of_key.setdefault(its_id, Gathered(key, its_id, name, document["_id"], {}))
        one.tracks += 1
        one.artists.setdefault(document["artist"]["id"], Artist.model_validate(document["artist"]))
    return [*gathered, *sorted(of_key.values(), key=lambda one: one.id)][:count]
