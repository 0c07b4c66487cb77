"""The waveform of a track as it is answered."""

import hashlib
from typing import Any

from pydantic import BaseModel, Field
from starlette.datastructures import Headers
from starlette.responses import Response

from backend.database import Database
from backend.domain.track import Track, TrackStatus
from backend.errors import NotFoundError
from backend.etags import is_known
from backend.tracks import store
from backend.tracks.find_track import find_track

_EXAMPLE: dict[str, Any] = {"peaks": [3, 98, 187, 255, 204, 61]}


class Waveform(BaseModel):
    """How loud each part of a track is."""

    model_config = {"json_schema_extra": {"example": _EXAMPLE}}

    peaks: list[int] = Field(
        description="400 numbers from 0 to 255: the loudest sample of each 400th of the file, linearly, 255 being the"
        " loudest of all. (The example is shorter.)"
    )


async def draw_waveform(database: Database, track_id: int, request_headers: Headers) -> Response:
    """Return the waveform as JSON, or 304 when the client has it.

    Raises:
        NotFoundError: there is no such track, or it has no waveform of its file; the message says why.
    """
    audio = await store.find_audio(database, track_id)
    peaks = await store.find_peaks(database, track_id, audio) if audio else None
    if peaks is None:
        raise NotFoundError(_say_why_none(await find_track(database, track_id)))
    etag = f'"{hashlib.sha256(peaks).hexdigest()[:32]}"'
    # Weak, because the answer may be compressed on its way.
    headers = {"ETag": f"W/{etag}", "Cache-Control": "private, no-cache"}
    if is_known(request_headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    body = Waveform(peaks=list(peaks)).model_dump_json()
    return Response(body, headers=headers, media_type="application/json")


def _say_why_none(track: Track) -> str:
    match track.status:
        case TrackStatus.NO_AUDIO:
            return f"Track {track.id} has no waveform, as it has no sound file."
        case TrackStatus.UNREADABLE:
            return f"Track {track.id} has no waveform, as its file is unreadable: {track.status_reason}"
        case _:
            return f"Track {track.id} has no waveform yet: `segue extract` makes it."
