"""Records that a play starts and how it went, and answers with what to hear next."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, Field

from backend.database import Database
from backend.domain.catalogue import Catalogue
from backend.domain.play import Origin, Outcome, Play
from backend.domain.ranking import History
from backend.domain.recommendation import Recommendation
from backend.domain.track import EXAMPLE_TRACK_ID, MAX_ID, Track, TrackStatus
from backend.errors import ConflictError, NotFoundError
from backend.listeners.identify import Listener, NewListener, create_listener
from backend.plays import store
from backend.recommendations.recommend import add_play, find_seed, read_history, recommend
from backend.tracks.find_track import find_track

RECOMMENDATIONS = 20
"""How many recommendations a play answers: what a wide screen shows without scrolling far."""

_OTHER_PLAY = "The play id {} belongs to another play. Make a new id for each play."


class PlayRequest(BaseModel):
    """A play that starts now."""

    model_config = {"json_schema_extra": {"example": {"track_id": EXAMPLE_TRACK_ID}}}

    track_id: int = Field(ge=1, le=MAX_ID)
    play_id: UUID | None = Field(None, description="The client's own id of the play: repeating it is harmless.")
    origin: Origin | None = Field(None, description="Where the listener started it.")


class PlayProgress(BaseModel):
    """How far a play is, and how it ended if it did."""

    model_config = {"json_schema_extra": {"example": {"seconds_heard": 3.5, "outcome": "skipped"}}}

    seconds_heard: float = Field(ge=0, le=86_400)
    outcome: Literal[Outcome.COMPLETED, Outcome.SKIPPED] | None = Field(
        None, description="How it ended; leave it out while it plays."
    )


class PlayAnswer(BaseModel):
    """A play, and what to hear after it."""

    play_id: UUID
    now_playing: Track
    recommendations: list[Recommendation]


@dataclass(frozen=True, slots=True)
class RecordedPlay:
    """The answer to a play, whether the play is new, and the listener that was made for it, if one was."""

    answer: PlayAnswer
    is_new: bool
    new_listener: NewListener | None


async def record_play(
    database: Database, catalogue: Catalogue, listener: Listener | None, request: PlayRequest
) -> RecordedPlay:
    """Store the play and return what to hear next; without a listener, make one.

    Raises:
        NotFoundError: there is no such track.
        ConflictError: the track cannot be played, or the play's id belongs to another play.
    """
    track, history = await asyncio.gather(
        _find_playable(database, request.track_id), read_history(database, listener.id if listener else None)
    )
    new_listener = None
    if listener is None:
        # A cookie that was lost with the first answer: to refuse the repeat must not leave a listener behind.
        if request.play_id and await store.find_play(database, request.play_id):
            raise ConflictError(_OTHER_PLAY.format(request.play_id))
        new_listener = await create_listener(database)
        listener = Listener(id=new_listener.listener_id)
        history = replace(history, seed=find_seed(listener.id))
    play = _start_play(request, listener, track)
    # The journal takes its time; meanwhile the list is ranked as if the play were stored.
    is_new, answer = await asyncio.gather(
        store.insert_play(database, play), _answer(database, catalogue, play, add_play(history, play), track)
    )
    if not is_new:
        await _require_same_play(database, play)
        answer = await _answer(database, catalogue, play, await read_history(database, listener.id), track)
    return RecordedPlay(answer, is_new, new_listener)


async def record_progress(
    database: Database, catalogue: Catalogue, listener: Listener, play_id: UUID, progress: PlayProgress
) -> PlayAnswer:
    """Store how the play went; return what to hear now.

    Raises:
        NotFoundError: the listener has no such play.
    """
    play = await store.update_play(database, listener.id, play_id, progress.seconds_heard, progress.outcome)
    if play is None:
        raise NotFoundError(f"You have no play {play_id}.")
    track, history = await asyncio.gather(find_track(database, play.track), read_history(database, listener.id))
    return await _answer(database, catalogue, play, history, track)


async def _find_playable(database: Database, track_id: int) -> Track:
    track = await find_track(database, track_id)
    if track.status not in (TrackStatus.READY, TrackStatus.PENDING):
        reason = track.status_reason or "it has no sound file"
        raise ConflictError(f"Track {track.id} cannot be played: {reason}.")
    return track


async def _require_same_play(database: Database, play: Play) -> None:
    known = await store.find_play(database, play.id)
    if known is not None and (known.listener, known.track) != (play.listener, play.track):
        raise ConflictError(_OTHER_PLAY.format(play.id))


def _start_play(request: PlayRequest, listener: Listener, track: Track) -> Play:
    return Play(
        id=request.play_id or uuid4(),
        listener=listener.id,
        track=track.id,
        at=datetime.now(UTC),
        track_seconds=track.duration_seconds,
        origin=request.origin,
    )


async def _answer(database: Database, catalogue: Catalogue, play: Play, history: History, track: Track) -> PlayAnswer:
    recommendations = await recommend(database, catalogue, history, RECOMMENDATIONS)
    return PlayAnswer(play_id=play.id, now_playing=track, recommendations=recommendations)
