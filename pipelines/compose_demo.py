"""The demo collection: composes its pieces and writes them into a folder as tagged MP3 files."""

import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import av

from pipelines.demo.render import render_piece
from pipelines.demo.repertoire import Piece, list_pieces
from pipelines.demo.waves import SAMPLE_RATE_HZ, Sound
from pipelines.progress import Advance
from pipelines.take_turns import taking_turns

_LICENCE_URL = "https://creativecommons.org/publicdomain/zero/1.0/"
_LICENCE = "CC0 1.0 Universal"
_BITS_PER_SECOND = 192_000
_UNFINISHED = ".part"


def compose_demo(folder: Path, advance: Advance | None = None) -> int:
    """Write every piece of the demo that is not in `folder` yet; returns how many were written.

    `advance` hears how many of the missing pieces are written, and of how many. A file is either
    whole or absent, so an interrupted run is completed by the next. Two runs at once take turns.
    """
    return write_missing(list_pieces(), folder, advance)


def write_missing(pieces: Sequence[Piece], folder: Path, advance: Advance | None = None) -> int:
    """`compose_demo` for these pieces; composes on every core. Raises OSError where a file cannot be written."""
    with taking_turns(folder / ".composing.lock", "composing the demo"):
        for piece in pieces:
            locate_piece(piece, folder).with_suffix(_UNFINISHED).unlink(missing_ok=True)
        missing = [piece for piece in pieces if not locate_piece(piece, folder).exists()]
        if missing:
            _write_all(missing, folder, advance)
    return len(missing)


def _write_all(pieces: Sequence[Piece], folder: Path, advance: Advance | None) -> None:
    workers = min(len(pieces), os.cpu_count() or 1)
    # spawn, not fork: the caller may hold threads and open connections that a copy must not inherit
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            writing = [pool.submit(_write_piece, piece, locate_piece(piece, folder)) for piece in pieces]
            for done, written in enumerate(as_completed(writing), start=1):
                written.result()
                if advance:
                    advance(done, len(pieces))
        finally:
            pool.shutdown(cancel_futures=True)


def locate_piece(piece: Piece, folder: Path) -> Path:
    """Where a piece is kept: `<Artist>/<Album>/<NN> <Title>.mp3`."""
    return folder / piece.artist / piece.album / f"{piece.number:02d} {piece.title}.mp3"


def _write_piece(piece: Piece, path: Path) -> None:
    unfinished = path.with_suffix(_UNFINISHED)
    path.parent.mkdir(parents=True, exist_ok=True)
    _encode_mp3(render_piece(piece), _describe(piece), unfinished)
    unfinished.replace(path)


def _encode_mp3(sound: Sound, tags: dict[str, str], path: Path) -> None:
    """192 kbit/s at LAME's quickest: half the work of soundfile's encoder, which has no such settings."""
    with av.open(str(path), "w", format="mp3") as container:
        container.metadata.update(tags)
        options = {"compression_level": "7", "joint_stereo": "0"}
        stream = container.add_stream("libmp3lame", rate=SAMPLE_RATE_HZ, layout="stereo", options=options)
        stream.bit_rate = _BITS_PER_SECOND
        frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout="stereo")
        frame.sample_rate = SAMPLE_RATE_HZ
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))  # what the encoder still holds


def _describe(piece: Piece) -> dict[str, str]:
    """The tags by FFmpeg's names, which it writes as ID3 frames."""
    return {
        "title": piece.title,
        "artist": piece.artist,
        "album": piece.album,
        "genre": piece.style,
        "track": str(piece.number),
        "date": str(piece.year),
        "copyright": f"{_LICENCE} ({_LICENCE_URL})",
        "comment": f"Composed by Segue's own code. {_LICENCE}.",
    }
