"""Reading TensorFlow's checkpoints without TensorFlow."""

from base64 import b64decode

import numpy as np
import pytest

from pipelines.tensor_bundle import TABLE_MAGIC, TensorBundleError, read_tensors
from tests.synthetic_musicnn import make_tensors, write_checkpoint

# Written by TensorFlow 2.21: conv2d/kernel (2, 3), conv2d/bias (2,), conv2d_1/bias () and step, an int64 (1,).
INDEX = b64decode(
    "AAAGCAEaAggBAAsPY29udjJkL2JpYXMIARIEEgIIAigINRILHEwHBhVrZXJuZWwIARIIEgIIAhICCAMgCCgYNTZGTQcGBw1fMS9iaWFzCAESACAg"
    "KAQ1X8+LtQAEEXN0ZXAICRIEEgIIASAkKAg1sJlJDgAAAAABAAAAALTxjpYAAAAAAQAAAADA8qGwAAECdAB7AAAAAAEAAAAAhrM/gIABCI0BDgAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABX+4CLJHVH2w=="
)
DATA = b64decode("AAAAPwAAgL4AAMA/AAAAwAAAUEAAAAAAbxKDOgAAgEcAAOBAAwAAAAAAAAA=")


def test_what_tensorflow_wrote_is_read() -> None:
    tensors = read_tensors(INDEX, DATA)
    assert set(tensors) == {"conv2d/kernel", "conv2d/bias", "conv2d_1/bias"}
    expected = np.array([[1.5, -2.0, 3.25], [0.0, 1e-3, 65536.0]], dtype=np.float32)
    np.testing.assert_array_equal(tensors["conv2d/kernel"], expected)
    np.testing.assert_array_equal(tensors["conv2d/bias"], [0.5, -0.25])
    assert tensors["conv2d_1/bias"].shape == ()
    assert tensors["conv2d_1/bias"] == 7.0


@pytest.mark.parametrize("per_block", [1, 7, 100])
def test_tensors_are_read_from_every_block_of_an_index(per_block: int) -> None:
    written = make_tensors(seed=1)
    read = read_tensors(*write_checkpoint(written, per_block))
    assert set(read) == set(written)
    for name, tensor in written.items():
        np.testing.assert_array_equal(read[name], tensor)


@pytest.mark.parametrize(
    ("index", "data", "reason"),
    [
        (b"", DATA, "not a table"),
        (INDEX[:-1], DATA, "not a table"),
        (INDEX[-48:], DATA, "ends too early"),
        (bytes(40) + TABLE_MAGIC.to_bytes(8, "little"), b"", "ends too early"),
        (INDEX.replace(b"\0\xb4\xf1\x8e\x96", b"\1\xb4\xf1\x8e\x96"), DATA, "compressed"),
        (INDEX, DATA[:20], "do not belong together"),
    ],
)
def test_a_damaged_checkpoint_is_refused(index: bytes, data: bytes, reason: str) -> None:
    with pytest.raises(TensorBundleError, match=reason):
        read_tensors(index, data)
