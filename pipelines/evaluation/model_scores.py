"""Scores a model of all tracks, as it would be published: its clusters, its lookups, and the breadth of its lists."""

import numpy as np

from backend.domain.catalogue import LOOKUP_CANDIDATES, Catalogue
from pipelines.evaluation.listeners import RECOMMENDED, Room, recommend
from pipelines.evaluation.scorecard import ClusterScores
from pipelines.evaluation.trial_model import make_catalogue
from pipelines.recipes import Recipe
from pipelines.train_clusters import choose_k, train_clusters
from pipelines.training_set import TrainingSet

LOOKUP_SHARE = 0.1
"""A small collection is looked up whole, which tells nothing: at most this share of the tracks is asked for here."""
LISTENERS = 1_000
"""So many tracks, or all there are, are heard by a listener each."""


def score_model(tracks: TrainingSet, recipe: Recipe, k: int | None) -> ClusterScores:
    """Return the scores of the model that the recipe makes of all tracks, with `k` clusters, by the rule if None."""
    projection = recipe.fit(tracks)
    vectors = projection.project(recipe.read(tracks))
    trained = train_clusters(vectors, tracks.genres, k or choose_k(len(vectors)))
    relief = recipe.choose_hub_relief(projection)
    catalogue = make_catalogue(vectors, trained.centroids, tracks.artists, relief)
    heard = np.random.default_rng(0).permutation(len(vectors))[:LISTENERS]
    asked_for = max(min(LOOKUP_CANDIDATES, round(LOOKUP_SHARE * len(vectors))), 1)
    room = Room(catalogue, tracks.artists, tracks.labels, heard)
    lists = [recommend(room, [row]) for row in heard]
    return ClusterScores(
        k=len(trained.centroids),
        purity=trained.quality.get("genre_purity"),
        nmi=trained.quality.get("genre_nmi"),
        silhouette=trained.quality.get("silhouette"),
        lookup_share=asked_for / len(vectors),
        lookup_recall=float(np.mean([_measure_recall(catalogue, int(row), asked_for) for row in heard])),
        coverage=len({row for answer in lists for row in answer}) / len(vectors),
        variety=float(np.mean([_measure_variety(catalogue, answer) for answer in lists])),
    )


def _measure_recall(catalogue: Catalogue, track: int, at_least: int) -> float:
    """Return the share of the nearest tracks of all that a lookup finds."""
    row = catalogue.rows_of([track])[0]
    query = catalogue.vectors[row]
    others = np.delete(np.arange(len(catalogue)), row)
    nearest = others[np.argsort(-catalogue.similarity(others, query[None, :])[:, 0], kind="stable")[:RECOMMENDED]]
    return float(np.isin(nearest, catalogue.look_up(query, at_least)).mean()) if len(nearest) else 1.0


def _measure_variety(catalogue: Catalogue, answer: list[int]) -> float:
    if len(answer) < 2:
        return 0.0
    rows = catalogue.rows_of(answer)
    similarity = catalogue.similarity(rows, catalogue.vectors[rows])
    pairs = ~np.eye(len(rows), dtype=bool)
    return float(1 - similarity[pairs].mean())
