"""Builds the ONNX graph of MusiCNN from the tensors of its checkpoint; the only module that needs the onnx package."""

from dataclasses import dataclass, field

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from pipelines.musicnn_features import N_BANDS
from pipelines.tensor_bundle import Tensors

OPSET, IR_VERSION = 17, 8
"""Old enough for every onnxruntime of the last years."""
EPSILON = 1e-3
"""What the original's batch normalisation adds to the variance: the default of TensorFlow's layers."""
BRANCHES = range(5)
"""The front end's convolutions: two of timbre, 7 frames by 38 and 67 bands; three of time, 128, 64 and 32 frames."""
MIDDLE = range(5, 8)
"""The convolutions behind it; all but the first are residual."""
POOLED, DENSE = 9, 10
"""The normalisations before and behind the first dense layer."""
CHANNEL_BLOCK = 8
"""onnxruntime keeps its fast layout from a convolution to its pooling only for a multiple of so many channels."""

Array = NDArray[np.float32]


def build_graph(tensors: Tensors) -> bytes:
    """Return the network with the weights of a checkpoint as an ONNX model: Pons & Serra 2019, arXiv 1909.06654.

    Input: `patches` (patches, frames, 96), log-mel. Outputs: `penultimate` (patches, 200), the layer below the last,
    and `tags` (patches, 50), likelihoods from 0 to 1.

    The numbers are the original's up to rounding. What stands in another order here does so without approximation:
    the maximum over the bands comes before the rectifier and the normalisation, both of which are monotone in each
    channel, and the normalisation of the pooled values is part of the dense layer behind it.
    """
    graph = _Graph(tensors)
    image = graph.add("Unsqueeze", "patches", np.array([1]))
    image = graph.normalise(image, 0, axes_after=0)
    layers = [graph.add("Concat", *(graph.add_branch(image, number) for number in BRANCHES), axis=1)]
    for number in MIDDLE:
        layers.append(graph.add_middle_layer(layers[-1], number))
    graph.add_back_end(graph.add("Concat", *layers, axis=1))
    return graph.finish()


@dataclass
class _Graph:
    """A graph in the making. What adds to it takes and returns names of values."""

    tensors: Tensors
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def add(
        self, kind: str, *inputs: str | NDArray[np.generic], output: str = "", **attributes: int | list[int]
    ) -> str:
        names = [one if isinstance(one, str) else self._add_constant(one) for one in inputs]
        output = output or f"{kind.lower()}_{len(self.nodes)}"
        node = helper.make_node(kind, names, [output])
        node.attribute.extend(helper.make_attribute(name, value) for name, value in attributes.items())
        self.nodes.append(node)
        return output

    def _add_constant(self, values: NDArray[np.generic]) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def normalise(self, source: str, number: int, *, axes_after: int, output: str = "") -> str:
        """Add a batch normalisation of the channels, behind whose axis there are `axes_after` others."""
        scale, shift = (one.reshape(-1, *[1] * axes_after) for one in self.read_normalisation(number))
        return self.add("Add", self.add("Mul", source, scale), shift, output=output)

    def read_normalisation(self, number: int) -> tuple[Array, Array]:
        """Return scale and shift, (channels,) each, of a batch normalisation as it works after the training."""
        name = _name("batch_normalization", number)
        gamma, beta, mean, variance = (
            self.tensors[f"{name}/{part}"] for part in ("gamma", "beta", "moving_mean", "moving_variance")
        )
        scale = gamma / np.sqrt(variance + np.float32(EPSILON))
        return scale, beta - mean * scale

    def read_convolution(self, number: int) -> tuple[Array, Array]:
        """Return the kernel in ONNX's order, (channels, inputs, frames, bands), and the bias (channels,)."""
        name = _name("conv2d", number)
        return self.tensors[f"{name}/kernel"].transpose(3, 2, 0, 1), self.tensors[f"{name}/bias"]

    def add_branch(self, image: str, number: int) -> str:
        """Add a branch of the front end: (patches, 1, frames, bands) to (patches, channels, frames)."""
        kernel, bias = self.read_convolution(number)
        channels, _, frames, bands = kernel.shape
        scale, _ = self.read_normalisation(number + 1)
        # Where the normalisation turns a channel over, its maximum is the minimum of the convolution.
        sign = np.where(scale < 0, -1, 1).astype(np.float32)
        spare = -channels % CHANNEL_BLOCK
        kernel = np.pad(kernel * sign[:, None, None, None], ((0, spare), (0, 0), (0, 0), (0, 0)))
        # As TensorFlow's padding `same` has it: the odd frame is added at the end.
        pads = [(frames - 1) // 2, 0, frames // 2, 0]
        convolved = self.add("Conv", image, kernel, np.pad(bias * sign, (0, spare)), pads=pads)
        # A pooling over all bands, for which there is a fast layout, unlike for ReduceMax.
        highest = self.add("MaxPool", convolved, kernel_shape=[1, N_BANDS - bands + 1])
        highest = self.add("Slice", highest, np.array([0]), np.array([channels]), np.array([1]))
        highest = self.add("Mul", self.add("Squeeze", highest, np.array([3])), sign[:, None])
        return self.normalise(self.add("Relu", highest), number + 1, axes_after=1)

    def add_middle_layer(self, source: str, number: int) -> str:
        """Add a convolution over time: (patches, channels, frames) to (patches, 64, frames)."""
        kernel, bias = self.read_convolution(number)
        # The original convolves an image as wide as it has channels: the same sum as one over channels.
        kernel = kernel[:, 0].transpose(0, 2, 1)
        rectified = self.add("Relu", self.add("Conv", source, kernel, bias, pads=[3, 3]))
        normalised = self.normalise(rectified, number + 1, axes_after=1)
        return normalised if number == MIDDLE[0] else self.add("Add", normalised, source)

    def add_back_end(self, features: str) -> None:
        """Add the pooling over time and the dense layers, which end in the outputs."""
        highest = self.add("ReduceMax", features, axes=[2], keepdims=0)
        mean = self.add("ReduceMean", features, axes=[2], keepdims=0)
        kernel, bias = self.tensors["dense/kernel"], self.tensors["dense/bias"]
        scale, shift = self.read_normalisation(POOLED)
        kernel, bias = kernel * scale[:, None], bias + shift @ kernel
        # The original pools a channel into a pair, maximum and mean; here all maxima come first, then all means.
        kernel = np.concatenate([kernel[0::2], kernel[1::2]])
        dense = self.add("Gemm", self.add("Concat", highest, mean, axis=1), kernel, bias)
        self.normalise(self.add("Relu", dense), DENSE, axes_after=0, output="penultimate")
        likely = self.add("Gemm", "penultimate", self.tensors["dense_1/kernel"], self.tensors["dense_1/bias"])
        self.add("Sigmoid", likely, output="tags")

    def finish(self) -> bytes:
        units, tags = self.tensors["dense_1/kernel"].shape
        shapes: dict[str, list[str | int]] = {
            "patches": ["patches", "frames", N_BANDS],
            "penultimate": ["patches", units],
            "tags": ["patches", tags],
        }
        ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]
        graph = helper.make_graph(self.nodes, "musicnn", ends[:1], ends[1:], self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
        onnx.checker.check_model(model, full_check=True)
        return bytes(model.SerializeToString())


def _name(kind: str, number: int) -> str:
    return f"{kind}_{number}" if number else kind
