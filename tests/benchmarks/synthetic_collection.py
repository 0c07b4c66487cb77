"""A collection of any size made of nothing but chance: its documents, a real model record, placements and listeners."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from backend.domain.cluster_model import assign_clusters
from backend.domain.feature_vector import ACOUSTIC, Vector, pack_vector
from backend.domain.model_record import ModelRecord
from backend.domain.play import Outcome, Play, RatingValue
from backend.domain.sound_profile import PROFILE_COLUMNS
from backend.domain.track import Album, Artist, Audio, LibraryTrack, TrackStatus
from backend.listeners.identify import _hash_token
from pipelines.fit_projection import fit_standardised
from pipelines.publish_model import PlacedTracks, place_tracks, summarise_clusters
from pipelines.storage import Storage
from pipelines.stored_models import activate_model
from pipelines.train_clusters import TrainedModel, choose_k
from pipelines.training_set import TrainingSet

DIMS = 64
COMPONENTS = 600
STYLES = (
    "Rock",
    "Electronic",
    "Hip-Hop",
    "Folk",
    "Jazz",
    "Classical",
    "Ambient",
    "Pop",
    "Punk",
    "Noise",
    "Blues",
    "Soul",
)
SUBGENRES = 10
TRACKS_PER_ARTIST = 6.5
"""As in the Free Music Archive: 106,574 tracks by 16,341 artists."""
WORDS = 20_000
TITLES = 50_000
LISTENERS = 100
PLAYS = 200
RATINGS = 40
SOUND_BYTES = 700_000
"""A clip of 30 seconds at 192 kbit/s."""
TRAINED_ON = 100_000
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Member:
    """A listener of the collection: the token they call with, and their id."""

    token: str
    id: UUID


def fill_collection(storage: Storage, tracks: int, folder: Path) -> None:
    """Store a collection of `tracks` with a model and listeners; their sound files lie in `folder`."""
    rng = np.random.default_rng(20_080_901)
    vectors, components = draw_vectors(rng, tracks)
    # Some artists have several times as many tracks as others.
    artists = (rng.random(tracks) ** 1.5 * tracks / TRACKS_PER_ARTIST).astype(np.int64) + 1
    styles = (components % len(STYLES)).astype(np.int64)
    _write_sound(folder / "sound.mp3")
    _store_genres(storage)
    words = _make_words(rng)
    titles = [_choose_words(rng, words, int(rng.integers(1, 6))) for _ in range(min(tracks, TITLES))]
    for start in range(0, tracks, _BATCH):
        rows = range(start, min(start + _BATCH, tracks))
        documents = [
            _make_track(row + 1, titles[row % TITLES], int(artists[row]), int(styles[row]), words, folder)
            for row in rows
        ]
        storage.tracks.insert_many(documents, ordered=False)
    members = TrainingSet(
        ids=np.arange(1, tracks + 1),
        artists=artists.astype(np.int64),
        genres=styles + 1,
        genre_titles=[STYLES[style] for style in styles],
        labels=np.zeros((tracks, 0), dtype=bool),
        features=vectors,
    )
    _store_model(storage, rng, members)
    _store_listeners(storage, rng, components)


def choose_searches(storage: Storage, count: int) -> list[str]:
    """Return what people may search for: words and beginnings of words of tracks, one or two at a time."""
    chance = random.Random(2)
    found = []
    for track in storage.tracks.aggregate([{"$sample": {"size": count}}]):
        words = [chance.choice(track["words"]), chance.choice(track["words"])[:4]]
        found.append(" ".join(words[: chance.randint(1, 2)]))
    return found


def member(number: int) -> Member:
    """Return one of the LISTENERS."""
    return Member(f"benchmark-listener-{number}", UUID(int=number + 1))


def draw_vectors(rng: np.random.Generator, tracks: int) -> tuple[Vector, NDArray[np.int64]]:
    """Return vectors (tracks, DIMS) from a mixture of Gaussians that overlap, and the component of each.

    The axes' spread falls as that of principal components does, so that some ten of the 64 count most.
    """
    spread = (1 / np.sqrt(1 + np.arange(DIMS) / 4)).astype(np.float32)
    centres = rng.standard_normal((COMPONENTS, DIMS), dtype=np.float32) * spread
    components = rng.choice(COMPONENTS, tracks, p=rng.dirichlet(np.full(COMPONENTS, 2.0)))
    vectors = centres[components] + 0.7 * spread * rng.standard_normal((tracks, DIMS), dtype=np.float32)
    return vectors, components


def _write_sound(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(np.random.default_rng(1).bytes(SOUND_BYTES))


def _make_words(rng: np.random.Generator) -> list[str]:
    syllables = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in ("a", "e", "i", "o", "u", "ai", "on")]
    made = {"".join(rng.choice(syllables, rng.integers(2, 5))) for _ in range(WORDS)}
    return sorted(made)


def _choose_words(rng: np.random.Generator, words: list[str], count: int) -> str:
    # Some words are in very many titles, most in few (Zipf's law).
    chosen = (rng.pareto(0.9, count) * 30).astype(int) % len(words)
    return " ".join(words[one] for one in chosen).capitalize()


def _make_track(track_id: int, title: str, artist: int, style: int, words: list[str], folder: Path) -> dict[str, Any]:
    genre = len(STYLES) + style * SUBGENRES + track_id % SUBGENRES + 1
    audio = Audio(root=str(folder), path="sound.mp3", bytes=SOUND_BYTES, mtime_ns=1, media_type="audio/mpeg")
    return LibraryTrack(
        id=track_id,
        title=title,
        artist=Artist(id=artist, name=f"{words[artist * 7919 % len(words)]} {words[artist % len(words)]}".title()),
        album=Album(id=artist * 3 + track_id % 3, title=f"{words[artist * 31 % len(words)]} {track_id % 3}".title()),
        genre_top=STYLES[style],
        genres=[genre],
        genres_all=[style + 1, genre],
        tags=[STYLES[style].lower(), STYLES[(style + track_id) % len(STYLES)].lower(), "instrumental"],
        duration_seconds=30.0,
        licence="CC BY-NC-SA 4.0 (https://creativecommons.org/licenses/by-nc-sa/4.0/)",
        listens=track_id * 7919 % 10_000,
        status=TrackStatus.READY,
        audio=audio,
    ).to_document()


def _store_genres(storage: Storage) -> None:
    top = [_make_genre(number, title, None, number) for number, title in enumerate(STYLES, start=1)]
    below = [
        _make_genre(len(STYLES) + style * SUBGENRES + one + 1, f"{title} {one}", style + 1, style + 1)
        for style, title in enumerate(STYLES)
        for one in range(SUBGENRES)
    ]
    storage.genres.insert_many(top + below)


def _make_genre(number: int, title: str, parent: int | None, top_level: int) -> dict[str, Any]:
    return {"_id": number, "title": title, "folded_title": title.lower(), "parent": parent, "top_level": top_level}


def _store_model(storage: Storage, rng: np.random.Generator, members: TrainingSet) -> None:
    k = choose_k(len(members.ids))
    kmeans = KMeans(k, n_init=1, max_iter=20, random_state=0).fit(members.features[:TRAINED_ON])
    centroids = kmeans.cluster_centers_.astype(np.float32)
    parts = [
        assign_clusters(members.features[start : start + 50_000], centroids)
        for start in range(0, len(members.ids), 50_000)
    ]
    clusters, distances = (np.concatenate(column) for column in zip(*parts, strict=True))
    trained = TrainedModel(centroids, members.features, clusters, distances, {"inertia": float((distances**2).sum())})
    heard = members.features @ rng.standard_normal((DIMS, len(PROFILE_COLUMNS)), dtype=np.float32) / 4
    # As pipelines.hub_relief does it in effect: what lies far from others comes nearer.
    relief = 0.1 * (distances**2 - (distances**2).mean())
    record = ModelRecord(
        id=f"synthetic-{len(members.ids)}",
        recipe="acoustic",
        features={ACOUSTIC.name: ACOUSTIC.version},
        k=k,
        seed=0,
        blocks=[fit_standardised(members.features, 0, DIMS).to_document()],
        centroids=pack_vector(centroids),
        quality=trained.quality,
        clusters=summarise_clusters(trained, members),
        tracks=len(members.ids),
        fingerprint="",
        versions={},
        created_at=datetime.now(UTC),
    )
    storage.models.insert_one(record.to_document())
    placed = PlacedTracks(members, trained, heard.astype(np.float16), relief.astype(np.float32))
    positions = members.features[:, :2].astype(np.float64).clip(-4, 4) / 4
    place_tracks(storage, record.id, placed, positions)
    activate_model(storage, record.id)


def _store_listeners(storage: Storage, rng: np.random.Generator, components: NDArray[np.int64]) -> None:
    now = datetime.now(UTC)
    for number in range(LISTENERS):
        one = member(number)
        storage.listeners.insert_one(
            {"_id": one.id, "token_sha256": _hash_token(one.token), "created": now, "last_seen": now}
        )
        # Three styles each, and something of everything.
        likes = rng.choice(components, 3)
        liked = np.flatnonzero(np.isin(components, likes))
        heard = np.where(rng.random(PLAYS) < 0.85, rng.choice(liked, PLAYS), rng.integers(len(components), size=PLAYS))
        plays = [
            _make_play(rng, one.id, int(row) + 1, now - timedelta(minutes=5 * age)) for age, row in enumerate(heard)
        ]
        storage.plays.insert_many([play.to_document() for play in plays])
        storage.ratings.insert_many(_make_ratings(rng, one.id, plays))


def _make_play(rng: np.random.Generator, listener: UUID, track: int, at: datetime) -> Play:
    outcome = rng.choice([Outcome.COMPLETED, Outcome.SKIPPED, Outcome.STARTED], p=[0.7, 0.2, 0.1])
    seconds = {Outcome.COMPLETED: 30.0, Outcome.SKIPPED: 4.0, Outcome.STARTED: 10.0}[outcome]
    return Play(
        id=UUID(bytes=rng.bytes(16)),
        listener=listener,
        track=track,
        at=at,
        seconds_heard=seconds,
        track_seconds=30.0,
        outcome=Outcome(outcome),
    )


def _make_ratings(rng: np.random.Generator, listener: UUID, plays: list[Play]) -> list[dict[str, Any]]:
    rated = {play.track: play for play in plays[:: PLAYS // RATINGS]}
    return [
        {
            "_id": {"listener": listener, "track": track},
            "value": str(RatingValue.LIKE if rng.random() < 0.8 else RatingValue.DISLIKE),
            "at": play.at,
        }
        for track, play in rated.items()
    ]
