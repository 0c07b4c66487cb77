"""The albums of the collection, a page at a time."""

from pydantic import BaseModel, Field

from backend.artists import store
from backend.artists.store import Gathered
from backend.database import Database
from backend.domain.track import Artist, Track
from backend.pages import Page, decode_cursor, encode_cursor, read_number, read_text
from backend.tracks.store import find_tracks, match_playable


class ListedAlbum(BaseModel):
    """An album with tracks that can be played."""

    id: int
    title: str
    artist: Artist | None = Field(description="Null where several share it.")
    tracks: int = Field(description="How many of its tracks can be played.")
    example: Track = Field(description="The first of them, for its cover.")


async def list_albums(database: Database, limit: int, cursor: str | None) -> Page[ListedAlbum]:
    """Return one page of the albums, by title.

    Raises:
        BadRequestError: the cursor is not one of this list.
    """
    playable = await match_playable(database)
    after = None
    if cursor:
        after, total = decode_cursor(cursor, read_text, read_number)
    else:
        total = await store.count_albums(database, playable)
    found = await store.find_albums(database, playable, after, limit + 1)
    page = found[:limit]
    examples = await find_tracks(database, [one.first for one in page])
    return Page(
        items=[_make_album(one, examples[one.first]) for one in page if one.first in examples],
        next=encode_cursor(page[-1].key, total) if len(found) > limit else None,
        total=total,
    )


def _make_album(album: Gathered, example: Track) -> ListedAlbum:
    artists = list(album.artists.values())
    alone = artists[0] if len(artists) == 1 else None
    return ListedAlbum(id=album.id, title=album.name, artist=alone, tracks=album.tracks, example=example)
