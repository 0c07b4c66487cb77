"""Facts about how an input vector becomes the vector that tracks are compared by."""

import numpy as np
import pytest

from backend.domain.projection import Block, Projection, block_from_document

INPUT = np.array([[1, 2, 3], [7, 2, -5]], np.float32)
MEAN, SCALE = np.array([1, 2], np.float32), np.array([2, 4], np.float32)


def test_a_plain_block_standardises_its_slots() -> None:
    assert Block(0, 2, MEAN, SCALE).project(INPUT).tolist() == [[0, 0], [3, 0]]


def test_squashing_draws_outliers_in_and_keeps_signs() -> None:
    block = Block(2, 3, np.zeros(1, np.float32), np.ones(1, np.float32), squash=True)
    assert block.project(INPUT)[:, 0] == pytest.approx([np.log(4), -np.log(6)])


def test_a_floor_is_the_least_result_of_the_linear_map() -> None:
    matrix, bias = np.array([[1, -1], [0, 0]], np.float32), np.array([0, 1], np.float32)
    block = Block(0, 2, MEAN, SCALE, matrix=matrix, bias=bias, floor=0.5)
    assert block.project(INPUT).tolist() == [[0.5, 1], [3, 0.5]]


def test_a_weight_is_the_squared_length_of_a_block_so_that_blocks_share_the_distance() -> None:
    blocks = [Block(0, 2, MEAN, SCALE, weight=0.75), Block(1, 3, MEAN, SCALE, weight=0.25)]
    projected = Projection(blocks).project(INPUT[1:])
    assert (projected[:, :2] ** 2).sum() == pytest.approx(0.75)
    assert (projected[:, 2:] ** 2).sum() == pytest.approx(0.25)


def test_a_vector_without_length_stays_at_zero() -> None:
    assert Block(0, 2, MEAN, SCALE, weight=1.0).project(INPUT[:1]).tolist() == [[0, 0]]


def test_a_block_survives_storage() -> None:
    matrix = np.arange(6, dtype=np.float32).reshape(2, 3)
    block = Block(0, 2, MEAN, SCALE, squash=True, matrix=matrix, bias=matrix[0], floor=0.1, weight=0.5)
    stored = block_from_document(block.to_document())
    assert np.array_equal(stored.project(INPUT), block.project(INPUT))
