"""Leaving out MusiCNN's constant channels: the answers stay, at the ends of the time too."""

import numpy as np
import pytest

from pipelines.musicnn_pruning import prune
from pipelines.tensor_bundle import Tensors
from tests.synthetic_musicnn import make_tensors, run_network

SILENCED = {"conv2d": [0, 2], "conv2d_1": [1], "conv2d_2": [0], "conv2d_4": [1]}


@pytest.fixture
def tensors() -> Tensors:
    """A network that some channels of the front end have no weights in."""
    tensors = make_tensors(seed=4)
    for name, channels in SILENCED.items():
        tensors[f"{name}/kernel"][..., channels] *= np.float32(1e-12)
    return tensors


def test_a_pruned_network_answers_what_the_whole_one_does(tensors: Tensors) -> None:
    patches = np.random.default_rng(5).uniform(0, 5, (2, 40, 96)).astype(np.float32)
    patches[0] /= 10
    for found, expected in zip(run_network(prune(tensors), patches), run_network(tensors, patches), strict=True):
        assert np.ptp(expected, axis=0).max() > 0.01
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5)


def test_only_channels_that_hear_are_left_and_one_of_ones(tensors: Tensors) -> None:
    pruned = prune(tensors)
    assert [pruned[f"{name}/kernel"].shape[-1] for name in ("conv2d", "conv2d_1", "conv2d_2", "conv2d_3")] == [
        1,
        2,
        1,
        2,
    ]
    assert pruned["conv2d_4/kernel"].shape[-1] == 1 + 1
    assert pruned["conv2d_5/kernel"].shape[1] == 1 + 2 + 1 + 2 + 1 + 1


def test_what_is_pruned_is_not_changed_itself(tensors: Tensors) -> None:
    before = {name: tensor.copy() for name, tensor in tensors.items()}
    prune(tensors)
    for name, tensor in tensors.items():
        np.testing.assert_array_equal(tensor, before[name])


def test_a_faint_channel_is_kept(tensors: Tensors) -> None:
    tensors["conv2d/kernel"][..., 0] = 1e-5
    assert prune(tensors)["conv2d/kernel"].shape[-1] == 2
