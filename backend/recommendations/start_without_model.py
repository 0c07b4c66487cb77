"""What to play before there is a model, while the collection is still listened to: any of what can be played."""

from collections import defaultdict
from itertools import chain, zip_longest

from backend.database import Database
from backend.domain.play import RatingValue
from backend.domain.ranking import History
from backend.domain.recommendation import Reason, ReasonKind, Recommendation
from backend.domain.track import Track
from backend.tracks.store import find_playable_tracks

CHOICE = 200
"""So many tracks are chosen from: a model is made long before so many are heard."""

_SPREAD = 2_654_435_761
"""Knuth's multiplicative hash: neighbouring ids come far apart, and each keeps its place while others arrive."""

REASON = Reason(because=None, kind=ReasonKind.START, text="Ready to play, not yet compared by its sound")


async def start_without_model(database: Database, history: History, limit: int) -> list[Recommendation]:
    """Return up to `limit` tracks that can be played, the artists taking turns, what was heard last of all.

    What plays right now and what was disliked is left out. The same history gives the same list.
    """
    barred = {rating.track for rating in history.ratings if rating.value is RatingValue.DISLIKE}
    barred |= {*history.disliked}
    barred |= {play.track for play in history.plays[:1]}
    heard = {play.track for play in history.plays}
    playable = [track for track in await find_playable_tracks(database, CHOICE) if track.id not in barred]
    # A list that changes with every track that is added would jump under the listener's hand.
    playable.sort(key=lambda track: (track.id * _SPREAD + history.seed) % 2**32)
    varied = sorted(_alternate_artists(playable), key=lambda track: track.id in heard)
    return [Recommendation(track=track, score=0.0, reason=REASON) for track in varied[:limit]]


def _alternate_artists(tracks: list[Track]) -> list[Track]:
    by_artist: dict[int, list[Track]] = defaultdict(list)
    for track in tracks:
        by_artist[track.artist.id].append(track)
    rounds = zip_longest(*by_artist.values())
    return [track for track in chain.from_iterable(rounds) if track is not None]
