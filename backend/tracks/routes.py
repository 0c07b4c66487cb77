"""The collection over HTTP: browse, search, one track, its sound, waveform and cover, what sounds like it."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from backend.dependencies import CurrentCatalogue, Db, TrackId
from backend.domain.track import Track
from backend.errors import problem_answers
from backend.pages import Limit, Page
from backend.tracks import draw_waveform, find_track, list_tracks, show_cover, stream_audio
from backend.tracks import find_similar as similar
from backend.tracks.draw_waveform import Waveform
from backend.tracks.find_similar import SimilarTrack
from backend.tracks.show_cover import CoverSize
from backend.tracks.track_listing import TrackListing

router = APIRouter(prefix="/tracks", tags=["tracks"])

_KNOWN: dict[int | str, dict[str, Any]] = {304: {"description": "The client has it already (`If-None-Match`)."}}
_SOUND: dict[int | str, dict[str, Any]] = {
    200: {"content": {"audio/mpeg": {}}, "description": "The whole file."},
    206: {"content": {"audio/mpeg": {}}, "description": "The part that `Range` asks for."},
    **_KNOWN,
}
_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/*": {}}, "description": "A JPEG, PNG, WebP or GIF."},
    **_KNOWN,
}
_AUDIO_ERRORS = (HTTPStatus.NOT_FOUND, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)


@router.get(
    "",
    summary="Browse and search",
    responses=problem_answers(HTTPStatus.BAD_REQUEST),
)
async def get_tracks(
    database: Db, catalogue: CurrentCatalogue, listing: Annotated[TrackListing, Query()]
) -> Page[Track]:
    """List tracks that can be played; `status` shows the others. Start without parameters, follow `next`."""
    return await list_tracks.list_tracks(database, catalogue, listing)


@router.get("/{track_id}", summary="One track", responses=problem_answers(HTTPStatus.NOT_FOUND))
async def get_track(database: Db, track_id: TrackId) -> Track:
    """Answer one track, whatever its status."""
    return await find_track.find_track(database, track_id)


@router.head("/{track_id}/audio", include_in_schema=False)
@router.get(
    "/{track_id}/audio",
    summary="The sound of a track",
    response_class=Response,
    responses={**_SOUND, **problem_answers(*_AUDIO_ERRORS)},
)
async def get_audio(database: Db, track_id: TrackId, request: Request) -> Response:
    """Answer the sound file as it is in the library; seek with `Range`."""
    return await stream_audio.stream_audio(database, track_id, request)


@router.get(
    "/{track_id}/waveform",
    summary="The waveform of a track",
    response_model=Waveform,
    responses={**_KNOWN, **problem_answers(HTTPStatus.NOT_FOUND)},
)
async def get_waveform(database: Db, track_id: TrackId, request: Request) -> Response:
    """Answer how loud each part of the file is, to draw it and to seek in it; 404 until this file is analysed."""
    return await draw_waveform.draw_waveform(database, track_id, request.headers)


@router.get(
    "/{track_id}/cover",
    summary="The picture that a track's file brings",
    response_class=Response,
    responses={**_PICTURE, **problem_answers(HTTPStatus.NOT_FOUND)},
)
async def get_cover(
    database: Db,
    track_id: TrackId,
    request: Request,
    size: Annotated[CoverSize, Query(description="`small` fits 480 by 480 pixels.")] = CoverSize.FULL,
) -> Response:
    """Answer the picture in the file, or that beside it (cover, folder, front or album); `has_cover` says if any is."""
    return await show_cover.show_cover(database, track_id, size, request.headers)


@router.get(
    "/{track_id}/similar",
    summary="What sounds like a track",
    responses=problem_answers(HTTPStatus.NOT_FOUND),
)
async def get_similar(
    database: Db, catalogue: CurrentCatalogue, track_id: TrackId, limit: Limit = 20
) -> Page[SimilarTrack]:
    """Answer the nearest tracks by sound, nearest first, each with a similarity from 0 to 1."""
    found = await similar.find_similar(database, catalogue, track_id, limit)
    return Page(items=found, total=len(found))
