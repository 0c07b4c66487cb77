"""A listening history as several tastes, and what the listener turned away from."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from backend.domain.catalogue import Catalogue, Rows
from backend.domain.feature_vector import Vector
from backend.domain.play import Hearing, Outcome, Rating, RatingValue, counts_as_listen

LIKED = 2.0
"""A like is meant; it weighs as much as two tracks heard to the end."""
HEARD = 1.0
STARTED = 0.5
"""What just started tells a wish, but not yet that it was met."""
SKIPPED = -0.7
"""A skip may be about the moment; it weighs less than having heard a track, yet more than having started it."""
DISLIKED = -2.0

HALF_LIFE_PLAYS = 20
"""After so many further plays a play weighs half: about one sitting of an hour of clips, or an evening of songs."""
RATING_HALF_LIFE_PLAYS = 100
"""A rating is meant to last, so it fades more slowly than a play."""

ALIKE = 0.5
"""Each track of a taste is at least this similar to each other one, which is more than two random tracks are.

Chosen by the scorecard, with simulated listeners of two genres: from 0.7 on tastes fall to pieces, and below 0.45 two
become one.
"""
RESTED = 0.1
"""What a skip leaves of the weight of the taste that it falls in: under half of its share of the very next answer."""
REST_FADES = 4
"""So many times as fast as a play's weight fades does a taste return from its rest: half of it in five plays."""
FAINT = 0.05
"""What pushes away by no more than this is passed over: a skip of some seventy plays ago."""
AVERSIONS = 64
"""So many tracks push away, those that displeased most."""
RATED_TRACKS = 40
"""So many of the latest ratings speak. What was disliked earlier is still never recommended; what was liked earlier
must not outweigh the present.
"""
TASTE_TRACKS = 64
"""So many tracks, those with the strongest signals, make the tastes; what is left weighs next to nothing."""
MAX_TASTES = 6
"""More tastes than this would leave each with too few of 20 recommendations to be felt."""


Signals = Mapping[int, float]
"""What a history says of each track in it, by id: above zero it pleased, below it did not."""


@dataclass(frozen=True, slots=True)
class Taste:
    """Tracks that pleased and sound alike: their rows in order, their weights, and that of the taste as a whole."""

    rows: Rows
    weights: Vector
    weight: float


@dataclass(frozen=True, slots=True)
class Aversions:
    """Tracks that did not please: their rows, and how strongly each pushes away, from 0 to 1."""

    rows: Rows
    strengths: Vector


def read_signals(plays: Sequence[Hearing], ratings: Sequence[Rating]) -> Signals:
    """Return what plays (newest first) and ratings say of their tracks: a rating speaks before the newest play."""
    signals: dict[int, float] = {}
    times = [play.at for play in reversed(plays)]
    for rating in ratings[:RATED_TRACKS]:
        age = len(times) - bisect_right(times, rating.at)
        weight = LIKED if rating.value is RatingValue.LIKE else DISLIKED
        signals[rating.track] = weight * 0.5 ** (age / RATING_HALF_LIFE_PLAYS)
    for age, play in enumerate(plays):
        if play.track not in signals:
            signals[play.track] = _judge(play) * 0.5 ** (age / HALF_LIFE_PLAYS)
    return signals


def find_tastes(signals: Signals, catalogue: Catalogue) -> list[Taste]:
    """Return the tastes, strongest first: what pleased, grouped by its sound, less what did not please there.

    Clusters would not do as groups: two tracks that sound alike often lie on both sides of a border.
    """
    rows, weights = _place(signals, catalogue)
    strongest = np.argsort(-np.abs(weights), kind="stable")[:TASTE_TRACKS]
    in_order = strongest[np.argsort(rows[strongest])]
    rows, weights = rows[in_order], weights[in_order]
    similarity = catalogue.similarity(rows, catalogue.vectors[rows])
    # Relief from hubs makes it differ by direction; the lower one counts.
    similarity = np.minimum(similarity, similarity.T)
    pleased, displeased = np.flatnonzero(weights > 0), np.flatnonzero(weights < 0)
    groups = [pleased[group] for group in _group_alike(similarity[np.ix_(pleased, pleased)])]
    against = _match_displeasures(similarity[displeased], weights[displeased], groups)
    totals = [_rest(float(weights[group].sum()), some) for group, some in zip(groups, against, strict=True)]
    tastes = [Taste(rows[group], weights[group], total) for group, total in zip(groups, totals, strict=True)]
    return sorted(tastes, key=lambda taste: -taste.weight)[:MAX_TASTES]


def find_aversions(signals: Signals, catalogue: Catalogue) -> Aversions:
    """Return what the listener turned away from."""
    rows, weights = _place({track: one for track, one in signals.items() if one < -FAINT}, catalogue)
    strongest = np.argsort(weights, kind="stable")[:AVERSIONS]
    return Aversions(rows[strongest], np.minimum(-weights[strongest], 1.0))


def _group_alike(similarity: Vector) -> list[Rows]:
    """Return the rows of a symmetric matrix (n, n) in groups whose members are all ALIKE: complete linkage."""
    groups = {row: [row] for row in range(len(similarity))}
    links = similarity.copy()
    np.fill_diagonal(links, -1)
    while links.size:
        one, other = divmod(int(links.argmax()), len(links))
        if links[one, other] < ALIKE:
            break
        groups[one] += groups.pop(other)
        links[one] = links[:, one] = np.minimum(links[one], links[other])
        links[other] = links[:, other] = -1
    return [np.array(sorted(group)) for group in groups.values()]


def _match_displeasures(similarity: Vector, weights: Vector, groups: Sequence[Rows]) -> list[list[float]]:
    """Return the `weights` (n,) that fall in each group: of each row, in the one to whose tracks it is most similar.

    `similarity` (n, m) is that of the rows to all tracks, of which the groups name some.
    """
    found: list[list[float]] = [[] for _ in groups]
    if not groups or not len(weights):
        return found
    members = np.zeros((similarity.shape[1], len(groups)), dtype=np.float32)
    for number, group in enumerate(groups):
        members[group, number] = 1 / len(group)
    likeness = similarity @ members
    for weight, nearest, value in zip(weights, likeness.argmax(axis=1), likeness.max(axis=1), strict=True):
        if value >= ALIKE:
            found[nearest].append(float(weight))
    return found


def _rest(weight: float, displeasures: Sequence[float]) -> float:
    """Return what is left of the weight of a taste in which tracks displeased, with weights below zero.

    It rests once, by the strongest of them, and something is always left: a few dislikes in a style that was liked do
    not make the listener a stranger to it.
    """
    if not displeasures:
        return weight
    strength = min(min(displeasures) / SKIPPED, 1.0) ** REST_FADES
    return float(weight**2 / (weight - sum(displeasures)) * RESTED**strength)


def _judge(play: Hearing) -> float:
    if play.outcome is Outcome.COMPLETED or counts_as_listen(play.seconds_heard, play.track_seconds):
        return HEARD
    return SKIPPED if play.outcome is Outcome.SKIPPED else STARTED


def _place(signals: Signals, catalogue: Catalogue) -> tuple[Rows, Vector]:
    rows = catalogue.rows_of(list(signals))
    weights = np.fromiter(signals.values(), dtype=np.float32, count=len(signals))
    return rows[rows >= 0], weights[rows >= 0]
