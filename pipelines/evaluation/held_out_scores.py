"""Scores clusters and lists of recommendations on tracks whose labels and artists their model never met."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from backend.domain.cluster_model import assign_clusters
from backend.domain.feature_vector import Vector
from pipelines.evaluation.listeners import (
    Figures,
    Room,
    listen_to_an_artist,
    listen_to_one_genre,
    listen_to_two_genres,
)
from pipelines.evaluation.measures import Estimate, estimate
from pipelines.evaluation.protocol import Fold
from pipelines.evaluation.scorecard import SimulatedListeners
from pipelines.evaluation.trial_model import make_catalogue
from pipelines.train_clusters import choose_k, train_clusters
from pipelines.training_set import TrainingSet

LISTENERS = 60
"""Simulated listeners of each kind in a fold. With 20 the luck of the draw moved a figure by 0.015, with 60 by 0.01."""


@dataclass
class HeldOutScores:
    """Collects, fold by fold, what held-out tracks tell of clusters and of lists."""

    tracks: TrainingSet
    _pure: list[bool] = field(default_factory=list)
    _figures: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def add(self, fold: Fold, seed: int) -> None:
        """Cluster the learned tracks of a fold, place the others, and let simulated listeners hear those."""
        learned = self.tracks.take(fold.learned)
        trained = train_clusters(fold.vectors[fold.learned], learned.genres, choose_k(len(learned.ids)))
        self._pure += _find_pure(self.tracks, fold, trained.centroids)
        catalogue = make_catalogue(fold.vectors, trained.centroids, self.tracks.artists, fold.hub_relief)
        room = Room(catalogue, self.tracks.artists, self.tracks.labels, fold.held_out)
        rng = np.random.default_rng(seed)
        kinds: dict[str, Callable[[Room, np.random.Generator], Figures]] = {"artist": listen_to_an_artist}
        if self.tracks.labels[fold.held_out].any():
            kinds |= {"one": listen_to_one_genre, "two": listen_to_two_genres}
        for kind, listen in kinds.items():
            for _ in range(LISTENERS):
                for name, value in listen(room, rng).items():
                    self._figures.setdefault((kind, name), []).append(value)

    @property
    def purity(self) -> float | None:
        """The share of held-out tracks that have the commonest genre of the cluster where they fall."""
        return float(np.mean(self._pure)) if self._pure else None

    def summarise(self) -> SimulatedListeners:
        """Return what the simulated listeners were given."""
        before, after = self._estimate("two", "before"), self._estimate("two", "after")
        broken = [value for (_, name), values in self._figures.items() if name == "broken" for value in values]
        return SimulatedListeners(
            one_taste=self._estimate("one", "in_taste"),
            one_taste_chance=self._mean("one", "chance"),
            two_tastes=self._estimate("two", "in_taste"),
            lesser_taste=self._estimate("two", "lesser"),
            lesser_taste_only=self._estimate("two", "lesser_only"),
            skipped_before=before,
            skipped_after=after,
            skipped_remains=after.value / before.value if before and after and before.value else None,
            same_artist=self._estimate("artist", "hit"),
            same_artist_chance=self._mean("artist", "chance"),
            broken_rules=float(np.mean(broken)) if broken else 0.0,
        )

    def _estimate(self, kind: str, name: str) -> Estimate | None:
        values = np.array(self._figures.get((kind, name), []))
        return estimate(values, np.arange(len(values)))

    def _mean(self, kind: str, name: str) -> float | None:
        values = self._figures.get((kind, name))
        return float(np.mean(values)) if values else None


def _find_pure(tracks: TrainingSet, fold: Fold, centroids: Vector) -> Sequence[bool]:
    """Return whether each labelled held-out track has the commonest genre of the learned tracks of its cluster."""
    clusters = assign_clusters(fold.vectors, centroids)[0]
    pure = []
    for cluster in np.unique(clusters[fold.held_out]):
        known = tracks.labels[fold.learned[clusters[fold.learned] == cluster]]
        commonest = known.sum(axis=0).argmax() if known.any() else None
        members = fold.held_out[clusters[fold.held_out] == cluster]
        labelled = tracks.labels[members][tracks.labels[members].any(axis=1)]
        pure += [commonest is not None and bool(row[commonest]) for row in labelled]
    return pure
