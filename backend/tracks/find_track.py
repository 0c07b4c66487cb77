"""Tracks by id, or the error that says there are none."""

from collections.abc import Collection

from backend.database import Database
from backend.domain.track import Track
from backend.errors import NotFoundError
from backend.tracks import store


def say_there_is_none(track_id: int) -> NotFoundError:
    """Return the error for a track that does not exist."""
    return NotFoundError(f"There is no track {track_id}.")


async def find_track(database: Database, track_id: int) -> Track:
    """Return the track.

    Raises:
        NotFoundError: there is no such track.
    """
    track = await store.find_track(database, track_id)
    if track is None:
        raise say_there_is_none(track_id)
    return track


async def require_tracks(database: Database, track_ids: Collection[int]) -> dict[int, Track]:
    """Return the tracks, by id.

    Raises:
        NotFoundError: some of them do not exist; it names them.
    """
    tracks = await store.find_tracks(database, list(track_ids))
    unknown = [track_id for track_id in track_ids if track_id not in tracks]
    if len(unknown) == 1:
        raise say_there_is_none(unknown[0])
    if unknown:
        raise NotFoundError(f"There are no tracks {', '.join(map(str, unknown))}.")
    return tracks
