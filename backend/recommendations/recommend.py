"""Recommends tracks to a listener: reads their history, lets the domain rank, adds the tracks."""

import asyncio
from uuid import UUID

from backend.database import Database
from backend.domain.catalogue import Catalogue
from backend.domain.play import Play, Rating, RatingValue
from backend.domain.ranking import Ranked, rank
from backend.domain.recommendation import Reason, ReasonKind, Recommendation
from backend.domain.track import Track
from backend.plays.store import find_recent_plays
from backend.ratings.store import find_ratings
from backend.tracks.store import find_tracks

HISTORY = 200
"""How many of the latest plays shape the recommendations; older ones weigh next to nothing."""

_PHRASES = {
    ReasonKind.TIMBRE: "A timbre like",
    ReasonKind.BRIGHTNESS: "As bright as",
    ReasonKind.LOUDNESS: "As loud and lively as",
    ReasonKind.GENRE: "The genre of",
}


async def recommend(
    database: Database, catalogue: Catalogue, listener: UUID | None, limit: int
) -> list[Recommendation]:
    """Return `limit` recommendations, best first, or as many as the collection can fill."""
    plays: list[Play] = []
    ratings: list[Rating] = []
    if listener is not None:
        plays, ratings = await asyncio.gather(
            find_recent_plays(database, listener, HISTORY), find_ratings(database, listener)
        )
    seed = listener.int % 2**32 if listener else 0
    ranked = await asyncio.to_thread(rank, catalogue, plays, ratings, limit, seed)
    wanted = {one.track for one in ranked} | {one.because for one in ranked if one.because is not None}
    tracks = await find_tracks(database, sorted(wanted))
    liked = {rating.track for rating in ratings if rating.value is RatingValue.LIKE}
    return [_phrase(one, tracks, liked) for one in ranked if one.track in tracks]


def _phrase(ranked: Ranked, tracks: dict[int, Track], liked: set[int]) -> Recommendation:
    because = tracks.get(ranked.because) if ranked.because is not None else None
    if because is None:
        text = "A typical track of another corner of the collection"
        reason = Reason(because=None, kind=ReasonKind.START, text=text)
    else:
        verb = "you liked" if because.id in liked else "you heard"
        text = f"{_PHRASES[ranked.kind]} “{because.title}”, which {verb}"
        reason = Reason(because=because.id, kind=ranked.kind, text=text)
    return Recommendation(track=tracks[ranked.track], score=ranked.score, reason=reason)
