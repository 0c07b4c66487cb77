"""A way from one track to another in small even steps."""

from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from backend.domain.catalogue import Catalogue, Rows
from backend.domain.cluster_model import squared_distances
from backend.domain.feature_vector import Vector
from backend.domain.selection import DUPLICATE_SIMILARITY

POOL = 480
"""A way is chosen among about so many tracks near the line between its ends; the work grows with the square of it."""
LOOKED_UP = 512
"""Tracks that are looked up around each waypoint, before the nearest of them enter the pool."""
STEP_POWER = 4
"""A step of twice the length costs 16 times as much: steps are small, and they are even. Among 305 clips the longest of
nine steps is then 1.5 times the mean; with the square it is 1.9 times, for a mean that is 7 % shorter."""
REPEAT_COST = 4.0
"""What a step to the same artist or the same recording costs, in squared typical distances: as much as a step of twice
the distance of two random tracks, which is longer than any other step, so that it is taken only where all ways need it.
"""


def find_path(catalogue: Catalogue, ends: tuple[int, int], length: int, unavailable: Collection[int] = ()) -> list[int]:
    """Return the ids of `length` different tracks from one of `ends` to the other, or as many as the catalogue has.

    Waypoints lie evenly between the ends: on the sphere where the vectors are of unit length, otherwise on the straight
    line. The tracks nearest to them, in the order of their progress along the line, are the pool, and of all ways
    through it that never go back the one is taken whose steps, raised to STEP_POWER, add up to the least.

    `ends` are two different ids of the catalogue; `unavailable` tracks are left out between them.
    """
    rows = catalogue.rows_of(ends)
    first, last = catalogue.vectors[rows[0]], catalogue.vectors[rows[1]]
    barred = np.concatenate([rows, catalogue.rows_of(list(unavailable))])
    pool = _gather_pool(catalogue, _lay_waypoints(first, last, length), barred)
    between = _choose_between(catalogue, rows, pool, length - 2)
    return [int(catalogue.ids[row]) for row in (rows[0], *between, rows[1])]


def measure_steps(catalogue: Catalogue, way: Sequence[int]) -> list[float | None]:
    """Return for each track of a way its similarity to the one before, from 0 to 1; None for the first."""
    rows = catalogue.rows_of(way)
    steps: list[float | None] = [None]
    for previous, row in pairwise(rows):
        similarity = catalogue.similarity(np.array([row]), catalogue.vectors[previous][None, :])
        steps.append(float(similarity[0, 0]))
    return steps


def _lay_waypoints(first: Vector, last: Vector, length: int) -> Vector:
    """Return the points (length - 2, dims) that lie evenly between two vectors."""
    progress = np.linspace(0, 1, length)[1:-1, None]
    angle = float(np.arccos(np.clip(first @ last, -1, 1)))
    on_sphere = np.allclose([np.linalg.norm(first), np.linalg.norm(last)], 1, atol=1e-3)
    # Between opposite points any way round the sphere is as short, and the formula divides by nothing.
    if on_sphere and 1e-3 < angle < np.pi - 1e-3:
        # Shoemake 1985, "Animating rotation with quaternion curves": slerp.
        points = (np.sin((1 - progress) * angle) * first + np.sin(progress * angle) * last) / np.sin(angle)
    else:
        points = (1 - progress) * first + progress * last
    return np.asarray(points, dtype=np.float32)


def _gather_pool(catalogue: Catalogue, waypoints: Vector, barred: Rows) -> Rows:
    """Return rows near the waypoints: at least one for each waypoint, if the catalogue has so many."""
    wanted = len(waypoints)
    found = np.unique(np.concatenate([catalogue.look_up(point, LOOKED_UP) for point in waypoints]))
    found = np.setdiff1d(found, barred)
    if len(found) < wanted:
        found = np.setdiff1d(np.arange(len(catalogue)), barred)
    distances = squared_distances(waypoints, catalogue.vectors[found])
    each = max(POOL // wanted, 1)
    while len(pool := _find_nearest(distances, each)) < min(wanted, len(found)):
        each *= 2
    return found[pool]


def _find_nearest(distances: Vector, each: int) -> Rows:
    """Return the columns that are among the `each` nearest of any row of distances."""
    if each >= distances.shape[1]:
        return np.arange(distances.shape[1])
    return np.unique(np.argpartition(distances, each, axis=1)[:, :each])


def _choose_between(catalogue: Catalogue, ends: Rows, pool: Rows, count: int) -> list[int]:
    """Return the `count` rows of the pool that make the cheapest way between the ends."""
    first, last = catalogue.vectors[ends]
    line = (last - first).astype(np.float64)
    pool = pool[np.argsort(catalogue.vectors[pool] @ line, kind="stable")]
    rows = np.concatenate([ends[:1], pool, ends[1:]])
    costs = _price_steps(catalogue, rows, count + 2)
    # No way back: a step leads to a row further on. Row 0 is the first end, the last row the other.
    costs[np.tril_indices(len(rows))] = np.inf
    count = min(count, len(pool))
    reached = costs[0]
    came_from = []
    for _ in range(count - 1):
        totals = reached[:, None] + costs
        came_from.append(totals.argmin(axis=0))
        reached = totals.min(axis=0)
    if not count:
        return []
    way = [int(np.argmin(reached[1:-1] + costs[1:-1, -1])) + 1]
    for sources in reversed(came_from):
        way.append(int(sources[way[-1]]))
    return [int(rows[one]) for one in reversed(way)]


def _price_steps(catalogue: Catalogue, rows: Rows, length: int) -> NDArray[np.float64]:
    vectors, artists = catalogue.vectors[rows], catalogue.artists[rows]
    squares = squared_distances(vectors, vectors).astype(np.float64)
    yardstick = catalogue.typical_distance**2
    same = artists[:, None] == artists[None, :]
    # Where the way is short and its steps many, even small steps lead to other recordings.
    even_step = np.linalg.norm(vectors[-1] - vectors[0]) / (length - 1)
    copies = squares < min(-np.log2(DUPLICATE_SIMILARITY) * yardstick, (even_step / 2) ** 2)
    prices = np.where(same | copies, squares + REPEAT_COST * yardstick, squares) / yardstick
    return np.asarray(prices ** (STEP_POWER / 2))
