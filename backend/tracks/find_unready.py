"""Tracks of a model that cannot be answered any more, as they have lost their file since it was made."""

import asyncio

import numpy as np

from backend.database import Database
from backend.domain.catalogue import Catalogue
from backend.domain.track import Track, TrackStatus
from backend.tracks.store import find_ready_ids


def is_ready(track: Track | None) -> bool:
    """Tell whether a track is still there, analysed and to be played."""
    return track is not None and track.status is TrackStatus.READY


async def find_unready(database: Database, catalogue: Catalogue) -> set[int]:
    """Return the ids of all tracks of the catalogue that are not ready; it looks through the whole collection."""
    ready = await find_ready_ids(database)
    unready = await asyncio.to_thread(np.setdiff1d, catalogue.ids, ready)
    return set(unready.tolist())
