"""A play: who heard which track, when, and how it went; and a rating."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel

LISTEN_SECONDS = 30.0
"""Hearing this much of a track is a listen however long it is; streaming services count alike."""


class Outcome(StrEnum):
    """How a play went, as far as the player has told."""

    STARTED = "started"
    COMPLETED = "completed"
    SKIPPED = "skipped"


class RatingValue(StrEnum):
    """What a listener thinks of a track."""

    LIKE = "like"
    DISLIKE = "dislike"


class Origin(StrEnum):
    """Where in the player a play came from."""

    RECOMMENDATIONS = "recommendations"
    LIBRARY = "library"
    SIMILAR = "similar"
    HISTORY = "history"
    QUEUE = "queue"
    MAP = "map"
    RADIO = "radio"
    PATH = "path"
    BLEND = "blend"
    CLUSTER = "cluster"


class Hearing(BaseModel):
    """What of a play tells of a taste.

    `track_seconds` is the track's length when it was played, so that a play explains itself.
    """

    track: int
    at: datetime
    seconds_heard: float = 0.0
    track_seconds: float | None = None
    outcome: Outcome = Outcome.STARTED


class Play(Hearing):
    """One play, as it is stored."""

    id: UUID
    listener: UUID
    origin: Origin | None = None

    def to_document(self) -> dict[str, Any]:
        """Return the document of the `plays` collection."""
        return {"_id": self.id, **self.model_dump(exclude={"id"})}


class Rating(BaseModel):
    """A listener's opinion of a track; the latest one counts."""

    track: int
    value: RatingValue
    at: datetime


def play_from_document(document: dict[str, Any]) -> Play:
    """Return the play that a document of the `plays` collection holds."""
    return Play.model_validate({**document, "id": document["_id"]})


def counts_as_listen(seconds_heard: float, track_seconds: float | None) -> bool:
    """Tell whether so much was heard that the play counts: half of the track, or 30 seconds.

    The rule of scrobbling (Last.fm, ListenBrainz: half the track or four minutes), with the shorter limit
    that suits 30-second clips and lets a long piece count before its end.
    """
    if seconds_heard >= LISTEN_SECONDS:
        return True
    return track_seconds is not None and seconds_heard >= track_seconds / 2
