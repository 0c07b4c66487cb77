"""One piece from its place in the repertoire to its finished sound."""

import zlib
from collections.abc import Callable

import numpy as np

from pipelines.demo.effects import finish
from pipelines.demo.repertoire import Piece
from pipelines.demo.styles import ambient, breakbeat, chiptune, choir, folk, house, lofi, piano
from pipelines.demo.waves import Sound

_COMPOSERS: dict[str, Callable[[int, np.random.Generator], Sound]] = {
    "Ambient": ambient.compose,
    "House": house.compose,
    "Chiptune": chiptune.compose,
    "Solo Piano": piano.compose,
    "Folk": folk.compose,
    "Drum and Bass": breakbeat.compose,
    "Lo-Fi Hip Hop": lofi.compose,
    "Choir and Organ": choir.compose,
}


def render_piece(piece: Piece) -> Sound:
    """The piece, shape (2, n), 20 to 30 s at SAMPLE_RATE_HZ; always the same for the same piece."""
    rng = np.random.default_rng(zlib.crc32(f"{piece.artist}/{piece.title}".encode()))
    return finish(_COMPOSERS[piece.style](piece.hand, rng))
