"""What sounds most like a track."""

from pydantic import BaseModel, Field

from backend.database import Database
from backend.domain.catalogue import Catalogue
from backend.domain.track import Track
from backend.tracks import store
from backend.tracks.find_track import say_there_is_none


class SimilarTrack(BaseModel):
    """A track and how much it sounds like another, from 0 to 1."""

    track: Track
    similarity: float = Field(ge=0, le=1)


async def find_similar(database: Database, catalogue: Catalogue, track_id: int, limit: int) -> list[SimilarTrack]:
    """Return the nearest tracks by sound, nearest first; none while the track is not analysed.

    Raises:
        NotFoundError: there is no such track.
    """
    # Half a millisecond: a thread would take as long to wake.
    nearest = catalogue.nearest_to_track(track_id, limit)
    tracks = await store.find_tracks(database, [track_id, *(one.track for one in nearest)])
    if track_id not in tracks:
        raise say_there_is_none(track_id)
    return [SimilarTrack(track=tracks[one.track], similarity=one.similarity) for one in nearest if one.track in tracks]
