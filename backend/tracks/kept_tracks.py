"""Tracks that were read lately, kept in this process for a while."""

import time
from collections.abc import Iterable

from backend.database import Database
from backend.domain.track import Track
from backend.errors import NotFoundError
from backend.tracks.store import find_tracks

MOST_TRACKS = 4_096
"""About 4 kB each."""
KEPT_SECONDS = 30.0
"""A track seldom changes: when its collection is imported or analysed anew, which takes longer than this."""


class KeptTracks:
    """Reads tracks by id, from the database those alone that were not read lately.

    The lists that follow each other in a session hold mostly the same tracks. What is answered from here may be
    half a minute old; what a listener looks up by itself is read anew.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[int, tuple[float, Track]] = {}

    async def find(self, track_ids: Iterable[int]) -> dict[int, Track]:
        """Return the tracks that exist, by id."""
        since = time.monotonic() - KEPT_SECONDS
        found, missing = {}, []
        for track_id in track_ids:
            at, track = self._kept.get(track_id, (since, None))
            if track is None or at <= since:
                missing.append(track_id)
            else:
                found[track_id] = track
        if missing:
            found |= await self._read(missing)
        return found

    async def require(self, track_id: int) -> Track:
        """Return the track.

        Raises:
            NotFoundError: there is no such track.
        """
        found = await self.find([track_id])
        if track_id not in found:
            raise NotFoundError(f"There is no track {track_id}.")
        return found[track_id]

    async def _read(self, track_ids: list[int]) -> dict[int, Track]:
        tracks = await find_tracks(self._database, track_ids)
        now = time.monotonic()
        for track_id, track in tracks.items():
            # At the end, so that the first is always the one that was read longest ago.
            self._kept.pop(track_id, None)
            self._kept[track_id] = now, track
        while len(self._kept) > MOST_TRACKS:
            del self._kept[next(iter(self._kept))]
        return tracks
