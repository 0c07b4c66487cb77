"""GET /collection, /clusters, /clusters/{id}, /map and /genres."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from backend.clusters import describe_clusters, describe_collection, store
from backend.clusters.describe_clusters import Cluster
from backend.clusters.describe_collection import Collection
from backend.clusters.draw_map import MapColumns
from backend.dependencies import CurrentCatalogue, CurrentMap, CurrentStatusCounts, Db
from backend.domain.genre import Genre
from backend.errors import problem_answers
from backend.pages import Page

router = APIRouter(tags=["clusters"])

ClusterId = Annotated[
    int,
    Path(ge=0, description="A cluster of the active model, from 0.", openapi_examples={"first": {"value": 0}}),
]


@router.get("/collection", summary="How far the analysis is")
async def get_collection(database: Db, catalogue: CurrentCatalogue, status_counts: CurrentStatusCounts) -> Collection:
    """Count the tracks by status, and name the model: ask again while some are `pending` to show the progress."""
    return await describe_collection.describe_collection(database, catalogue, status_counts)


@router.get("/clusters", summary="The clusters of the collection")
async def get_clusters(database: Db, catalogue: CurrentCatalogue) -> Page[Cluster]:
    """List the active model's clusters, largest first: names, sound, main genres and most typical tracks."""
    found = await describe_clusters.describe_clusters(database, catalogue)
    return Page(items=found, total=len(found))


@router.get("/clusters/{cluster_id}", summary="One cluster", responses=problem_answers(HTTPStatus.NOT_FOUND))
async def get_cluster(database: Db, catalogue: CurrentCatalogue, cluster_id: ClusterId) -> Cluster:
    """Answer one cluster with more of its typical tracks; GET /tracks?cluster= lists them all."""
    return await describe_clusters.describe_cluster(database, catalogue, cluster_id)


@router.get(
    "/map",
    summary="The map of the collection",
    response_model=MapColumns,
    responses={304: {"description": "The client has it already (`If-None-Match`)."}},
)
async def get_map(drawn: CurrentMap, request: Request) -> Response:
    """Answer where every placed track lies on a plane: near each other what sounds alike.

    The answer stays the same for as long as the model does: send its `ETag` as `If-None-Match`.
    """
    return drawn.answer(request.headers)


@router.get("/genres", summary="The genres of the collection")
async def get_genres(database: Db) -> Page[Genre]:
    """List the genres that tracks have, by title, each with its parent and its number of playable tracks."""
    genres = await store.find_genres(database)
    return Page(items=genres, total=len(genres))
