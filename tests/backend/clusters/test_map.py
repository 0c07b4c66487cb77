"""Facts about GET /map."""

import gzip
import time

import numpy as np
from fastapi.testclient import TestClient

from backend.clusters.draw_map import Points, draw_map, read_points
from pipelines.cluster_tracks import cluster_tracks
from pipelines.storage import Storage
from tests.backend.conftest import style_of


def test_the_map_shows_every_placed_track_with_its_cluster_and_genre(client: TestClient, library: Storage) -> None:
    drawn = client.get("/map").json()
    assert drawn["model"] == client.get("/ready").json()["model"]
    assert sorted(drawn["ids"]) == list(range(1, 41))
    assert {len(drawn[column]) for column in ("ids", "x", "y", "clusters", "genres")} == {40}
    assert all(-1 <= value <= 1 and round(value, 4) == value for value in [*drawn["x"], *drawn["y"]])
    titles = [drawn["genre_titles"][genre] for genre in drawn["genres"]]
    assert titles == [style_of(track) for track in drawn["ids"]]
    placed = {one["_id"]["track"]: one["cluster"] for one in library.placements.find({"_id.model": drawn["model"]})}
    assert dict(zip(drawn["ids"], drawn["clusters"], strict=True)) == placed


def test_styles_lie_apart_on_the_map(client: TestClient) -> None:
    drawn = client.get("/map").json()
    places = np.column_stack([drawn["x"], drawn["y"]])
    distances = np.linalg.norm(places[:, None] - places[None, :], axis=2) + 10 * np.eye(len(places))
    genres = np.array(drawn["genres"])
    assert (genres[distances.argmin(axis=1)] == genres).mean() > 0.95


def test_the_map_is_compressed_for_those_who_can_read_it(client: TestClient) -> None:
    packed = client.get("/map", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/map", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert packed.headers["etag"] != plain.headers["etag"]


def test_who_has_the_map_is_not_sent_it_again_until_the_model_changes(client: TestClient, library: Storage) -> None:
    first = client.get("/map")
    etag = first.headers["etag"]
    assert etag.startswith('"')
    again = client.get("/map", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    record, _ = cluster_tracks(library, "seed", 5, only_if_new=False)
    follower = client.app.state.follower  # type: ignore[attr-defined]  # the app is a FastAPI
    assert client.portal is not None
    client.portal.call(follower.refresh)
    changed = client.get("/map", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.json()["model"] == record.id


def test_without_a_model_the_map_is_empty() -> None:
    drawn = draw_map(None, [])
    assert gzip.decompress(drawn.compressed) == drawn.plain
    assert drawn.plain == b'{"model":null,"ids":[],"x":[],"y":[],"clusters":[],"genres":[],"genre_titles":[]}'


def test_tracks_without_a_genre_and_placements_without_a_place_are_no_trouble() -> None:
    one = {"_id": {"model": "m", "track": 7}, "cluster": 2, "genre": None, "x": 0.5, "y": -0.25}
    old = {"_id": {"model": "m", "track": 8}, "cluster": 2}
    assert draw_map("m", [read_points([one, old])]).plain == (
        b'{"model":"m","ids":[7],"x":[0.5],"y":[-0.25],"clusters":[2],"genres":[-1],"genre_titles":[]}'
    )


def test_a_map_of_100_000_tracks_is_drawn_within_seconds() -> None:
    count = 100_000
    rng = np.random.default_rng(0)
    x, y = rng.uniform(-1, 1, (2, count))
    points = Points(np.arange(count), x, y, np.arange(count) % 300, ["Rock", None] * (count // 2))
    started = time.process_time()
    drawn = draw_map("large", [points])
    assert time.process_time() - started < 5
    assert len(drawn.compressed) < 2_000_000
