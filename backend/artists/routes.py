"""GET /artists and /albums."""

from http import HTTPStatus

from fastapi import APIRouter

from backend.artists import list_albums, list_artists
from backend.artists.list_albums import ListedAlbum
from backend.artists.list_artists import ListedArtist
from backend.dependencies import Db
from backend.errors import problem_answers
from backend.pages import Cursor, Limit, Page

router = APIRouter(tags=["tracks"])


@router.get("/artists", summary="The artists", responses=problem_answers(HTTPStatus.BAD_REQUEST))
async def get_artists(database: Db, limit: Limit = 50, cursor: Cursor = None) -> Page[ListedArtist]:
    """List the artists of what can be played, by name; GET /tracks?artist= lists the tracks of one."""
    return await list_artists.list_artists(database, limit, cursor)


@router.get("/albums", summary="The albums", responses=problem_answers(HTTPStatus.BAD_REQUEST))
async def get_albums(database: Db, limit: Limit = 50, cursor: Cursor = None) -> Page[ListedAlbum]:
    """List the albums of what can be played, by title; GET /tracks?album= lists the tracks of one."""
    return await list_albums.list_albums(database, limit, cursor)
