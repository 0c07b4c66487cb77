"""PUT and DELETE /tracks/{id}/rating, GET /ratings and /likes."""

from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel

from backend.dependencies import CurrentListener, Db, MaybeListener, TrackId
from backend.domain.play import Rating, RatingValue
from backend.errors import problem_answers
from backend.pages import Cursor, Limit, Page
from backend.ratings import list_likes, rate_track, store
from backend.ratings.list_likes import LikedTrack

router = APIRouter(tags=["ratings"])


class RatingRequest(BaseModel):
    """What the listener thinks."""

    model_config = {"json_schema_extra": {"example": {"value": "like"}}}

    value: RatingValue


@router.get(
    "/ratings",
    summary="What you rated",
    responses=problem_answers(HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED),
)
async def get_ratings(database: Db, listener: MaybeListener, limit: Limit = 50, cursor: Cursor = None) -> Page[Rating]:
    """List the listener's ratings, newest first; empty before the first play."""
    if listener is None:
        return Page(items=[], total=0)
    return await store.list_ratings(database, listener.id, limit, cursor)


@router.get(
    "/likes",
    summary="What you like",
    responses=problem_answers(HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED),
)
async def get_likes(
    database: Db, listener: MaybeListener, limit: Limit = 50, cursor: Cursor = None
) -> Page[LikedTrack]:
    """List the tracks that the listener likes, newest like first; empty before the first play."""
    return await list_likes.list_likes(database, listener, limit, cursor)


@router.put(
    "/tracks/{track_id}/rating",
    summary="Like or dislike a track",
    responses=problem_answers(HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND),
)
async def put_rating(database: Db, listener: CurrentListener, track_id: TrackId, request: RatingRequest) -> Rating:
    """Say what you think of a track: the next recommendations follow it. It replaces an earlier rating."""
    rating = Rating(track=track_id, value=request.value, at=datetime.now(UTC))
    return await rate_track.rate_track(database, listener.id, rating)


@router.delete(
    "/tracks/{track_id}/rating",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Take a rating back",
    responses=problem_answers(HTTPStatus.UNAUTHORIZED),
)
async def delete_rating(database: Db, listener: CurrentListener, track_id: TrackId) -> None:
    """Forget what you thought of a track; there need not be a rating."""
    await rate_track.unrate_track(database, listener.id, track_id)
