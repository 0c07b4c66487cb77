"""What the clusters of the active model hold, for people."""

from pydantic import BaseModel, Field

from backend.clusters import store
from backend.database import Database
from backend.domain.catalogue import Catalogue
from backend.domain.model_record import ClusterSummary, GenreShare
from backend.domain.track import Track
from backend.errors import NotFoundError
from backend.tracks.store import find_tracks

TYPICAL_IN_LIST = 3
"""Typical tracks shown of each cluster in the list; one cluster alone shows all that are stored."""


class Cluster(BaseModel):
    """A group of tracks that sound alike."""

    id: int
    name: str = Field(description="What sets it apart: genres and tags, or else its sound. No two have the same.")
    sound: list[str] = Field(description="How it sounds beside the collection, the most telling word first.")
    size: int = Field(description="How many tracks it has.")
    genres: list[GenreShare] = Field(description="Its main genres, the most common first.")
    typical: list[Track] = Field(description="Its most typical tracks.")


async def describe_clusters(database: Database, catalogue: Catalogue) -> list[Cluster]:
    """Return all clusters, largest first; none without a model."""
    summaries = await _find_summaries(database, catalogue)
    shown = [
        summary.model_copy(update={"typical": summary.typical[:TYPICAL_IN_LIST]})
        for summary in sorted(summaries, key=lambda summary: -summary.size)
    ]
    return await _add_tracks(database, shown)


async def describe_cluster(database: Database, catalogue: Catalogue, cluster_id: int) -> Cluster:
    """Return one cluster.

    Raises:
        NotFoundError: the active model has no such cluster.
    """
    summaries = await _find_summaries(database, catalogue)
    found = [summary for summary in summaries if summary.id == cluster_id]
    if not found:
        raise NotFoundError(f"There is no cluster {cluster_id}; the active model has {len(summaries)}.")
    return (await _add_tracks(database, found))[0]


async def _find_summaries(database: Database, catalogue: Catalogue) -> list[ClusterSummary]:
    record = await store.find_model(database, catalogue.model_id) if catalogue.model_id else None
    return record.clusters if record else []


async def _add_tracks(database: Database, summaries: list[ClusterSummary]) -> list[Cluster]:
    wanted = [track for summary in summaries for track in summary.typical]
    tracks = await find_tracks(database, wanted)
    return [
        Cluster(
            id=summary.id,
            name=summary.name or f"Cluster {summary.id}",
            sound=summary.sound,
            size=summary.size,
            genres=summary.genres,
            typical=[tracks[track] for track in summary.typical if track in tracks],
        )
        for summary in summaries
    ]
