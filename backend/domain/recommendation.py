"""A recommendation and the reason for it, as they are answered."""

from enum import StrEnum

from pydantic import BaseModel, Field

from backend.domain.track import Track


class ReasonKind(StrEnum):
    """What a recommendation rests on: the part of the sound that agrees most, or a start without history."""

    TIMBRE = "timbre"
    BRIGHTNESS = "brightness"
    RHYTHM = "rhythm"
    HARMONY = "harmony"
    LOUDNESS = "loudness"
    START = "start"


class Reason(BaseModel):
    """Why a track is recommended."""

    because: int | None = Field(None, description="The listener's track that it follows from; null for a start.")
    kind: ReasonKind
    text: str = Field(description="The reason in a short sentence for the listener.")


class Recommendation(BaseModel):
    """A track to hear next, with its score from 0 to 1 and its reason."""

    track: Track
    score: float = Field(ge=0, le=1)
    reason: Reason
