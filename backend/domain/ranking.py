"""From a history to recommendations: each taste fills its share of the list, under the rules of a good list."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from backend.domain.catalogue import Catalogue
from backend.domain.feature_vector import Vector
from backend.domain.play import Hearing, Rating, RatingValue
from backend.domain.proposals import Proposal, propose_for_tastes, propose_start
from backend.domain.recommendation import ReasonKind
from backend.domain.selection import Selection, Strictness
from backend.domain.taste import find_aversions, find_tastes, read_signals

FRESH_PLAYS = 100
"""A track heard in so many latest plays is not recommended again while there are others."""
EVENNESS = 0.5
"""Shares follow the tastes' weights to this power (1 is in proportion, 0 is equal), so that a lesser taste is heard."""
BY_CHANCE = 0.5
"""So similar are two tracks picked blindly: what is less so to each track of a taste does not follow from any."""
PATIENCE = 1_000
"""After so many refusals in a row, as where one artist made nearly everything, a lesser rule is dropped instead."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A track to recommend; `because` is the track of the history that it follows from, None for a start."""

    track: int
    score: float
    kind: ReasonKind = ReasonKind.START
    because: int | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What a listener did: plays and ratings, newest first, and the seed of the start before there are any.

    `disliked` are the tracks of all dislikes, also of those that are too old to be among the ratings.
    """

    plays: Sequence[Hearing]
    ratings: Sequence[Rating]
    seed: int
    disliked: Collection[int] = ()


def rank(catalogue: Catalogue, history: History, count: int, unavailable: Collection[int] = ()) -> list[Ranked]:
    """Return `count` recommendations, or as many as the catalogue can fill without the `unavailable` tracks.

    The same arguments give the same list, but for what scores the same to the last digits.
    """
    signals = read_signals(history.plays, history.ratings)
    aversions = find_aversions(signals, catalogue)
    tastes = find_tastes(signals, catalogue)
    selection = _open_selection(catalogue, history, unavailable)
    shares = np.array([taste.weight for taste in tastes], dtype=np.float32) ** EVENNESS
    chosen: list[Proposal] = []
    for strictness in Strictness:
        if len(chosen) == count:
            break
        selection.relax(strictness)
        streams = propose_for_tastes(tastes, aversions, catalogue, BY_CHANCE)
        admitted = [admit(stream, selection) for stream in streams]
        chosen += take_in_turns(admitted, shares, count - len(chosen), selection)
        start = admit(propose_start(aversions, catalogue, history.seed), selection)
        chosen += take_in_turns([start], np.ones(1, np.float32), count - len(chosen), selection)
    return explain(chosen, catalogue)


def _open_selection(catalogue: Catalogue, history: History, unavailable: Collection[int]) -> Selection:
    heard = catalogue.rows_of([play.track for play in history.plays[:FRESH_PLAYS]])
    disliked = {*history.disliked, *(one.track for one in history.ratings if one.value is RatingValue.DISLIKE)}
    # What plays right now is no recommendation even when everything else was heard.
    playing = [play.track for play in history.plays[:1]]
    barred = catalogue.rows_of([*unavailable, *disliked, *playing])
    return Selection(catalogue, heard[heard >= 0].tolist(), {*barred.tolist()})


def admit(proposals: Iterable[Proposal], selection: Selection) -> Iterator[Proposal]:
    """Yield those proposals that the selection admits when their turn comes."""
    refused = 0
    for proposal in proposals:
        if selection.admits(proposal.row):
            refused = 0
            yield proposal
        elif selection.strictness < Strictness.TRACKS_MAY_REPEAT and (refused := refused + 1) > PATIENCE:
            return


def take_in_turns(
    streams: Sequence[Iterator[Proposal]], shares: Vector, count: int, selection: Selection
) -> list[Proposal]:
    """Take `count` proposals, each time from the stream that is furthest behind its share."""
    taken: list[Proposal] = []
    turns = [0] * len(streams)
    open_streams = set(range(len(streams)))
    parts = (shares / max(float(shares.sum()), 1e-9)).tolist()
    while len(taken) < count and open_streams:
        stream = max(open_streams, key=lambda one: parts[one] * (len(taken) + 1) - turns[one])
        proposal = next(streams[stream], None)
        if proposal is None:
            open_streams.remove(stream)
            continue
        turns[stream] += 1
        selection.add(proposal.row)
        taken.append(proposal)
    return taken


def explain(proposals: Sequence[Proposal], catalogue: Catalogue) -> list[Ranked]:
    """Return the proposals, each with the part of the sound in which it agrees most with what it follows from."""
    followed = [(one.row, one.because) for one in proposals if one.because is not None]
    pairs = np.array(followed, dtype=np.intp).reshape(-1, 2)
    groups = iter(catalogue.sounds.closest_groups(pairs[:, 0], pairs[:, 1]) if followed else ())
    return [_explain(one, catalogue, None if one.because is None else next(groups)) for one in proposals]


def _explain(proposal: Proposal, catalogue: Catalogue, group: str | None) -> Ranked:
    track = int(catalogue.ids[proposal.row])
    score = min(max(proposal.score, 0.0), 1.0)
    if proposal.because is None or group is None:
        return Ranked(track, score)
    return Ranked(track, score, ReasonKind(group), int(catalogue.ids[proposal.because]))
