"""The map of the collection as it is answered: drawn once a model, compressed once, and kept."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field
from starlette.datastructures import Headers
from starlette.responses import Response

from backend.domain.track import EXAMPLE_TRACK_ID
from backend.etags import is_known

DIGITS = 4
"""Digits of x and y: a five-thousandth of the map's width, finer than a screen."""

NO_GENRE = -1

_EXAMPLE: dict[str, Any] = {
    "model": "acoustic-20260101-120000-0a1b2c",
    "ids": [EXAMPLE_TRACK_ID],
    "x": [-0.4182],
    "y": [0.9035],
    "clusters": [0],
    "genres": [0],
    "genre_titles": ["Ambient"],
}


class MapColumns(BaseModel):
    """The map in columns: one place of `ids`, `x`, `y`, `clusters` and `genres` is one track."""

    model_config = {"json_schema_extra": {"example": _EXAMPLE}}

    model: str | None = Field(description="The active model; null before there is one.")
    ids: list[int]
    x: list[float] = Field(description="From -1 to 1. What lies near sounds alike; the axes have no meaning.")
    y: list[float] = Field(description="From -1 to 1.")
    clusters: list[int]
    genres: list[int] = Field(description="The place in `genre_titles` of each track's main genre; -1 for none.")
    genre_titles: list[str]


@dataclass(frozen=True, slots=True)
class CollectionMap:
    """The JSON of a model's map, plain and compressed."""

    model_id: str | None
    plain: bytes
    compressed: bytes

    def answer(self, request_headers: Headers) -> Response:
        """Return the map in the coding that the client takes, or 304 when it has it."""
        # A strong tag is of one coding (RFC 9110, 8.8.3.3), so that there are two.
        etag, compressed_etag = f'"{self.model_id or "none"}"', f'"{self.model_id or "none"}-gzip"'
        takes_gzip = "gzip" in request_headers.get("accept-encoding", "")
        headers = {"ETag": compressed_etag if takes_gzip else etag, "Cache-Control": "private, no-cache"}
        if takes_gzip:
            # The plain answer gets this from the middleware that could have compressed it.
            headers["Vary"] = "Accept-Encoding"
        if is_known(request_headers.get("if-none-match"), etag, compressed_etag):
            return Response(status_code=304, headers=headers)
        if takes_gzip:
            headers["Content-Encoding"] = "gzip"
        body = self.compressed if takes_gzip else self.plain
        return Response(body, headers=headers, media_type="application/json")


@dataclass(frozen=True, slots=True)
class Points:
    """Some placements on the map: ids, x, y and clusters are (tracks,)."""

    ids: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    clusters: NDArray[np.int64]
    genres: list[str | None]


def read_points(placements: Sequence[dict[str, Any]]) -> Points:
    """Return where documents of the `placements` collection lie; those from before there was a map lie nowhere."""
    placed = [one for one in placements if "x" in one]
    return Points(
        np.array([one["_id"]["track"] for one in placed], dtype=np.int64),
        np.array([one["x"] for one in placed], dtype=np.float64),
        np.array([one["y"] for one in placed], dtype=np.float64),
        np.array([one["cluster"] for one in placed], dtype=np.int64),
        [one["genre"] for one in placed],
    )


def draw_map(model_id: str | None, parts: Sequence[Points]) -> CollectionMap:
    """Return the map of a model from its placements; a second or so of work for 100,000 tracks."""
    genres = [genre for part in parts for genre in part.genres]
    titles = sorted({genre for genre in genres if genre is not None})
    index: dict[str | None, int] = {title: place for place, title in enumerate(titles)}
    columns = {
        "model": model_id,
        "ids": [one for part in parts for one in part.ids.tolist()],
        "x": [one for part in parts for one in part.x.round(DIGITS).tolist()],
        "y": [one for part in parts for one in part.y.round(DIGITS).tolist()],
        "clusters": [one for part in parts for one in part.clusters.tolist()],
        "genres": [index.get(genre, NO_GENRE) for genre in genres],
        "genre_titles": titles,
    }
    # A column at a time, because the interpreter serves no request while it encodes.
    encoded = [f"{json.dumps(name)}:{json.dumps(column, separators=(',', ':'))}" for name, column in columns.items()]
    plain = f"{{{','.join(encoded)}}}".encode()
    # Without the time of day, the same map is the same bytes: what a strong tag promises.
    return CollectionMap(model_id, plain, gzip.compress(plain, compresslevel=6, mtime=0))
