"""The cover of a track as an HTTP answer: read from its file, or from beside it, whenever it is asked for."""

import asyncio
import hashlib
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response

from backend.database import Database
from backend.domain.track import Audio
from backend.errors import NotFoundError
from backend.etags import is_known
from backend.pictures import Picture, read_embedded_picture, read_picture_beside
from backend.tracks import store
from backend.tracks.find_track import find_track
from backend.tracks.stream_audio import find_file

KEPT_SECONDS = 24 * 3600


async def show_cover(database: Database, track_id: int, request_headers: Headers) -> Response:
    """Return the picture, or 304 when the client has it.

    Raises:
        NotFoundError: there is no such track, or neither its file nor the folder of that brings a picture.
    """
    audio = await store.find_audio(database, track_id)
    picture = await asyncio.to_thread(_read_picture, audio) if audio else None
    if picture is None:
        track = await find_track(database, track_id)
        raise NotFoundError(f"Track {track.id} has no cover.")
    etag = f'"{hashlib.sha256(picture.content).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": f"private, max-age={KEPT_SECONDS}",
        # Whoever made the file chose these bytes: they are a picture, and nothing that a browser could run.
        "X-Content-Type-Options": "nosniff",
    }
    if is_known(request_headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    return Response(picture.content, headers=headers, media_type=picture.media_type)


def _read_picture(audio: Audio) -> Picture | None:
    path, _ = find_file(audio)
    if path is None:
        return None
    return read_embedded_picture(path) or read_picture_beside(Path(audio.root), audio.path)
