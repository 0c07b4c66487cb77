"""The cover of a track as an HTTP answer: read from its file, or from beside it, whenever it is asked for."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response

from backend.database import Database
from backend.domain.track import Audio
from backend.errors import NotFoundError
from backend.etags import is_known
from backend.pictures import Picture, find_picture_beside, read_embedded_picture, read_picture
from backend.tracks import store
from backend.tracks.find_track import find_track
from backend.tracks.shrink_picture import shrink_picture
from backend.tracks.stream_audio import find_file

KEPT_SECONDS = 24 * 3600

_READERS = ThreadPoolExecutor(2, "covers")
"""Threads of their own, as a list asks for fifty covers at once: plays are not to wait for them."""


class CoverSize(StrEnum):
    """A cover as it is stored, or made small for lists."""

    FULL = "full"
    SMALL = "small"


async def show_cover(database: Database, track_id: int, size: CoverSize, request_headers: Headers) -> Response:
    """Return the picture, or 304 when the client has it.

    Raises:
        NotFoundError: there is no such track, or neither its file nor the folder of that brings a picture.
    """
    audio = await store.find_audio(database, track_id)
    source = await asyncio.to_thread(_find_source, audio, size) if audio else None
    if source and is_known(request_headers.get("if-none-match"), source.etag):
        return Response(status_code=304, headers=_describe(source))
    reading = asyncio.get_running_loop().run_in_executor
    picture = await reading(_READERS, _read_picture, source, size) if source else None
    if source is None or picture is None:
        track = await find_track(database, track_id)
        raise NotFoundError(f"Track {track.id} has no cover.")
    return Response(picture.content, headers=_describe(source), media_type=picture.media_type)


@dataclass(frozen=True, slots=True)
class _Source:
    """The files that a cover may come from; the tag changes with either, so neither is opened to compare it."""

    sound: Path
    beside: Path | None
    etag: str


def _find_source(audio: Audio, size: CoverSize) -> _Source | None:
    sound, status = find_file(audio)
    if sound is None or status is None:
        return None
    beside = find_picture_beside(Path(audio.root), audio.path)
    marks = [size, _mark(status)]
    if beside:
        try:
            marks.append(_mark(beside.stat()))
        except OSError:
            beside = None
    return _Source(sound, beside, f'"{"-".join(marks)}"')


def _mark(status: os.stat_result) -> str:
    return f"{status.st_mtime_ns:x}-{status.st_size:x}"


def _read_picture(source: _Source, size: CoverSize) -> Picture | None:
    picture = read_embedded_picture(source.sound) or (read_picture(source.beside) if source.beside else None)
    return shrink_picture(picture) if picture and size is CoverSize.SMALL else picture


def _describe(source: _Source) -> dict[str, str]:
    return {
        "ETag": source.etag,
        "Cache-Control": f"private, max-age={KEPT_SECONDS}",
        # Whoever made the file chose these bytes: they are a picture, and nothing that a browser could run.
        "X-Content-Type-Options": "nosniff",
    }
