"""Facts about what a projection learns."""

from dataclasses import replace

import numpy as np

from backend.domain.projection import Projection
from pipelines.fit_projection import MIN_LABELLED, fit_genre_scores, fit_principal, fit_standardised

RNG = np.random.default_rng(4)
TRACKS, SLOTS = 300, 40


def _draw(spread: float) -> tuple[np.ndarray, np.ndarray]:
    """Return vectors of three genres that differ in one slot of many, and their labels."""
    genre = np.arange(TRACKS) % 3
    vectors = RNG.normal(0, spread, (TRACKS, SLOTS)).astype(np.float32)
    vectors[np.arange(TRACKS), genre] += 3
    return vectors, np.eye(3, dtype=bool)[genre]


def _share_right(projected: np.ndarray, genre: np.ndarray) -> float:
    distances = ((projected[:, None] - projected[None]) ** 2).sum(axis=2)
    np.fill_diagonal(distances, np.inf)
    nearest = np.argsort(distances, axis=1)[:, :10]
    return float((genre[nearest] == genre[:, None]).mean())


def test_genre_scores_bring_tracks_together_that_were_not_learned_from() -> None:
    vectors, labels = _draw(2.0)
    genre, held_out = labels.argmax(axis=1), np.arange(TRACKS) % 2 == 0
    learned = fit_genre_scores(vectors[~held_out], labels[~held_out], shrinkage=0.5)
    assert learned is not None
    plain = fit_standardised(vectors[~held_out], 0, SLOTS)
    unseen, answer = vectors[held_out], genre[held_out]
    assert _share_right(learned.project(unseen), answer) > _share_right(plain.project(unseen), answer) + 0.15


def test_shuffled_labels_teach_nothing() -> None:
    vectors, labels = _draw(2.0)
    genre, held_out = labels.argmax(axis=1), np.arange(TRACKS) % 2 == 0
    learned = fit_genre_scores(vectors[~held_out], RNG.permutation(labels[~held_out]), shrinkage=0.5)
    assert learned is not None
    assert _share_right(learned.project(vectors[held_out]), genre[held_out]) < 0.5


def test_too_few_labels_are_not_learned_from() -> None:
    vectors, labels = _draw(1.0)
    few = np.zeros_like(labels)
    few[: MIN_LABELLED - 1] = labels[: MIN_LABELLED - 1]
    assert fit_genre_scores(vectors, few, shrinkage=0.5) is None
    assert fit_genre_scores(vectors, labels[:, :1], shrinkage=0.5) is None
    assert fit_genre_scores(vectors, labels[:, :0], shrinkage=0.5) is None


def test_tracks_without_labels_do_not_count_as_of_no_genre() -> None:
    vectors, labels = _draw(1.0)
    some = labels.copy()
    some[::4] = False
    learned = fit_genre_scores(vectors, some, shrinkage=0.5)
    assert learned is not None
    # A track in the middle of all labelled ones has each genre as likely as it is among them.
    share = some[some.any(axis=1)].mean(axis=0)
    scores = Projection([replace(learned, weight=None)]).project(vectors[some.any(axis=1)])
    assert np.allclose(scores.mean(axis=0), share, atol=0.15)


def test_principal_components_keep_the_distances_and_whitening_evens_them_out() -> None:
    vectors = (RNG.normal(0, 1, (TRACKS, 5)) @ RNG.normal(0, 1, (5, SLOTS))).astype(np.float32)
    even = fit_principal(vectors, 0, SLOTS, dims=4, whitening=1.0)
    assert even.matrix is not None
    inner = np.sign(vectors) * 0 + (vectors - even.mean) / even.scale
    components = (np.sign(inner) * np.log1p(np.abs(inner))) @ even.matrix + even.bias
    assert np.allclose(components.std(axis=0), 1, atol=0.02)
    assert np.allclose(components.mean(axis=0), 0, atol=1e-3)


def test_no_more_components_than_the_tracks_span() -> None:
    vectors = np.repeat(RNG.normal(0, 1, (3, SLOTS)), 10, axis=0).astype(np.float32)
    block = fit_principal(vectors, 0, SLOTS, dims=50, whitening=1.0)
    assert block.matrix is not None
    assert block.matrix.shape[1] == 2
    assert np.isfinite(Projection([block]).project(vectors)).all()


def test_a_constant_slot_stays_at_zero() -> None:
    vectors, labels = _draw(1.0)
    vectors[:, 7] = 12.3
    for block in (fit_standardised(vectors, 0, SLOTS), fit_genre_scores(vectors, labels, shrinkage=0.5)):
        assert block is not None
        assert np.isfinite(block.project(vectors)).all()
        assert block.scale[7] == 1
