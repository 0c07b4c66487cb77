"""Facts about what lies around a taste, and what of it is remembered."""

import gc
import weakref

import numpy as np

from backend.domain.feature_vector import Vector
from backend.domain.vicinity import Rows, Vicinity
from tests.synthetic_catalogue import make_catalogue

VICINITY_ROWS = np.array([4, 7, 9])


class Ruler:
    """Measures the product of rows and others, and notes which others it was asked about."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def measure(self, rows: Rows, others: Rows) -> Vector:
        self.asked.append(others.tolist())
        return np.multiply.outer(rows, others).astype(np.float32)


def make_vicinity() -> Vicinity:
    return Vicinity(VICINITY_ROWS, np.array([[0.1, 0.8], [0.9, 0.3], [0.5, 0.5]], np.float32))


def test_each_row_knows_the_closest_of_the_tracks() -> None:
    assert make_vicinity().closest.tolist() == [1, 0, 0]


def test_only_what_is_new_is_compared_and_the_order_is_that_asked_for() -> None:
    vicinity, ruler = make_vicinity(), Ruler()
    for others in ([1, 2], [1, 2], [3, 2], [2], [1]):
        found = vicinity.compare(others, ruler.measure)
        np.testing.assert_array_equal(found, np.multiply.outer(VICINITY_ROWS, others))
    assert ruler.asked == [[1, 2], [3], [1]]


def test_nothing_is_compared_with_nothing() -> None:
    ruler = Ruler()
    assert make_vicinity().compare([], ruler.measure).shape == (3, 0)
    assert ruler.asked == []


def test_the_vicinity_of_tracks_holds_what_is_nearest_to_their_middle_and_is_kept() -> None:
    catalogue = make_catalogue()
    rows = (3, 5, 8)
    middle = catalogue.vectors[list(rows)].mean(axis=0)
    vicinity = catalogue.vicinity(rows, 20)
    assert set(vicinity.rows.tolist()) == set(catalogue.find_nearest(middle, 20)[0].tolist())
    expected = catalogue.similarity(vicinity.rows, catalogue.vectors[list(rows)])
    np.testing.assert_array_equal(vicinity.similarity, expected)
    assert catalogue.vicinity(rows, 20) is vicinity
    assert catalogue.vicinity(rows, 21) is not vicinity


def test_what_is_kept_does_not_keep_a_catalogue_that_was_replaced() -> None:
    gc.disable()
    try:
        catalogue = make_catalogue()
        catalogue.vicinity((1, 2), 10)
        gone = weakref.ref(catalogue)
        del catalogue
        assert gone() is None
    finally:
        gc.enable()
