"""The sound of a track as an HTTP answer: ranges, validators, and never a file outside the library."""

import asyncio
import os
from email.utils import formatdate
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from backend.database import Database
from backend.domain.track import Audio
from backend.errors import NotFoundError, RangeError
from backend.etags import is_known
from backend.tracks import store
from backend.tracks.byte_ranges import read_ranges
from backend.tracks.find_track import find_track


async def stream_audio(database: Database, track_id: int, request: Request) -> Response:
    """Return the sound file: whole, the asked range (206, 416), or nothing when the client has it (304).

    Raises:
        NotFoundError: there is no such track, or it has no sound file, or the file is gone.
        RangeError: the file has no such range.
    """
    audio = await store.find_audio(database, track_id)
    if audio is None:
        track = await find_track(database, track_id)
        raise NotFoundError(f"Track {track.id} has no sound file.")
    path, status = await asyncio.to_thread(find_file, audio)
    if path is None or status is None:
        raise NotFoundError(f"The sound file of track {track_id} is gone. Import its folder again.")
    etag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if is_known(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    ranges = _choose_ranges(request, etag, status)
    response = _SoundResponse(path, media_type=audio.media_type, headers=headers, stat_result=status)
    response.ranges = ranges
    return response


def find_file(audio: Audio) -> tuple[Path | None, os.stat_result | None]:
    """Return where the sound file is, and its size and time; nothing where it is gone, or outside its library."""
    root = Path(audio.root).resolve()
    path = (root / audio.path).resolve()
    # Resolving follows symbolic links, so neither `..` nor a link leads out of the library.
    if not path.is_relative_to(root) or not path.is_file():
        return None, None
    return path, path.stat()


def _choose_ranges(request: Request, etag: str, status: os.stat_result) -> list[tuple[int, int]] | None:
    """Return the parts that are to be sent, or None for the whole file."""
    wanted = request.headers.get("range")
    condition = request.headers.get("if-range")
    # A weak validator never equals the strong ones that are answered here, as `If-Range` demands.
    changed = condition is not None and condition not in (etag, formatdate(status.st_mtime, usegmt=True))
    # Ranges are defined for GET alone (RFC 9110, section 14.2).
    if wanted is None or changed or request.method != "GET":
        return None
    ranges = read_ranges(wanted, status.st_size)
    if ranges == []:
        raise RangeError(
            f"The file has {status.st_size} bytes; `Range` asks for others.",
            headers={"Content-Range": f"bytes */{status.st_size}"},
        )
    return ranges


class _SoundResponse(FileResponse):
    """A file answer that sends the parts it is told to, whatever the request's own headers say."""

    ranges: list[tuple[int, int]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [pair for pair in scope["headers"] if pair[0] not in (b"range", b"if-range")]
        if self.ranges:
            parts = ",".join(f"{first}-{last}" for first, last in self.ranges)
            headers.append((b"range", f"bytes={parts}".encode()))
        await super().__call__({**scope, "headers": headers}, receive, send)
