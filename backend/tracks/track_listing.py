"""Which tracks a list holds, and in which order: what GET /tracks can be asked."""

from enum import StrEnum
from hashlib import blake2b

from pydantic import BaseModel, Field

from backend.domain.track import MAX_ID
from backend.pages import Cursor, Limit

_LONGEST_NAME = 500
"""Names and titles are imported up to this length."""


class TrackSort(StrEnum):
    """The orders in which tracks can be listed."""

    TITLE = "title"
    ARTIST = "artist"
    ALBUM = "album"
    LISTENS = "listens"


class StatusFilter(StrEnum):
    """Which statuses a list holds: one of TrackStatus, those that can be played, or any."""

    PLAYABLE = "playable"
    READY = "ready"
    PENDING = "pending"
    NO_AUDIO = "no_audio"
    UNREADABLE = "unreadable"
    ANY = "any"


class TrackListing(BaseModel):
    """Which tracks to list, and how: the query parameters of GET /tracks."""

    # A filter that is spelt wrongly would otherwise list everything.
    model_config = {"extra": "forbid"}

    q: str | None = Field(
        None,
        max_length=200,
        description="Words, or beginnings of words, of title, artist, album, main genre or tags; all must match.",
    )
    genre: str | None = Field(
        None, max_length=_LONGEST_NAME, description="A genre's id or title; genres below it are included."
    )
    artist: str | None = Field(None, max_length=_LONGEST_NAME, description="An artist's id or name.")
    album: int | None = Field(None, ge=1, le=MAX_ID, description="An album's id.")
    cluster: int | None = Field(None, ge=0, description="A cluster of the active model.")
    status: StatusFilter = Field(
        StatusFilter.PLAYABLE, description="Only tracks of this status; `playable` are those that are ready or pending."
    )
    sort: TrackSort = Field(
        TrackSort.TITLE, description="`album` is by album, then by place in it; tracks without an album come last."
    )
    limit: Limit = 50
    cursor: Cursor = None

    def fingerprint(self) -> str:
        """Return what tells this list from others, in whichever pages it is read."""
        asked = self.model_dump_json(exclude={"limit", "cursor"})
        return blake2b(asked.encode(), digest_size=6).hexdigest()
