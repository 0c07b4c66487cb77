"""The design that Segue replaces: Flask and PyMongo; a play finds its cluster in the database, and sorts it.

Its own file, run by an interpreter that has Flask, PyMongo, NumPy and gunicorn, and nothing of Segue.
"""

import os
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import numpy as np
from flask import Flask, request  # type: ignore[import-not-found]  # its own environment has it
from pymongo import MongoClient

RECOMMENDATIONS = 20


def create_original(group: str) -> Flask:
    """Return the application; SEGUE_MONGODB_URI says on which mongod, and `group` which tracks are a cluster.

    The original's K-means had the genre's number among its features, which outweighs all others: its clusters are those
    of `genre`. With `cluster` it has Segue's, which are many times smaller.
    """
    app = Flask(__name__)
    database: Any = MongoClient(os.environ["SEGUE_MONGODB_URI"], uuidRepresentation="standard").segue
    model = database.models.find_one({"state": "active"}, {"_id": 1})["_id"]

    @app.post("/play")  # type: ignore[untyped-decorator]
    def _play() -> dict[str, Any]:
        track_id = request.get_json()["track_id"]
        database.original_plays.insert_one({"_id": uuid4(), "track": track_id, "at": datetime.now(UTC)})
        now_playing = database.tracks.find_one({"_id": track_id})
        place = database.placements.find_one({"_id": {"model": model, "track": track_id}})
        found = list(database.placements.find({"_id.model": model, group: place[group]}, {"vector": 1}))
        vectors = np.frombuffer(b"".join(one["vector"] for one in found), np.float32).reshape(len(found), -1)
        distances = ((vectors - np.frombuffer(place["vector"], np.float32)) ** 2).sum(axis=1)
        nearest = [found[row]["_id"]["track"] for row in np.argsort(distances)[1 : RECOMMENDATIONS + 1]]
        tracks = {one["_id"]: one for one in database.tracks.find({"_id": {"$in": nearest}})}
        return {"now_playing": now_playing, "recommendations": [tracks[one] for one in nearest]}

    @app.get("/ready")  # type: ignore[untyped-decorator]
    def _ready() -> dict[str, str]:
        return {"status": "ready"}

    return app
