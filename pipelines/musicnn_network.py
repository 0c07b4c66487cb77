"""Runs MusiCNN with onnxruntime, which only this module imports."""

from pathlib import Path

import onnxruntime
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidArgument, InvalidGraph, InvalidProtobuf

from backend.domain.feature_vector import Vector
from pipelines.musicnn_features import Patches
from pipelines.musicnn_weights import NetworkUnavailableError


class MusicnnNetwork:
    """A network in one thread: there are as many processes as there are cores."""

    def __init__(self, path: Path) -> None:
        """Load the ONNX model at `path`.

        Raises:
            NetworkUnavailableError: the file is damaged.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf) as error:
            raise NetworkUnavailableError(
                f"MusiCNN cannot be loaded: {path} is damaged. Delete it, then run segue models download musicnn."
            ) from error

    def __call__(self, patches: Patches) -> tuple[Vector, Vector]:
        """Return the layer below the last, (patches, 200), and the likelihoods of the tags, (patches, 50)."""
        vectors, tags = self._session.run(["penultimate", "tags"], {"patches": patches})
        return vectors, tags
