"""GET /health, /ready and /metrics."""

from http import HTTPStatus

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from starlette.responses import PlainTextResponse, Response

from backend.dependencies import CurrentCatalogue, Db
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
async def get_readiness(database: Db, catalogue: CurrentCatalogue) -> Readiness:
    """Answer 200 when the database answers and a model is loaded, 503 otherwise."""
    await database.command("ping")
    if catalogue.model_id is None:
        raise UnavailableError("There is no model yet. Run `segue cluster`, or `segue run` for everything.")
    return Readiness(model=catalogue.model_id, tracks=len(catalogue))


@router.get("/metrics", summary="Numbers for Prometheus", response_class=PlainTextResponse)
async def get_metrics() -> Response:
    """Answer the metrics of this process in Prometheus' text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
