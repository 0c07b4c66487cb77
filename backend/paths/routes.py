"""GET /path."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query

from backend.dependencies import CurrentCatalogue, Db
from backend.errors import problem_answers
from backend.pages import Page
from backend.paths.find_path import PathRequest, PathStep, find_path

router = APIRouter(tags=["paths"])


@router.get(
    "/path",
    summary="A way from one track to another",
    responses=problem_answers(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
)
async def get_path(
    database: Db, catalogue: CurrentCatalogue, request: Annotated[PathRequest, Query()]
) -> Page[PathStep]:
    """Lead from one track to another in small even steps, both included, no track twice.

    Each item tells its similarity to the one before. There are `length` of them, unless the collection is smaller.
    """
    items = await find_path(database, catalogue, request)
    return Page(items=items, total=len(items))
