"""What routes ask for by type: the database, the catalogue, the map, what recommends, who is calling, a track's id."""

from typing import Annotated

from fastapi import Depends, Path, Request, Response, Security
from fastapi.openapi.models import Example
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from backend.clusters.describe_collection import StatusCounts
from backend.clusters.draw_map import CollectionMap
from backend.clusters.follow_model import ModelFollower
from backend.database import Database
from backend.domain.catalogue import Catalogue
from backend.domain.track import EXAMPLE_TRACK_ID, MAX_ID
from backend.errors import UnauthorizedError
from backend.listeners import identify
from backend.listeners.identify import Listener
from backend.recommendations.recommend import Recommender
from backend.recommendations.remembered import Memory

bearer = HTTPBearer(auto_error=False, description="A listener's token, as POST /listeners answers it.")
cookie = APIKeyCookie(name=identify.COOKIE, auto_error=False, description="Set by the first POST /play.")


async def _get_database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def _get_follower(request: Request) -> ModelFollower:
    follower: ModelFollower = request.app.state.follower
    return follower


async def _get_map(request: Request) -> CollectionMap:
    current: CollectionMap = request.app.state.follower.map
    return current


async def _get_memory(request: Request) -> Memory:
    memory: Memory = request.app.state.memory
    return memory


async def _get_status_counts(request: Request) -> StatusCounts:
    counts: StatusCounts = request.app.state.status_counts
    return counts


Db = Annotated[Database, Depends(_get_database)]
CurrentStatusCounts = Annotated[StatusCounts, Depends(_get_status_counts)]
CurrentMemory = Annotated[Memory, Depends(_get_memory)]
Follower = Annotated[ModelFollower, Depends(_get_follower)]


async def _get_catalogue(request: Request) -> Catalogue:
    current: Catalogue = request.app.state.follower.current
    return current


CurrentCatalogue = Annotated[Catalogue, Depends(_get_catalogue)]
CurrentMap = Annotated[CollectionMap, Depends(_get_map)]


async def _get_recommender(request: Request) -> Recommender:
    state = request.app.state
    return Recommender(state.database, state.kept_tracks, state.follower.current, state.memory)


CurrentRecommender = Annotated[Recommender, Depends(_get_recommender)]


async def _identify_caller(
    request: Request,
    response: Response,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
    cookie_token: Annotated[str | None, Security(cookie)],
) -> Listener | None:
    database: Database = request.app.state.database
    scheme = request.headers.get("authorization", "").partition(" ")[0]
    if scheme.lower() == "bearer":
        # FastAPI takes `Bearer` without a token for no credentials at all; it is a wrong token like any other.
        token = credentials.credentials if credentials else ""
        return await identify.identify_listener(database, token, by_cookie=False)
    if cookie_token is None:
        return None
    listener = await identify.identify_listener(database, cookie_token, by_cookie=True)
    if listener.cookie_is_due:
        set_listener_cookie(response, cookie_token)
    return listener


def set_listener_cookie(response: Response, token: str) -> None:
    """Make the browser keep the token for as long as it is valid from now on."""
    max_age = int(identify.TOKEN_LIFETIME.total_seconds())
    response.set_cookie(identify.COOKIE, token, max_age=max_age, httponly=True, samesite="lax")


MaybeListener = Annotated[Listener | None, Depends(_identify_caller)]


async def _require_listener(listener: MaybeListener) -> Listener:
    if listener is None:
        raise UnauthorizedError(
            "This needs a listener: send `Authorization: Bearer <token>` (POST /listeners makes one),"
            " or play a track first.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return listener


CurrentListener = Annotated[Listener, Depends(_require_listener)]

EXAMPLE_TRACK: dict[str, Example] = {"demo": {"summary": "A piece of the demo", "value": EXAMPLE_TRACK_ID}}
"""Beside the parameter, where the documentation page fills it in; it passes over examples in a schema."""

TrackId = Annotated[int, Path(ge=1, le=MAX_ID, description="A track's id.", openapi_examples=EXAMPLE_TRACK)]
