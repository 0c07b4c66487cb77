"""PUT and DELETE /tracks/{id}/rating."""

from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import APIRouter
from pydantic import BaseModel

from backend.dependencies import CurrentListener, Db, TrackId
from backend.domain.play import Rating, RatingValue
from backend.errors import problem_answers
from backend.ratings import rate_track, store

router = APIRouter(prefix="/tracks", tags=["ratings"])


class RatingRequest(BaseModel):
    """What the listener thinks."""

    model_config = {"json_schema_extra": {"example": {"value": "like"}}}

    value: RatingValue


@router.put(
    "/{track_id}/rating",
    summary="Like or dislike a track",
    responses=problem_answers(HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND),
)
async def put_rating(database: Db, listener: CurrentListener, track_id: TrackId, request: RatingRequest) -> Rating:
    """Say what you think of a track: the next recommendations follow it. It replaces an earlier rating."""
    rating = Rating(track=track_id, value=request.value, at=datetime.now(UTC))
    return await rate_track.rate_track(database, listener.id, rating)


@router.delete(
    "/{track_id}/rating",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Take a rating back",
    responses=problem_answers(HTTPStatus.UNAUTHORIZED),
)
async def delete_rating(database: Db, listener: CurrentListener, track_id: TrackId) -> None:
    """Forget what you thought of a track; there need not be a rating."""
    await store.delete_rating(database, listener.id, track_id)
