"""The list of tracks that was asked for."""

from backend.database import Database
from backend.domain.catalogue import Catalogue
from backend.domain.track import Track
from backend.pages import Page
from backend.tracks import store
from backend.tracks.track_listing import TrackListing


async def list_tracks(database: Database, catalogue: Catalogue, listing: TrackListing) -> Page[Track]:
    """Return the page that `listing` asks for.

    Raises:
        BadRequestError: the cursor is not one of this list.
    """
    members = None if listing.cluster is None else catalogue.members(listing.cluster).tolist()
    return await store.list_tracks(database, listing, members)
