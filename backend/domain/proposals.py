"""What each taste proposes, best first; and what a listener without tastes is offered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest

import numpy as np

from backend.domain.catalogue import Catalogue, Rows
from backend.domain.feature_vector import Vector
from backend.domain.taste import Aversions, Taste

NEARNESS_POWER = 2
"""How much the nearest tracks of a taste count for more than its others; 1 is their plain mean.

Chosen by the scorecard: the nearest one alone follows every stray track, and lists hold less of either of two tastes.
"""
REPULSION_POWER = 3
"""Similarity to the power of this is how far an aversion reaches: 0.5 at similarity 0.8, 0.1 at 0.5.

Chosen by the scorecard: the style of a track that is skipped keeps well under half of its share of the next answer.
"""
TYPICAL = 8
"""A varied start chooses at random among so many of the most typical tracks of a cluster."""
AVERSE = 0.15
"""From which an aversion takes more than this comes last in a varied start.

A skip just now puts off what is as similar as 0.6: nearly all of its neighbours, and few of other tracks.
"""
CONSIDERED = 3072
"""So many candidates in all, shared evenly among the tastes, are compared with their tracks and with the aversions.

They are those of a lookup that are nearest to the middle of a taste.
"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row to recommend, its score, and the row of the history it follows from (None for a start)."""

    row: int
    score: float
    because: int | None = None


def propose_for_tastes(
    tastes: Sequence[Taste], aversions: Aversions, catalogue: Catalogue, at_least: float = 0.0
) -> list[Iterator[Proposal]]:
    """Return for each taste what lies in the clusters nearest to it, best first, read as far as it is asked for.

    All of it is `at_least` so similar to some track of the taste.
    """
    count = CONSIDERED // max(len(tastes), 1)
    return [_propose(taste, aversions, catalogue, count, at_least) for taste in tastes]


def _propose(
    taste: Taste, aversions: Aversions, catalogue: Catalogue, count: int, at_least: float
) -> Iterator[Proposal]:
    """Yield up to `count` tracks near a taste, best first.

    A candidate scores by its similarity to the tracks of the taste, the nearest and the favourites counting most; what
    resembles an aversion loses. It follows from the one that it resembles most.
    """
    vicinity = catalogue.vicinity(tuple(taste.rows.tolist()), count)
    weights = taste.weights / taste.weights.sum()
    nearness = (vicinity.similarity**NEARNESS_POWER @ weights) ** (1 / NEARNESS_POWER)
    reached = vicinity.compare(aversions.rows.tolist(), partial(_reach, catalogue))
    scores = nearness * _spare(reached, aversions)
    for one in np.argsort(-scores):
        closest = vicinity.closest[one]
        if vicinity.similarity[one, closest] >= at_least:
            yield Proposal(int(vicinity.rows[one]), float(scores[one]), int(taste.rows[closest]))


def propose_start(aversions: Aversions, catalogue: Catalogue, seed: int) -> Iterator[Proposal]:
    """Yield the whole catalogue as a varied start: one track a cluster, in rounds, the typical ones first.

    What resembles an aversion comes after all the rest, in the same order.
    """
    rng = np.random.default_rng(seed)
    clusters = [_shuffle_typical(rng, catalogue, cluster) for cluster in rng.permutation(catalogue.cluster_count)]
    longest = max((len(rows) for rows in clusters), default=0)
    put_off: list[tuple[Rows, Vector]] = []
    for first in range(0, longest, TYPICAL):
        rounds = zip_longest(*(rows[first : first + TYPICAL] for rows in clusters))
        rows = np.array([row for turn in rounds for row in turn if row is not None], dtype=np.intp)
        centroids = catalogue.centroids[catalogue.clusters_of(rows)]
        distances = ((catalogue.vectors[rows] - centroids) ** 2).sum(axis=1)
        reached = _reach(catalogue, rows, aversions.rows)
        scores = np.exp2(-distances / catalogue.typical_distance**2) * _spare(reached, aversions)
        # By the one that it resembles most: all together would leave little that resembles none.
        is_averse = (aversions.strengths * reached).max(axis=1, initial=0) > AVERSE
        put_off.append((rows[is_averse], scores[is_averse]))
        yield from _offer(rows[~is_averse], scores[~is_averse])
    for rows, scores in put_off:
        yield from _offer(rows, scores)


def _offer(rows: Rows, scores: Vector) -> Iterator[Proposal]:
    yield from map(Proposal, rows.tolist(), scores.tolist())


def _reach(catalogue: Catalogue, rows: Rows, averse: Rows) -> Vector:
    """Return how far each of `averse` reaches to each of `rows`: (rows, averse), from 0 to 1."""
    return catalogue.similarity(rows, catalogue.vectors[averse], REPULSION_POWER)


def _spare(reached: Vector, aversions: Aversions) -> Vector:
    """Return the factor, from 0 to 1, that aversions leave of each row's score, `reached` being how far they reach."""
    left: Vector = (1 - aversions.strengths * reached).prod(axis=1, dtype=np.float32)
    return left


def _shuffle_typical(rng: np.random.Generator, catalogue: Catalogue, cluster: int) -> Rows:
    rows = np.arange(catalogue.starts[cluster], catalogue.starts[cluster + 1])
    rng.shuffle(rows[:TYPICAL])
    return rows
