"""What can be asked of the list of tracks, and the page that answers it."""

from typing import Literal

from pydantic import BaseModel, Field

from backend.database import Database
from backend.domain.catalogue import Catalogue
from backend.domain.track import Track, TrackStatus
from backend.pages import Page
from backend.tracks import store
from backend.tracks.store import TrackQuery, TrackSort


class TrackListing(BaseModel):
    """The query parameters of GET /tracks."""

    q: str | None = Field(
        None,
        max_length=200,
        description="Words, or beginnings of words, of title, artist or album; all must match.",
    )
    genre: str | None = Field(None, description="A genre's id or title; genres below it are included.")
    artist: str | None = Field(None, description="An artist's id or name.")
    cluster: int | None = Field(None, ge=0, description="A cluster of the active model.")
    status: TrackStatus | Literal["any"] = Field(TrackStatus.READY, description="Only tracks of this status.")
    sort: TrackSort = TrackSort.TITLE
    limit: int = Field(50, ge=1, le=200, description="How many items to answer.")
    cursor: str | None = Field(None, description="The `next` of the page before; the other parameters stay.")


async def list_tracks(database: Database, catalogue: Catalogue, listing: TrackListing) -> Page[Track]:
    """Return the page that `listing` asks for.

    Raises:
        BadRequestError: the cursor is not one of this list.
    """
    members = None if listing.cluster is None else catalogue.members(listing.cluster).tolist()
    query = TrackQuery(
        **listing.model_dump(exclude={"cluster", "status"}),
        members=members,
        status=None if listing.status == "any" else listing.status,
    )
    return await store.list_tracks(database, query)
