"""The service with a player on a small collection: 40 tracks in four styles that are far apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from backend.app import create_app
from backend.clusters.describe_collection import StatusCounts
from backend.domain.feature_vector import ACOUSTIC, pack_vector
from backend.domain.track import Album, Artist, Audio, LibraryTrack, TrackStatus
from backend.settings import Settings
from backend.tracks.kept_tracks import KeptTracks
from pipelines.cluster_tracks import cluster_tracks
from pipelines.storage import Storage, open_storage

STYLES = ("Ambient", "Folk", "Rock", "Techno")
PER_STYLE = 10
SOUND = bytes(range(256)) * 16
PLAYER = {
    "index.html": "<title>Segue</title>",
    "icon.svg": "<svg/>",
    "manifest.webmanifest": "{}",
    "sw.js": "2",
    "assets/index-B4tt3ry.js": "1",
}
TEST_HOST = frozenset({"testserver"})
COLLECTIONS = ("tracks", "genres", "features", "models", "placements", "listeners", "plays", "ratings")


def style_of(track_id: int) -> str:
    """Return the style of a track of the library: ids 1 to 10 are Ambient, 11 to 20 Folk, ..."""
    return STYLES[(track_id - 1) // PER_STYLE]


@dataclass(frozen=True)
class RunningService:
    """The service that runs for the whole session, its database, and what that held at first."""

    client: TestClient
    storage: Storage
    music: Path
    documents: dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="session")
def service(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """Start the service once: the tests share it, each on the database as it was at first."""
    folder = tmp_path_factory.mktemp("service")
    for name, text in PLAYER.items():
        (folder / "player" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "player" / name).write_text(text)
    settings = Settings(
        mongodb_uri=mongodb_uri,
        database="service",
        data_dir=folder,
        player_dir=folder / "player",
        allowed_hosts=TEST_HOST,
    )
    with open_storage(settings) as storage, TestClient(create_app(settings)) as client:
        fill_library(storage, folder / "music")
        cluster_tracks(storage, "seed", len(STYLES), only_if_new=False)
        documents = {name: list(storage[name].find()) for name in COLLECTIONS}
        yield RunningService(client, storage, folder / "music", documents)


@pytest.fixture
def library(service: RunningService) -> Storage:
    """The service's database: 40 tracks, their genres and features, an active model; nobody listened yet."""
    for name, documents in service.documents.items():
        service.storage[name].delete_many({})
        if documents:
            service.storage[name].insert_many(documents)
    return service.storage


@pytest.fixture
def client(service: RunningService, library: Storage) -> TestClient:
    """An HTTP client of the service; it keeps cookies, so it is one listener."""
    service.client.cookies.clear()
    state = service.client.app.state  # type: ignore[attr-defined]  # the app is a FastAPI
    state.status_counts = StatusCounts()
    state.kept_tracks = KeptTracks(state.database)
    assert service.client.portal is not None
    service.client.portal.call(state.follower.refresh)
    return service.client


@pytest.fixture
def stranger(client: TestClient) -> TestClient:
    """Another listener's client of the same service."""
    other = TestClient(client.app)
    # The database connection belongs to the event loop that the service was started in.
    other.portal = client.portal
    return other


@pytest.fixture
def music(service: RunningService) -> Iterator[Path]:
    """The folder of the library's sound files, for tests that change it."""
    yield service.music
    for track_id in range(1, len(STYLES) * PER_STYLE + 1):
        (service.music / f"{track_id}.mp3").write_bytes(SOUND)


def fill_library(storage: Storage, folder: Path) -> None:
    """Store the tracks, their sound files, genres and features; no model."""
    rng = np.random.default_rng(3)
    folder.mkdir()
    for genre, style in enumerate(STYLES, start=1):
        storage.genres.insert_one(
            {"_id": genre, "title": style, "folded_title": style.lower(), "parent": None, "top_level": genre}
        )
        middle = 10 * rng.standard_normal(len(ACOUSTIC.slots))
        for track_id in range((genre - 1) * PER_STYLE + 1, genre * PER_STYLE + 1):
            (folder / f"{track_id}.mp3").write_bytes(SOUND)
            storage.tracks.insert_one(_make_track(track_id, genre, folder).to_document())
            vector = (middle + 2 * rng.standard_normal(len(ACOUSTIC.slots))).astype(np.float32)
            features = {ACOUSTIC.name: {"version": ACOUSTIC.version, "vector": pack_vector(vector)}}
            storage.features.insert_one({"_id": track_id, **features})


def _make_track(track_id: int, genre: int, folder: Path) -> LibraryTrack:
    artist = (track_id + 1) // 2
    audio = Audio(root=str(folder), path=f"{track_id}.mp3", bytes=len(SOUND), mtime_ns=1, media_type="audio/mpeg")
    return LibraryTrack(
        id=track_id,
        title=f"Étude {track_id:02d}",
        artist=Artist(id=artist, name=f"Artist {artist}"),
        album=Album(id=genre, title=f"The {STYLES[genre - 1]} Album"),
        genre_top=STYLES[genre - 1],
        genres=[genre],
        genres_all=[genre],
        duration_seconds=30.0,
        listens=track_id * 10,
        status=TrackStatus.READY,
        audio=audio,
    )
