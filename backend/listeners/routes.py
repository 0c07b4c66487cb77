"""POST /listeners, DELETE /listeners/me and its export."""

from http import HTTPStatus

from fastapi import APIRouter, Response

from backend.dependencies import CurrentListener, CurrentMemory, Db
from backend.errors import problem_answers
from backend.listeners import export_listener, identify, store
from backend.listeners.export_listener import ListenerExport
from backend.listeners.identify import NewListener

router = APIRouter(tags=["listeners"])


@router.post("/listeners", status_code=HTTPStatus.CREATED, summary="Make a listener")
async def create_listener(database: Db) -> NewListener:
    """Make a new listener. The token is shown this once: send it as `Authorization: Bearer <token>`."""
    return await identify.create_listener(database)


@router.get(
    "/listeners/me/export", summary="All that is stored of you", responses=problem_answers(HTTPStatus.UNAUTHORIZED)
)
async def get_export(database: Db, listener: CurrentListener, response: Response) -> ListenerExport:
    """Answer every play and rating of the listener, with the tracks' names, as a file to keep."""
    response.headers["Content-Disposition"] = 'attachment; filename="segue-listener.json"'
    return await export_listener.export_listener(database, listener)


@router.delete(
    "/listeners/me",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Erase the listener and all that is theirs",
    responses=problem_answers(HTTPStatus.UNAUTHORIZED),
)
async def delete_listener(database: Db, memory: CurrentMemory, listener: CurrentListener, response: Response) -> None:
    """Erase plays, ratings and the listener. The token is worth nothing afterwards."""
    await store.delete_listener(database, listener.id)
    memory.forget(listener.id)
    response.delete_cookie(identify.COOKIE, httponly=True, samesite="lax")
