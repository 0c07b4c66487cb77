"""Scores the neighbours of held-out tracks: by genre, by mood, and how evenly all tracks are found."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.evaluation.measures import (
    Space,
    count_occurrences,
    estimate,
    expect_alike,
    find_neighbours,
    share_alike,
    skewness,
)
from pipelines.evaluation.protocol import Fold, Rows
from pipelines.evaluation.scorecard import NeighbourScores
from pipelines.hub_relief import find_relief

Labels = NDArray[np.bool_]
Rounds = Sequence[Sequence[Fold]]
"""All folds of each fold seed."""


@dataclass(frozen=True, slots=True)
class KnownTracks:
    """What is known of all tracks: `artists` (tracks,), `genres` and `moods` (tracks, labels), no column if unknown."""

    artists: NDArray[np.int64]
    genres: Labels
    moods: Labels


def score_neighbours(known: KnownTracks, rounds: Rounds, *, unseen: bool) -> NeighbourScores:
    """Return the scores of every held-out track's neighbours, among all tracks or, `unseen`, its own fold only.

    A track's figure is its mean over the rounds; the hubs are those of a round, averaged.
    """
    tracks = len(known.artists)
    everything = np.arange(tracks)
    counts = np.zeros((len(rounds), tracks), dtype=np.int64)
    shares = np.full((4, len(rounds), tracks), np.nan)
    for index, folds in enumerate(rounds):
        for fold in folds:
            rows = fold.held_out if unseen else everything
            queries = np.flatnonzero(np.isin(rows, fold.held_out))
            neighbours = _find(fold, rows, queries, known.artists)
            counts[index, rows] += count_occurrences(neighbours, len(rows))
            shares[:, index, fold.held_out] = _judge(known, rows, queries, neighbours)
    genre, genre_chance, mood, mood_chance = shares.mean(axis=1)
    return NeighbourScores(
        genre=estimate(genre, known.artists),
        genre_chance=_mean(genre_chance),
        mood=estimate(mood, known.artists),
        mood_chance=_mean(mood_chance),
        hub=float(np.mean([skewness(one) for one in counts])),
        never=float((counts == 0).mean()),
    )


def _find(fold: Fold, rows: Rows, queries: Rows, artists: NDArray[np.int64]) -> Rows:
    vectors = fold.vectors[rows]
    space = Space(vectors, find_relief(vectors, artists[rows], fold.hub_relief), artists[rows])
    return find_neighbours(space, queries)


def _judge(known: KnownTracks, rows: Rows, queries: Rows, neighbours: Rows) -> NDArray[np.float64]:
    """Return each query's share of neighbours alike and its chance, by genre and by mood: (4, queries)."""
    figures = []
    for labels in (known.genres, known.moods):
        inside = labels[rows]
        # A track without labels can be alike to none: it says nothing.
        unlabelled = ~inside[queries].any(axis=1)
        alike = share_alike(inside, queries, neighbours)
        chance = expect_alike(inside, queries, known.artists[rows])
        figures += [np.where(unlabelled, np.nan, alike), np.where(unlabelled, np.nan, chance)]
    return np.stack(figures)


def _mean(shares: NDArray[np.float64]) -> float | None:
    known = shares[np.isfinite(shares)]
    return float(known.mean()) if len(known) else None
