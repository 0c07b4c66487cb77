"""POST /listeners, DELETE /listeners/me and its export."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from starlette.responses import StreamingResponse

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
    "/listeners/me/export",
    summary="All that is stored of you",
    response_model=ListenerExport,
    responses=problem_answers(HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND),
)
async def get_export(database: Db, listener: CurrentListener, response: Response) -> Response:
    """Answer all that is known of the listener, with the tracks' names, as a file to keep."""
    # An answer of one's own gets none of the headers that were set for it, such as a renewed cookie.
    headers = {
        **response.headers,
        "Content-Disposition": 'attachment; filename="segue-listener.json"',
        "Cache-Control": "no-store",
    }
    parts = await export_listener.export_listener(database, listener)
    return StreamingResponse(parts, headers=headers, media_type="application/json")


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
