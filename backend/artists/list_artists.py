"""The artists of the collection, a page at a time."""

from pydantic import BaseModel, Field

from backend.artists import store
from backend.database import Database
from backend.domain.track import Track
from backend.pages import Page, decode_cursor, encode_cursor, read_number, read_text
from backend.tracks.store import find_tracks, match_playable


class ListedArtist(BaseModel):
    """An artist of tracks that can be played."""

    id: int
    name: str
    tracks: int = Field(description="How many tracks of theirs can be played.")
    example: Track = Field(description="One of them, for its cover.")


async def list_artists(database: Database, limit: int, cursor: str | None) -> Page[ListedArtist]:
    """Return one page of the artists, by name.

    Raises:
        BadRequestError: the cursor is not one of this list.
    """
    playable = await match_playable(database)
    after = None
    if cursor:
        name, artist_id, total = decode_cursor(cursor, read_text, read_number, read_number)
        after = (name, artist_id)
    else:
        total = await store.count_artists(database, playable)
    found = await store.find_artists(database, playable, after, limit + 1)
    page = found[:limit]
    examples = await find_tracks(database, [one.first for one in page])
    return Page(
        items=[
            ListedArtist(id=one.id, name=one.name, tracks=one.tracks, example=examples[one.first])
            for one in page
            if one.first in examples
        ],
        next=encode_cursor(page[-1].key, page[-1].id, total) if len(found) > limit else None,
        total=total,
    )
