"""A collection whose answer is known: genres that are heard in a few directions, among much that tells nothing."""

import numpy as np

from backend.domain.feature_vector import FeatureSet
from pipelines.training_set import TrainingSet

GENRES = 5


def make_genres(
    feature_sets: tuple[FeatureSet, ...], *, tracks: int = 300, clarity: float = 1.2, seed: int = 0
) -> TrainingSet:
    """Return tracks of five genres, two by each artist; every fourth artist has a second genre.

    Each genre moves a track by `clarity` in a direction of its own, in every feature set; what is not about genres, in
    twenty other directions, moves it three times as far, and each artist has a sound of their own.
    """
    rng = np.random.default_rng(seed)
    artists = np.repeat(np.arange(tracks // 2), 2)
    main = rng.integers(GENRES, size=tracks // 2)
    labels = np.eye(GENRES, dtype=bool)[main]
    labels[::4] |= np.eye(GENRES, dtype=bool)[rng.integers(GENRES, size=len(labels[::4]))]
    labels = labels[artists]
    vectors = [_draw_vectors(rng, labels, artists, len(one.slots), clarity) for one in feature_sets]
    return TrainingSet(
        ids=np.arange(1, tracks + 1),
        artists=artists + 1,
        genres=main[artists] + 1,
        genre_titles=[f"Genre {genre + 1}" for genre in main[artists]],
        labels=labels,
        features=np.concatenate(vectors, axis=1).astype(np.float32),
    )


def _draw_vectors(
    rng: np.random.Generator, labels: np.ndarray, artists: np.ndarray, slots: int, clarity: float
) -> np.ndarray:
    directions = np.linalg.qr(rng.standard_normal((slots, GENRES + 20)))[0].T * np.sqrt(slots)
    genre = clarity * labels @ directions[:GENRES]
    nuisance = rng.standard_normal((len(labels), 20)) @ directions[GENRES:] / np.sqrt(20) * 3
    own = 0.5 * rng.standard_normal((artists.max() + 1, slots))[artists]
    vectors: np.ndarray = genre + nuisance + own + rng.standard_normal((len(labels), slots))
    return vectors
