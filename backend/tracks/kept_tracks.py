"""Tracks of lists, kept in this process for a while."""

import time
from collections import OrderedDict
from collections.abc import Iterable

from backend.database import Database
from backend.domain.track import Track, TrackStatus
from backend.tracks.find_track import say_there_is_none
from backend.tracks.store import find_tracks

MOST_TRACKS = 4_096
"""About 4 kB each."""
KEPT_SECONDS = 30.0
"""So long may a list show a track as it was, and name one that has lost its file."""


class KeptTracks:
    """Reads tracks by id, from the database those alone that were not read lately.

    The lists that follow each other in a session hold mostly the same tracks. Only analysed ones are kept: nothing is
    refused, and nothing said to be missing, because of what was true a while ago.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[int, tuple[float, Track]] = OrderedDict()

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
            raise say_there_is_none(track_id)
        return found[track_id]

    async def _read(self, track_ids: list[int]) -> dict[int, Track]:
        tracks = await find_tracks(self._database, track_ids)
        now = time.monotonic()
        for track_id, track in tracks.items():
            if track.status is TrackStatus.READY:
                self._kept[track_id] = now, track
                self._kept.move_to_end(track_id)
        while len(self._kept) > MOST_TRACKS:
            self._kept.popitem(last=False)
        return tracks
