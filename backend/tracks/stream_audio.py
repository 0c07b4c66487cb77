"""The sound of a track as an HTTP answer: ranges, validators, and never a file outside the library."""

import asyncio
import os
import re
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response

from backend.database import Database
from backend.domain.track import Audio
from backend.errors import BadRequestError, NotFoundError, RangeError
from backend.tracks import store
from backend.tracks.find_track import find_track


async def stream_audio(database: Database, track_id: int, request_headers: Headers) -> Response:
    """Return the sound file: whole, the asked range (206, 416), or nothing when the client has it (304).

    Raises:
        NotFoundError: there is no such track, or it has no sound file, or the file is gone.
        BadRequestError: the `Range` header is not one.
        RangeError: the file has no such range.
    """
    audio = await store.find_audio(database, track_id)
    if audio is None:
        track = await find_track(database, track_id)
        raise NotFoundError(f"Track {track.id} has no sound file.")
    path, status = await asyncio.to_thread(_find_file, audio)
    if path is None or status is None:
        raise NotFoundError(f"The sound file of track {track_id} is gone. Import its folder again.")
    etag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if _matches(request_headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    _check_range(request_headers, status.st_size)
    return FileResponse(path, media_type=audio.media_type, headers=headers, stat_result=status)


def _find_file(audio: Audio) -> tuple[Path | None, os.stat_result | None]:
    root = Path(audio.root).resolve()
    path = (root / audio.path).resolve()
    # Resolving follows symbolic links, so neither `..` nor a link leads out of the library.
    if not path.is_relative_to(root) or not path.is_file():
        return None, None
    return path, path.stat()


def _matches(if_none_match: str | None, etag: str) -> bool:
    if if_none_match is None:
        return False
    known = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return "*" in known or etag in known


def _check_range(request_headers: Headers, size: int) -> None:
    """Refuse what FileResponse would refuse, as a problem document like every other error."""
    wanted = request_headers.get("range")
    if wanted is None or "if-range" in request_headers:
        return
    ranges = re.findall(r"(\d*)-(\d*)", wanted)
    backwards = any(start and stop and int(start) > int(stop) for start, stop in ranges)
    if backwards or not re.fullmatch(r"bytes=\s*(\d+-\d*|-\d+)(\s*,\s*(\d+-\d*|-\d+))*", wanted):
        raise BadRequestError(f"`Range: {wanted}` is not a byte range; write for instance `bytes=0-1023`.")
    if any(start and int(start) >= size for start, _ in ranges):
        raise RangeError(
            f"The file has {size} bytes; `Range: {wanted}` asks for others.",
            headers={"Content-Range": f"bytes */{size}"},
        )
