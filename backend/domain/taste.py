"""A listening history as several tastes, and what the listener turned away from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backend.domain.catalogue import Catalogue, Rows
from backend.domain.feature_vector import Vector
from backend.domain.play import Outcome, Play, Rating, RatingValue, counts_as_listen

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

MAX_TASTES = 6
"""More tastes than this would leave each with too few of 20 recommendations to be felt."""


@dataclass(frozen=True, slots=True)
class Signal:
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


def read_signals(plays: Sequence[Play], ratings: Sequence[Rating]) -> list[Signal]:
    """Return one signal a track from plays (newest first) and ratings: a rating speaks before the newest play."""
    signals: dict[int, Signal] = {}
    for rating in ratings:
        age = sum(play.at > rating.at for play in plays)
        liked = rating.value is RatingValue.LIKE
        weight = (LIKED if liked else DISLIKED) * 0.5 ** (age / RATING_HALF_LIFE_PLAYS)
        signals[rating.track] = Signal(rating.track, weight, liked)
    for age, play in enumerate(plays):
        weight = _judge(play) * 0.5 ** (age / HALF_LIFE_PLAYS)
        signals.setdefault(play.track, Signal(play.track, weight))
    return list(signals.values())


def find_tastes(signals: Sequence[Signal], catalogue: Catalogue) -> list[Taste]:
    """Return the tastes, strongest first: what pleased, grouped by cluster, less what did not please there."""
    rows, weights = _place(signals, catalogue)
    clusters = catalogue.clusters_of(rows)
    tastes = []
    for cluster in np.unique(clusters):
        inside = clusters == cluster
        pleased = inside & (weights > 0)
        weight = float(weights[inside].sum())
        if pleased.any() and weight > 0:
            tastes.append(Taste(rows[pleased], weights[pleased], weight))
    return sorted(tastes, key=lambda taste: -taste.weight)[:MAX_TASTES]


def find_aversions(signals: Sequence[Signal], catalogue: Catalogue) -> Aversions:
    """Return what the listener turned away from."""
    rows, weights = _place(signals, catalogue)
    averse = weights < 0
    return Aversions(rows[averse], np.minimum(-weights[averse], 1.0))


def _judge(play: Play) -> float:
    if play.outcome is Outcome.COMPLETED or counts_as_listen(play.seconds_heard, play.track_seconds):
        return HEARD
    return SKIPPED if play.outcome is Outcome.SKIPPED else STARTED


def _place(signals: Sequence[Signal], catalogue: Catalogue) -> tuple[Rows, Vector]:
    rows = catalogue.rows_of([signal.track for signal in signals])
    weights = np.array([signal.weight for signal in signals], dtype=np.float32)
    return rows[rows >= 0], weights[rows >= 0]
