"""POST /play, PATCH /play/{play_id}, the listener's history, and what they heard most."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from backend.dependencies import (
    CurrentListener,
    CurrentMemory,
    CurrentRecommender,
    Db,
    MaybeListener,
    set_listener_cookie,
)
from backend.errors import problem_answers
from backend.pages import Cursor, Limit, Page
from backend.plays import list_history, list_most_played, record_play
from backend.plays.erase_history import erase_history
from backend.plays.list_history import HistoryEntry
from backend.plays.list_most_played import MostPlayedTrack
from backend.plays.record_play import PlayAnswer, PlayProgress, PlayRequest

router = APIRouter(tags=["plays"])

PlayId = Annotated[UUID, Path(description="The `play_id` that POST /play answered.")]


@router.post(
    "/play",
    status_code=HTTPStatus.CREATED,
    summary="Play a track",
    responses={
        200: {"model": PlayAnswer, "description": "This play was recorded before."},
        **problem_answers(HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    },
)
async def post_play(
    recommender: CurrentRecommender, listener: MaybeListener, request: PlayRequest, response: Response
) -> PlayAnswer:
    """Record that a track starts, and answer what to hear next.

    Without a token or cookie this makes a listener and sets the cookie `segue_listener`.
    """
    recorded = await record_play.record_play(recommender, listener, request)
    if recorded.new_listener is not None:
        set_listener_cookie(response, recorded.new_listener.token)
    if not recorded.is_new:
        response.status_code = HTTPStatus.OK
    return recorded.answer


@router.patch(
    "/play/{play_id}",
    summary="Say how a play went",
    responses=problem_answers(HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND),
)
async def patch_play(
    recommender: CurrentRecommender, listener: CurrentListener, play_id: PlayId, progress: PlayProgress
) -> PlayAnswer:
    """Say how much was heard, and whether it was completed or skipped; answers what to hear next.

    Use the `play_id` that POST /play answered. What was said stays: the seconds only grow, the first outcome counts.
    """
    return await record_play.record_progress(recommender, listener, play_id, progress)


@router.get(
    "/history",
    summary="What you heard",
    responses=problem_answers(HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED),
)
async def get_history(
    database: Db, listener: MaybeListener, limit: Limit = 50, cursor: Cursor = None
) -> Page[HistoryEntry]:
    """List the listener's plays, newest first; empty before the first play."""
    return await list_history.list_history(database, listener, limit, cursor)


@router.get("/history/top", summary="What you heard most", responses=problem_answers(HTTPStatus.UNAUTHORIZED))
async def get_most_played(database: Db, listener: MaybeListener, limit: Limit = 50) -> Page[MostPlayedTrack]:
    """List the tracks that the listener listened to most often; what was only begun does not count.

    There is no further page: `total` counts what is answered.
    """
    return await list_most_played.list_most_played(database, listener, limit)


@router.delete(
    "/history",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Erase what you heard",
    responses=problem_answers(HTTPStatus.UNAUTHORIZED),
)
async def delete_history(database: Db, memory: CurrentMemory, listener: CurrentListener) -> None:
    """Erase every play of the listener. Ratings stay; DELETE /listeners/me erases everything."""
    await erase_history(database, listener.id)
    memory.forget(listener.id)
