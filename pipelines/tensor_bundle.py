"""Reads the tensors of a TensorFlow checkpoint, format version 2, without TensorFlow."""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FOOTER_BYTES = 48
TABLE_MAGIC = 0xDB4775248B80FB57
"""The last eight bytes of a table, from LevelDB's doc/table_format.md, which TensorFlow's tables follow."""
UNCOMPRESSED = 0
DT_FLOAT = 1
VARINT, FIXED64, LENGTH_DELIMITED, FIXED32 = 0, 1, 2, 5
"""How a field of a protobuf message is written; see Protocol Buffers, Encoding."""

Tensors = dict[str, NDArray[np.float32]]
"""The tensors of a network by their names."""
Handle = tuple[int, int]
"""Where a block of the table stands: its offset and its length in bytes."""


class TensorBundleError(ValueError):
    """The bytes are not a checkpoint, or not one that is read here."""


@dataclass(frozen=True, slots=True)
class _Message:
    """A protobuf message: numbers and parts by the number of their field."""

    numbers: dict[int, int] = field(default_factory=dict)
    parts: dict[int, list[bytes]] = field(default_factory=dict)


def read_tensors(index: bytes, data: bytes) -> Tensors:
    """Return the float32 tensors of a checkpoint, from the contents of its `.index` and its only `.data` file.

    The index is an uncompressed LevelDB table that leads from each name to a BundleEntryProto (TensorFlow's
    tensor_bundle.proto). Tensors of other types are left out.

    Raises:
        TensorBundleError: the index is damaged or compressed, or speaks of more than there is.
    """
    try:
        return dict(_list_tensors(index, data))
    except (IndexError, struct.error) as error:
        raise TensorBundleError("The checkpoint's index ends too early.") from error


def _list_tensors(index: bytes, data: bytes) -> Iterator[tuple[str, NDArray[np.float32]]]:
    if len(index) < FOOTER_BYTES or struct.unpack("<Q", index[-8:])[0] != TABLE_MAGIC:
        raise TensorBundleError("The checkpoint's index is not a table.")
    # The footer opens with the handle of the meta index, which is of no use here, and then that of the index of blocks.
    _, at = _read_handle(index, len(index) - FOOTER_BYTES)
    blocks, _ = _read_handle(index, at)
    for _, value in _list_entries(index, blocks):
        handle, _ = _read_handle(value, 0)
        for name, message in _list_entries(index, handle):
            entry = _read_message(message)
            # The empty name is the header's, which is no tensor.
            if name and entry.numbers.get(1, 0) == DT_FLOAT:
                yield name.decode(), _read_tensor(entry, data)


def _read_tensor(entry: _Message, data: bytes) -> NDArray[np.float32]:
    # BundleEntryProto: 2 shape, 4 offset, 5 size. TensorShapeProto: 2 dim, whose 1 is its size.
    dims = _read_message(entry.parts[2][0]).parts.get(2, []) if 2 in entry.parts else []
    shape = [_read_message(dim).numbers.get(1, 0) for dim in dims]
    offset, size = entry.numbers.get(4, 0), entry.numbers.get(5, 0)
    if size != 4 * math.prod(shape) or offset + size > len(data):
        raise TensorBundleError("The checkpoint's index and its data do not belong together.")
    return np.frombuffer(data, "<f4", size // 4, offset).reshape(shape).astype(np.float32)


def _list_entries(table: bytes, handle: Handle) -> Iterator[tuple[bytes, bytes]]:
    """Yield the keys and values of one block; each key repeats only what differs from the one before."""
    offset, length = handle
    if table[offset + length] != UNCOMPRESSED:
        raise TensorBundleError("The checkpoint's index is compressed, which is not read here.")
    block = table[offset : offset + length]
    (restarts,) = struct.unpack("<I", block[-4:])
    at, end, key = 0, length - 4 * (restarts + 1), b""
    while at < end:
        shared, at = _read_varint(block, at)
        unshared, at = _read_varint(block, at)
        size, at = _read_varint(block, at)
        key = key[:shared] + block[at : at + unshared]
        at += unshared
        yield key, block[at : at + size]
        at += size


def _read_message(message: bytes) -> _Message:
    found, at = _Message(), 0
    while at < len(message):
        tag, at = _read_varint(message, at)
        number, wire_type = tag >> 3, tag & 7
        if wire_type == VARINT:
            found.numbers[number], at = _read_varint(message, at)
        elif wire_type == LENGTH_DELIMITED:
            size, at = _read_varint(message, at)
            found.parts.setdefault(number, []).append(message[at : at + size])
            at += size
        elif wire_type in {FIXED32, FIXED64}:
            # Only the checksum is written so; the archive as a whole was verified by a stronger one.
            at += 4 if wire_type == FIXED32 else 8
        else:
            raise TensorBundleError("The checkpoint's index holds an entry of an unknown kind.")
    return found


def _read_handle(buffer: bytes, at: int) -> tuple[Handle, int]:
    offset, at = _read_varint(buffer, at)
    length, at = _read_varint(buffer, at)
    return (offset, length), at


def _read_varint(buffer: bytes, at: int) -> tuple[int, int]:
    """Return a number written seven bits a byte, the lowest first, and where it ends."""
    number, shift = 0, 0
    while True:
        byte = buffer[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return number, at
