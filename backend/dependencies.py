"""What routes ask for by type: the database, the catalogue, who is calling, a track's id."""

from typing import Annotated

from fastapi import Depends, Path, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from backend.database import Database
from backend.domain.catalogue import Catalogue
from backend.domain.track import EXAMPLE_TRACK_ID, MAX_ID
from backend.errors import UnauthorizedError
from backend.listeners import identify
from backend.listeners.identify import Listener

bearer = HTTPBearer(auto_error=False, description="A listener's token, as POST /listeners answers it.")
cookie = APIKeyCookie(name=identify.COOKIE, auto_error=False, description="Set by the first POST /play.")


def _get_database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


def _get_catalogue(request: Request) -> Catalogue:
    catalogue: Catalogue = request.app.state.follower.current
    return catalogue


Db = Annotated[Database, Depends(_get_database)]
CurrentCatalogue = Annotated[Catalogue, Depends(_get_catalogue)]


async def _identify_caller(
    database: Db,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
    cookie_token: Annotated[str | None, Security(cookie)],
) -> Listener | None:
    if credentials is not None:
        return await identify.identify_listener(database, credentials.credentials, by_cookie=False)
    if cookie_token is not None:
        return await identify.identify_listener(database, cookie_token, by_cookie=True)
    return None


MaybeListener = Annotated[Listener | None, Depends(_identify_caller)]


def _require_listener(listener: MaybeListener) -> Listener:
    if listener is None:
        raise UnauthorizedError(
            "This needs a listener: send `Authorization: Bearer <token>` (POST /listeners makes one),"
            " or play a track first.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return listener


CurrentListener = Annotated[Listener, Depends(_require_listener)]

TrackId = Annotated[int, Path(ge=1, le=MAX_ID, description="A track's id.", examples=[EXAMPLE_TRACK_ID])]
