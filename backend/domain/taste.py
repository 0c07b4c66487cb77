"""A listening history as several tastes, and what the listener turned away from."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

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
RATED_TRACKS = 40
"""So many of the latest ratings speak. What was disliked earlier is still never recommended; what was liked earlier
must not outweigh the present.
"""
TASTE_TRACKS = 100
"""So many tracks, those with the strongest signals, make the tastes; what is left weighs next to nothing."""
MAX_TASTES = 6
"""More tastes than this would leave each with too few of 20 recommendations to be felt."""


class Signal(NamedTuple):
    """What the history says of one track: above zero it pleased, below it did not."""

    track: int
    weight: float
    liked: bool = False


@dataclass(frozen=True, slots=True)
class Taste:
    """Tracks that pleased and sound alike: their rows, their weights, and the weight of the taste as a whole."""

    rows: Rows
    weights: Vector
    weight: float


@dataclass(frozen=True, slots=True)
class Aversions:
    """Tracks that did not please: their rows, and how strongly each pushes away, from 0 to 1."""

    rows: Rows
    strengths: Vector


def read_signals(plays: Sequence[Hearing], ratings: Sequence[Rating]) -> list[Signal]:
    """Return one signal a track from plays (newest first) and ratings: a rating speaks before the newest play."""
    signals: dict[int, Signal] = {}
    times = [play.at for play in reversed(plays)]
    for rating in ratings[:RATED_TRACKS]:
        age = len(times) - bisect_right(times, rating.at)
        liked = rating.value is RatingValue.LIKE
        weight = (LIKED if liked else DISLIKED) * 0.5 ** (age / RATING_HALF_LIFE_PLAYS)
        signals[rating.track] = Signal(rating.track, weight, liked)
    for age, play in enumerate(plays):
        weight = _judge(play) * 0.5 ** (age / HALF_LIFE_PLAYS)
        signals.setdefault(play.track, Signal(play.track, weight))
    return list(signals.values())


def find_tastes(signals: Sequence[Signal], catalogue: Catalogue) -> list[Taste]:
    """Return the tastes, strongest first: what pleased, grouped by its sound, less what did not please there.

    Clusters would not do as groups: two tracks that sound alike often lie on both sides of a border.
    """
    strongest = sorted(signals, key=lambda signal: -abs(signal.weight))[:TASTE_TRACKS]
    rows, weights = _place(strongest, catalogue)
    similarity = catalogue.similarity(rows, catalogue.vectors[rows])
    # Relief from hubs makes it differ by direction; the lower one counts.
    similarity = np.minimum(similarity, similarity.T)
    pleased = np.flatnonzero(weights > 0)
    groups = [pleased[group] for group in _group_alike(similarity[np.ix_(pleased, pleased)])]
    displeased = _match_displeasures(similarity, weights, groups)
    totals = [_rest(float(weights[group].sum()), against) for group, against in zip(groups, displeased, strict=True)]
    tastes = [Taste(rows[group], weights[group], float(total)) for group, total in zip(groups, totals, strict=True)]
    return sorted(tastes, key=lambda taste: -taste.weight)[:MAX_TASTES]


def find_aversions(signals: Sequence[Signal], catalogue: Catalogue) -> Aversions:
    """Return what the listener turned away from."""
    rows, weights = _place(signals, catalogue)
    averse = weights < 0
    return Aversions(rows[averse], np.minimum(-weights[averse], 1.0))


def _group_alike(similarity: Vector) -> list[Rows]:
    """Return the rows of a symmetric matrix (n, n) in groups whose members are all ALIKE: complete linkage."""
    groups = {row: [row] for row in range(len(similarity))}
    links = similarity.copy()
    np.fill_diagonal(links, -1)
    while links.size:
        one, other = sorted(divmod(int(links.argmax()), len(links)))
        if links[one, other] < ALIKE:
            break
        groups[one] += groups.pop(other)
        links[one] = links[:, one] = np.minimum(links[one], links[other])
        links[other] = links[:, other] = links[one, one] = -1
    return [np.array(group) for group in groups.values()]


def _match_displeasures(similarity: Vector, weights: Vector, groups: list[Rows]) -> list[list[float]]:
    """Return the weights below zero that fall in each group: of each such row, in the one that it is most like."""
    found: list[list[float]] = [[] for _ in groups]
    rows = np.flatnonzero(weights < 0)
    if not groups or not len(rows):
        return found
    likeness = np.stack([similarity[np.ix_(rows, group)].mean(axis=1) for group in groups], axis=1)
    for row, nearest, value in zip(rows, likeness.argmax(axis=1), likeness.max(axis=1), strict=True):
        if value >= ALIKE:
            found[nearest].append(float(weights[row]))
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


def _place(signals: Sequence[Signal], catalogue: Catalogue) -> tuple[Rows, Vector]:
    rows = catalogue.rows_of([signal.track for signal in signals])
    weights = np.array([signal.weight for signal in signals], dtype=np.float32)
    return rows[rows >= 0], weights[rows >= 0]
