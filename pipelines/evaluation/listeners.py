"""Simulated listeners: what the real ranking answers to histories that are made up from the genres of tracks.

Nobody listened. They show whether the ranking does what it is meant to do, not whether people like it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from backend.domain.catalogue import Catalogue
from backend.domain.play import Outcome, Play
from backend.domain.ranking import History, rank
from backend.domain.selection import ARTIST_CAP, ARTIST_WINDOW

RECOMMENDED = 20
HEARD = 4
"""Tracks that a simulated listener heard of each taste, each by another artist."""
LEFT = RECOMMENDED // 2
"""A style is listened to only if so many of its tracks remain after those heard: enough to fill half of a list."""
SKIP_SECONDS = 2.0
CLIP_SECONDS = 30.0
_DRAWS = 100
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_NOBODY = UUID(int=0)

Rows = NDArray[np.intp]
Style = NDArray[np.bool_]
"""Which tracks belong to it, (tracks,)."""
Figures = dict[str, float]
"""The figures of one simulated listener, by name."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where simulated listeners listen: a catalogue whose ids are rows, what the rows are, and which may be heard."""

    catalogue: Catalogue
    artists: NDArray[np.int64]
    labels: NDArray[np.bool_]
    heard_from: Rows


def listen_to_one_genre(room: Room, rng: np.random.Generator) -> Figures:
    """Hear tracks of one genre; return its share of the answer and, as `chance`, of the collection."""
    for _ in range(_DRAWS):
        genre = _draw_genre(room, rng)
        style = room.labels[:, genre]
        heard = _draw_tracks(room, style, rng)
        if heard is not None:
            answer = recommend(room, heard)
            return {"in_taste": _share(style, answer), "chance": float(style.mean()), **_check(room, heard, answer)}
    return {}


def listen_to_two_genres(room: Room, rng: np.random.Generator) -> Figures:
    """Hear as many tracks of two genres in turn, then skip the first track of either that is recommended.

    What is heard has one of the genres and not the other. `lesser` is the smaller of the shares of the answer that have
    the one genre and the other; `lesser_only` the same, of tracks that have no more than one of the two; `in_taste` the
    share that has any. `before` and `after` are the share, before and after the skip, of tracks that have the skipped
    track's genre of the two and not the other.
    """
    drawn = _draw_two(room, rng)
    if drawn is None:
        return {}
    genres, styles, heard = drawn
    answer = recommend(room, heard)
    figures = {
        "lesser": min(_share(genre, answer) for genre in genres),
        "lesser_only": min(_share(style, answer) for style in styles),
        "in_taste": _share(genres[0] | genres[1], answer),
        **_check(room, heard, answer),
    }
    skipped = next((row for row in answer if styles[0][row] or styles[1][row]), None)
    if skipped is None:
        return figures
    style = styles[0] if styles[0][skipped] else styles[1]
    after = recommend(room, [*heard, skipped], skip_last=True)
    return {**figures, "before": _share(style, answer), "after": _share(style, after)}


def listen_to_an_artist(room: Room, rng: np.random.Generator) -> Figures:
    """Hear one track of an artist; return whether a certain other one is in the answer, and how likely by chance."""
    rows = room.heard_from
    artists, counts = np.unique(room.artists[rows], return_counts=True)
    if not (counts > 1).any():
        return {}
    by_artist = rows[room.artists[rows] == rng.choice(artists[counts > 1])]
    heard, wanted = rng.choice(by_artist, size=2, replace=False)
    answer = recommend(room, [heard])
    chance = min(RECOMMENDED / (len(room.labels) - 1), 1.0)
    return {"hit": float(wanted in answer), "chance": chance, **_check(room, [heard], answer)}


def recommend(room: Room, heard: Sequence[int] | Rows, *, skip_last: bool = False) -> list[int]:
    """Return the rows that are recommended to who heard these rows to the end, the oldest first.

    With `skip_last` the last one was skipped at once.
    """
    plays = [
        Play(
            id=UUID(int=number),
            listener=_NOBODY,
            track=int(row),
            at=_BEGIN + timedelta(minutes=number),
            seconds_heard=CLIP_SECONDS,
            track_seconds=CLIP_SECONDS,
            outcome=Outcome.COMPLETED,
        )
        for number, row in enumerate(heard)
    ]
    if skip_last:
        plays[-1] = plays[-1].model_copy(update={"outcome": Outcome.SKIPPED, "seconds_heard": SKIP_SECONDS})
    return [one.track for one in rank(room.catalogue, History(plays[::-1], [], seed=0), RECOMMENDED)]


def _draw_two(room: Room, rng: np.random.Generator) -> tuple[tuple[Style, Style], tuple[Style, Style], Rows] | None:
    """Return two genres, the tracks of each without the other, and tracks to hear, in turn; None if there are none."""
    for _ in range(_DRAWS):
        one, other = (room.labels[:, _draw_genre(room, rng)] for _ in range(2))
        styles = one & ~other, other & ~one
        first, second = _draw_tracks(room, styles[0], rng), _draw_tracks(room, styles[1], rng)
        if first is not None and second is not None:
            return (one, other), styles, np.stack([first, second], axis=1).ravel()
    return None


def _draw_genre(room: Room, rng: np.random.Generator) -> int:
    """Return a genre of a random track: who listens to what follows what there is."""
    labelled = room.heard_from[room.labels[room.heard_from].any(axis=1)]
    return int(rng.choice(np.flatnonzero(room.labels[rng.choice(labelled)])))


def _draw_tracks(room: Room, style: Style, rng: np.random.Generator) -> Rows | None:
    """Return HEARD random tracks of a style by different artists, None where it has too few."""
    rows: Rows = rng.permutation(room.heard_from[style[room.heard_from]])
    first = np.unique(room.artists[rows], return_index=True)[1]
    if len(first) < HEARD or style.sum() < HEARD + LEFT:
        return None
    drawn: Rows = rows[rng.permutation(first)[:HEARD]]
    return drawn


def _share(style: Style, answer: list[int]) -> float:
    return float(style[answer].mean()) if answer else 0.0


def _check(room: Room, heard: Sequence[int] | Rows, answer: list[int]) -> Figures:
    """Return whether the answer repeats what was heard, or an artist more than ARTIST_CAP times in ARTIST_WINDOW."""
    artists = room.artists[[*heard, *answer]].tolist()
    windows = [artists[max(0, end - ARTIST_WINDOW) : end] for end in range(len(heard) + 1, len(artists) + 1)]
    crowded = any(window.count(window[-1]) > ARTIST_CAP for window in windows)
    return {"broken": float(crowded or not set(answer).isdisjoint(int(row) for row in heard))}
