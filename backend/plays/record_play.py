"""Records that a play starts and how it went, and answers with what to hear next."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, Field

from backend.database import Database
from backend.domain.play import Origin, Outcome, Play
from backend.domain.ranking import History
from backend.domain.recommendation import Recommendation
from backend.domain.track import EXAMPLE_TRACK_ID, MAX_ID, PLAYABLE, Track
from backend.errors import ConflictError, NotFoundError
from backend.listeners.identify import Listener, NewListener, create_listener
from backend.listeners.store import note_change
from backend.plays import store
from backend.recommendations.recommend import (
    Recommender,
    add_play,
    read_history,
    recall_history,
    recommend,
    replace_play,
)
from backend.recommendations.remembered import Ranking
from backend.tracks.kept_tracks import KeptTracks

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


async def record_play(recommender: Recommender, listener: Listener | None, request: PlayRequest) -> RecordedPlay:
    """Store the play and return what to hear next; without a listener, make one.

    Raises:
        NotFoundError: there is no such track.
        ConflictError: the track cannot be played, or the play's id belongs to another play.
    """
    database = recommender.database
    track, new_listener = await _find_playable(recommender.kept_tracks, request.track_id), None
    if listener is None:
        # A cookie that was lost with the first answer: to refuse the repeat must not leave a listener behind.
        if request.play_id and await store.find_play(database, request.play_id):
            raise ConflictError(_OTHER_PLAY.format(request.play_id))
        new_listener = await create_listener(database)
        listener = Listener(id=new_listener.listener_id)
    play = _start_play(request, listener, track)
    history = add_play(await recall_history(recommender, listener), play)
    # The journal takes its time; meanwhile the list is ranked as if the play were stored.
    revision, items = await asyncio.gather(
        _store_play(database, play), recommend(recommender, history, RECOMMENDATIONS)
    )
    if revision is None:
        await _require_same_play(database, play)
        # What stored it may have been stopped before it counted the change.
        await note_change(database, listener.id)
        items = await recommend(recommender, await read_history(database, listener.id), RECOMMENDATIONS)
    else:
        _remember(recommender, listener, revision, history, items)
    answer = PlayAnswer(play_id=play.id, now_playing=track, recommendations=items)
    return RecordedPlay(answer, revision is not None, new_listener)


async def record_progress(
    recommender: Recommender, listener: Listener, play_id: UUID, progress: PlayProgress
) -> PlayAnswer:
    """Store how the play went; return what to hear now.

    Raises:
        NotFoundError: the listener has no such play.
    """
    database = recommender.database
    play = await store.update_play(database, listener.id, play_id, progress.seconds_heard, progress.outcome)
    if play is None:
        raise NotFoundError(f"You have no play {play_id}.")
    history = replace_play(await recall_history(recommender, listener), play)
    # It is missing where a process was stopped before it counted a play that it had stored.
    history = history or await read_history(database, listener.id)
    track, revision, items = await asyncio.gather(
        recommender.kept_tracks.require(play.track),
        note_change(database, listener.id),
        recommend(recommender, history, RECOMMENDATIONS),
    )
    _remember(recommender, listener, revision, history, items)
    return PlayAnswer(play_id=play.id, now_playing=track, recommendations=items)


async def _store_play(database: Database, play: Play) -> int | None:
    """Return the listener's revision with the play; None if a play with its id is stored already."""
    return await note_change(database, play.listener) if await store.insert_play(database, play) else None


def _remember(
    recommender: Recommender, listener: Listener, revision: int, history: History, items: list[Recommendation]
) -> None:
    # Another change at the same moment may be missing in this history.
    if revision == listener.revision + 1:
        ranking = Ranking(revision, history, recommender.catalogue.model_id, RECOMMENDATIONS, items)
        recommender.memory.keep(listener.id, ranking)


async def _find_playable(kept_tracks: KeptTracks, track_id: int) -> Track:
    track = await kept_tracks.require(track_id)
    if track.status not in PLAYABLE:
        reason = track.status_reason or "it has no sound file"
        raise ConflictError(f"Track {track.id} cannot be played: {reason}.")
    return track


async def _require_same_play(database: Database, play: Play) -> None:
    known = await store.find_play(database, play.id)
    if known is not None and (known.listener, known.track) != (play.listener, play.track):
        raise ConflictError(_OTHER_PLAY.format(play.id))


def _start_play(request: PlayRequest, listener: Listener, track: Track) -> Play:
    now = datetime.now(UTC)
    return Play(
        id=request.play_id or uuid4(),
        listener=listener.id,
        track=track.id,
        # MongoDB keeps milliseconds: the play is then the same whether it was read or is remembered.
        at=now.replace(microsecond=now.microsecond // 1000 * 1000),
        track_seconds=track.duration_seconds,
        origin=request.origin,
    )
