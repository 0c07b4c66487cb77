"""Recommends tracks to a listener: reads their history, lets the domain rank, adds the tracks."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from backend.database import Database
from backend.domain.catalogue import Catalogue
from backend.domain.play import Play, RatingValue
from backend.domain.ranking import History, Ranked, rank
from backend.domain.recommendation import Reason, ReasonKind, Recommendation
from backend.domain.taste import RATED_TRACKS
from backend.domain.track import Track
from backend.listeners.identify import Listener
from backend.plays.store import find_recent_plays
from backend.ratings.store import find_disliked, find_ratings
from backend.recommendations.remembered import Memory, Ranking
from backend.recommendations.start_without_model import start_without_model
from backend.tracks.find_unready import find_unready, is_ready
from backend.tracks.kept_tracks import KeptTracks

HISTORY = 200
"""How many of the latest plays shape the recommendations; older ones weigh next to nothing."""

ATTEMPTS = 5
"""Tracks may have lost their file since the model was made: the list is ranked again without them, so many times. Then
many must have lost it, and all tracks are looked through.
"""

_PHRASES = {
    ReasonKind.TIMBRE: "Timbre close to",
    ReasonKind.BRIGHTNESS: "As bright as",
    ReasonKind.RHYTHM: "Rhythm close to",
    ReasonKind.HARMONY: "Harmony close to",
    ReasonKind.LOUDNESS: "As loud as",
}


@dataclass(frozen=True, slots=True)
class Recommender:
    """What recommendations are made with: what is stored, what of it was read lately, and the active model."""

    database: Database
    kept_tracks: KeptTracks
    catalogue: Catalogue
    memory: Memory


async def recommend_to(recommender: Recommender, listener: Listener | None, limit: int) -> list[Recommendation]:
    """Return recommendations for a listener: those ranked last, if nothing has changed since."""
    if listener is None:
        return await recommend(recommender, History([], [], seed=0), limit)
    model_id = recommender.catalogue.model_id
    known = recommender.memory.recall(listener.id, listener.revision)
    if known and known.has_true_items() and (known.model_id, known.limit) == (model_id, limit):
        return known.items
    history = await recall_history(recommender, listener)
    items = await recommend(recommender, history, limit)
    recommender.memory.keep(listener.id, Ranking(listener.revision, history, model_id, limit, items))
    return items


async def recall_history(recommender: Recommender, listener: Listener) -> History:
    """Return what shapes a listener's recommendations, from memory if nothing has changed."""
    known = recommender.memory.recall(listener.id, listener.revision)
    return known.history if known else await read_history(recommender.database, listener.id)


async def read_history(database: Database, listener: UUID) -> History:
    """Return what shapes a listener's recommendations."""
    plays, ratings = await asyncio.gather(
        find_recent_plays(database, listener, HISTORY), find_ratings(database, listener, RATED_TRACKS)
    )
    disliked = await find_disliked(database, listener) if len(ratings) == RATED_TRACKS else []
    return History(plays, ratings, find_seed(listener), disliked)


def find_seed(listener: UUID) -> int:
    """Return what makes the listener's varied start their own."""
    return listener.int % 2**32


def add_play(history: History, play: Play) -> History:
    """Return the history with a play that starts now; of the same history, read once it is stored, nothing differs."""
    return replace(history, plays=[play, *history.plays][:HISTORY])


def replace_play(history: History, play: Play) -> History | None:
    """Return the history with what is known by now of a play in it; None if that is not in it."""
    places = [(one.at, one.track) for one in history.plays]
    if (play.at, play.track) not in places:
        return None
    place = places.index((play.at, play.track))
    return replace(history, plays=[*history.plays[:place], play, *history.plays[place + 1 :]])


async def recommend(recommender: Recommender, history: History, limit: int) -> list[Recommendation]:
    """Return `limit` recommendations, best first, or as many as the collection can fill."""
    if recommender.catalogue.model_id is None:
        return await start_without_model(recommender.database, history, limit)
    liked = {rating.track for rating in history.ratings if rating.value is RatingValue.LIKE}
    return await rank_ready(recommender, partial(rank, recommender.catalogue, history, limit), liked)


async def rank_ready(
    recommender: Recommender, rank_without: Callable[[set[int]], list[Ranked]], liked: Collection[int] = ()
) -> list[Recommendation]:
    """Return what `rank_without` ranks, given the tracks to leave out: those that lost their file since."""
    unavailable: set[int] = set()
    for attempt in range(ATTEMPTS + 1):
        ranked = await asyncio.to_thread(rank_without, unavailable)
        wanted = {one.track for one in ranked} | {one.because for one in ranked if one.because is not None}
        tracks = await recommender.kept_tracks.find(wanted)
        gone = {one.track for one in ranked if not is_ready(tracks.get(one.track))}
        if not gone:
            break
        unavailable |= gone
        if attempt == ATTEMPTS - 1:
            unavailable |= await find_unready(recommender.database, recommender.catalogue)
    return [_phrase(one, tracks, liked) for one in ranked if one.track not in gone]


def _phrase(ranked: Ranked, tracks: dict[int, Track], liked: Collection[int]) -> Recommendation:
    because = tracks.get(ranked.because) if ranked.because is not None else None
    if because is None:
        text = "A typical track from another corner"
        reason = Reason(because=None, kind=ReasonKind.START, text=text)
    else:
        liked_words = ", which you liked" if because.id in liked else ""
        text = f"{_PHRASES[ranked.kind]} “{because.title}”{liked_words}"
        reason = Reason(because=because.id, kind=ranked.kind, text=text)
    return Recommendation(track=tracks[ranked.track], score=ranked.score, reason=reason)
