"""Which tracks the words of a search belong to: read from the indexes of words, as MongoDB would choose others."""

import asyncio
import re
from collections.abc import Iterable
from typing import Any

from backend.database import Database
from backend.domain.track import split_words

FEW, SOME = 250, 5_000
"""So many ids are found and sent back in 1 ms, and in 20."""

Filter = dict[str, Any]


async def match_words(database: Database, text: str, status: Filter) -> list[Filter]:
    """Return what all tracks have to meet to which every word of `text`, or a longer one that begins so, belongs.

    Where few tracks do, that begins with their ids, those of `status` alone; broad words follow, the longest and thus
    mostly rarest first, as MongoDB starts with the first one.
    """
    words = _drop_implied(split_words(text))
    # A search for signs alone has no words: nothing begins with them.
    if not words:
        return [{"_id": {"$in": []}}]
    found = await asyncio.gather(*(_find_few(database, word, status) for word in words))
    few = [ids for ids in found if ids is not None]
    broad = [_either(word) for word, ids in zip(words, found, strict=True) if ids is None]
    if few:
        return [_among(set.intersection(*few)), *broad]
    # Each is in many tracks; all of them together may still be in some only.
    together = await _find_ids(database, {**status, "$and": broad}, SOME)
    return [_among(together)] if len(together) <= SOME else broad


def _among(ids: Iterable[int]) -> Filter:
    return {"_id": {"$in": sorted(ids)}}


def _drop_implied(words: list[str]) -> list[str]:
    """Return the words, longest first, without those that a longer one begins with: whatever has that has them."""
    kept: list[str] = []
    for word in sorted(words, key=len, reverse=True):
        if not any(longer.startswith(word) for longer in kept):
            kept.append(word)
    return kept


async def _find_few(database: Database, word: str, status: Filter) -> set[int] | None:
    """Return the ids of the tracks that a word belongs to, or None if they are more than FEW."""
    found = await _find_ids(database, {**_either(word), **status}, FEW)
    return {*found} if len(found) <= FEW else None


def _either(word: str) -> Filter:
    # Not a compiled one: Python's are marked as Unicode, and MongoDB then reads the whole index.
    beginning = {"$regex": f"^{re.escape(word)}"}
    return {"$or": [{"words": beginning}, {"tag_words": beginning}]}


async def _find_ids(database: Database, matching: Filter, most: int) -> list[int]:
    """Return the ids of the tracks that match, and not more than one over the `most`."""
    found = database.tracks.find(matching, {"_id": 1}, limit=most + 1, batch_size=most + 2)
    return [document["_id"] for document in await found.to_list(None)]
