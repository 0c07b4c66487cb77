"""GET /clusters, /clusters/{id} and /genres."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path

from backend.clusters import describe_clusters, store
from backend.clusters.describe_clusters import Cluster
from backend.dependencies import CurrentCatalogue, Db
from backend.domain.genre import Genre
from backend.errors import problem_answers
from backend.pages import Page

router = APIRouter(tags=["clusters"])

ClusterId = Annotated[
    int,
    Path(ge=0, description="A cluster of the active model, from 0.", openapi_examples={"first": {"value": 0}}),
]


@router.get("/clusters", summary="The map of the collection")
async def get_clusters(database: Db, catalogue: CurrentCatalogue) -> Page[Cluster]:
    """List the clusters of the active model, largest first, each with its main genres and most typical tracks."""
    found = await describe_clusters.describe_clusters(database, catalogue)
    return Page(items=found, total=len(found))


@router.get("/clusters/{cluster_id}", summary="One cluster", responses=problem_answers(HTTPStatus.NOT_FOUND))
async def get_cluster(database: Db, catalogue: CurrentCatalogue, cluster_id: ClusterId) -> Cluster:
    """Answer one cluster with more of its typical tracks; GET /tracks?cluster= lists them all."""
    return await describe_clusters.describe_cluster(database, catalogue, cluster_id)


@router.get("/genres", summary="The genres of the collection")
async def get_genres(database: Db) -> Page[Genre]:
    """List the genres that tracks have, by title, each with its parent and its number of playable tracks."""
    genres = await store.find_genres(database)
    return Page(items=genres, total=len(genres))
