"""The application: what it needs while it lives, its routes, its errors, and the built player."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from http import HTTPStatus
from importlib.metadata import version

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline
from starlette.middleware.gzip import GZipMiddleware
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it has no stubs

from backend.artists.routes import router as artists
from backend.clusters.describe_collection import StatusCounts
from backend.clusters.follow_model import ModelFollower
from backend.clusters.routes import router as clusters
from backend.database import open_database
from backend.embedded_mongo import embedded_mongo
from backend.errors import document_problems, install_error_handlers, problem_answers
from backend.health.routes import router as health
from backend.listeners.identify import erase_expired
from backend.listeners.routes import router as listeners
from backend.logs import configure_logging
from backend.paths.routes import router as paths
from backend.player_files import serve_player_files
from backend.plays.routes import router as plays
from backend.ratings.routes import router as ratings
from backend.recommendations.remembered import Memory
from backend.recommendations.routes import router as recommendations
from backend.request_guard import RequestGuard
from backend.request_log import RequestLog
from backend.settings import Settings
from backend.tracks.kept_tracks import KeptTracks
from backend.tracks.routes import router as tracks

DESCRIPTION = """
Segue listens to a music collection and recommends from it: play a track, and the answer says what to hear next.

**Try it here.** `GET /tracks` lists what there is. `POST /play` with one of the ids starts a play, makes you a
listener (a cookie) and answers recommendations. `PATCH /play/{play_id}` with an outcome, or a rating, changes the
next ones.

Errors are `application/problem+json` (RFC 9457). Lists are `{items, next, total}`: send `next` as `cursor` to get the
following page.
"""

ROUTERS: tuple[APIRouter, ...] = (tracks, artists, plays, recommendations, paths, ratings, clusters, listeners, health)

EVERYWHERE = (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)
"""Errors that any endpoint may answer: a request that is not valid, a database that is away."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application; without `settings` they come from the environment."""
    settings = settings or Settings()
    configure_logging(settings.log_level)
    # FastAPIOffline serves the documentation page's scripts itself: no request leaves the machine.
    app = FastAPIOffline(
        title="Segue",
        version=version("segue"),
        description=DESCRIPTION,
        lifespan=_make_lifespan(settings),
        redoc_url=None,
    )
    for router in ROUTERS:
        app.include_router(router, responses=problem_answers(*EVERYWHERE))
    install_error_handlers(app)
    describe = app.openapi
    app.openapi = lambda: document_problems(describe())  # type: ignore[method-assign]  # FastAPI's documented way
    app.add_middleware(GZipMiddleware)
    app.add_middleware(RequestGuard, settings=settings)
    app.add_middleware(RequestLog)
    if settings.player_dir.is_dir():
        serve_player_files(app, settings.player_dir)
    return app


@asynccontextmanager
async def _run_embedded_mongo(settings: Settings) -> AsyncIterator[str]:
    mongo = embedded_mongo(settings.data_dir)
    uri = await asyncio.to_thread(mongo.__enter__)
    try:
        yield uri
    finally:
        await asyncio.to_thread(mongo.__exit__, None, None, None)


def _make_lifespan(settings: Settings) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            # Many requests at once fill the processors; threads of one product of matrices would wait for each other.
            stack.enter_context(threadpool_limits(limits=1, user_api="blas"))
            uri = settings.mongodb_uri
            if uri is None:
                uri = await stack.enter_async_context(_run_embedded_mongo(settings))
            app.state.database = await stack.enter_async_context(open_database(uri, settings.database))
            await erase_expired(app.state.database)
            app.state.follower = ModelFollower(app.state.database)
            app.state.memory = Memory()
            app.state.kept_tracks = KeptTracks(app.state.database)
            app.state.status_counts = StatusCounts()
            await stack.enter_async_context(app.state.memory.forgetting())
            await stack.enter_async_context(app.state.follower.following())
            yield

    return lifespan
