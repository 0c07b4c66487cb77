"""GET /health, /ready and /metrics."""

from http import HTTPStatus

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from starlette.responses import PlainTextResponse, Response

from backend.dependencies import Db, Follower
from backend.errors import UnavailableError, problem_answers

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The service is alive."""

    status: str = "ok"


class Readiness(BaseModel):
    """The service can recommend."""

    status: str = "ready"
    model: str
    tracks: int


@router.get("/health", summary="Is it alive?")
async def get_health() -> Health:
    """Answer as long as the process serves requests; nothing else is looked at."""
    return Health()


@router.get(
    "/ready",
    summary="Can it recommend?",
    responses=problem_answers(HTTPStatus.SERVICE_UNAVAILABLE),
)
async def get_readiness(database: Db, follower: Follower) -> Readiness:
    """Answer 200 when the database answers and a model is loaded and followed, 503 otherwise."""
    await database.command("ping")
    if not follower.is_following:
        raise UnavailableError("New models are no longer noticed. The log says why; restart Segue.")
    catalogue = follower.current
    if catalogue.model_id is None:
        reason = follower.refused or "There is no model yet."
        raise UnavailableError(f"{reason} Run `segue cluster`, or `segue run` for everything.")
    return Readiness(model=catalogue.model_id, tracks=len(catalogue))


@router.get("/metrics", summary="Numbers for Prometheus", response_class=PlainTextResponse)
async def get_metrics() -> Response:
    """Answer the metrics of this process in Prometheus' text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
