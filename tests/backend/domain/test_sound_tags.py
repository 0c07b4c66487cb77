"""Which tags a track gets."""

import numpy as np

from backend.domain.sound_tags import MIN_LIKELIHOOD, TAGS, choose_tags


def test_there_are_fifty_tags_all_different() -> None:
    assert len(set(TAGS)) == len(TAGS) == 50


def test_the_likeliest_tags_come_first_and_unlikely_ones_not_at_all() -> None:
    likelihoods = np.full(50, MIN_LIKELIHOOD - 0.01, np.float32)
    likelihoods[TAGS.index("jazz")] = MIN_LIKELIHOOD + 0.01
    likelihoods[TAGS.index("soul")] = 0.9
    assert choose_tags(likelihoods) == ["soul", "jazz"]
    assert choose_tags(np.zeros(50, np.float32)) == []


def test_there_are_never_more_than_five() -> None:
    assert choose_tags(np.linspace(1, 0.5, 50)) == list(TAGS[:5])
