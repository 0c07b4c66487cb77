"""One track by id, or the error that says there is none."""

from backend.database import Database
from backend.domain.track import Track
from backend.errors import NotFoundError
from backend.tracks import store


async def find_track(database: Database, track_id: int) -> Track:
    """Return the track.

    Raises:
        NotFoundError: there is no such track.
    """
    track = await store.find_track(database, track_id)
    if track is None:
        raise NotFoundError(f"There is no track {track_id}.")
    return track
