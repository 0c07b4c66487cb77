"""The floors: FastAPI and Motor as Segue uses them, in endpoints that only insert a play or only read one document."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from fastapi import FastAPI, Request
from pydantic import BaseModel

from backend.database import JOURNALED, open_database
from backend.domain.play import Play
from backend.domain.track import Track
from backend.tracks.store import find_track

FLOOR_LISTENER = UUID(int=1 << 100)
"""Its plays are nobody's history."""


class FloorPlay(BaseModel):
    """The body of POST /play."""

    track_id: int
    play_id: UUID | None = None


def create_floor() -> FastAPI:
    """Return the application; SEGUE_MONGODB_URI says on which mongod."""
    app = FastAPI(lifespan=_connect)

    @app.post("/play", status_code=201)
    async def _insert_play(request: Request, body: FloorPlay) -> dict[str, Any]:
        play = Play(id=body.play_id or uuid4(), listener=FLOOR_LISTENER, track=body.track_id, at=datetime.now(UTC))
        plays = request.app.state.database.get_collection("plays", write_concern=JOURNALED)
        await plays.insert_one(play.to_document())
        return {"play_id": play.id}

    @app.get("/tracks/{track_id}")
    async def _read_track(request: Request, track_id: int) -> Track | None:
        return await find_track(request.app.state.database, track_id)

    return app


@asynccontextmanager
async def _connect(app: FastAPI) -> AsyncIterator[None]:
    async with open_database(os.environ["SEGUE_MONGODB_URI"], "segue") as database:
        app.state.database = database
        yield
