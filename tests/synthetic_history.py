"""Listening histories, written briefly."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from backend.domain.play import Outcome, Play, Rating, RatingValue

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LISTENER = UUID(int=7)
CLIP_SECONDS = 30.0


def make_play(track: int, outcome: Outcome = Outcome.COMPLETED, seconds_heard: float = 0.0, age: int = 0) -> Play:
    """Return a play that started `age` minutes ago."""
    return Play(
        id=uuid4(),
        listener=LISTENER,
        track=track,
        at=NOW - timedelta(minutes=age),
        seconds_heard=seconds_heard,
        track_seconds=CLIP_SECONDS,
        outcome=outcome,
    )


def make_history(tracks: Sequence[int], outcome: Outcome = Outcome.COMPLETED) -> list[Play]:
    """Return plays of `tracks`, the first one the newest."""
    return [make_play(track, outcome, age=age) for age, track in enumerate(tracks)]


def make_rating(track: int, value: RatingValue) -> Rating:
    """Return a rating made just now."""
    return Rating(track=track, value=value, at=NOW)
