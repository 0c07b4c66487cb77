"""The models that are stored: lists them, switches between them, removes those that nobody goes back to."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from backend.domain.model_record import ModelRecord, ModelState, model_from_document
from pipelines.errors import StepError
from pipelines.storage import Storage

KEPT_MODELS = 5
"""The active model and the ones that were active before it, to go back to; older ones and their placements go."""

ABANDONED_AFTER = timedelta(days=1)
"""A model that is building for longer than this was given up; a younger one may be in the making."""


class UnknownModelError(StepError):
    """There is no complete model of that id."""


def list_models(storage: Storage) -> list[ModelRecord]:
    """Return every model that this version of Segue can read, the newest first."""
    read = [_read_model(document) for document in storage.models.find().sort("created_at", -1)]
    return [model for model in read if model is not None]


def find_active_model(storage: Storage) -> ModelRecord | None:
    """Return the active model: the one that was activated last."""
    document = storage.models.find_one({"state": ModelState.ACTIVE}, sort=[("activated_at", -1)])
    return _read_model(document) if document else None


def find_recipe_models(storage: Storage) -> dict[str, ModelRecord]:
    """Return the model of each recipe that has one: the active one, of any other recipe the one that was made last."""
    complete = [model for model in list_models(storage) if model.state != ModelState.BUILDING]
    active = find_active_model(storage)
    newest_last = [*reversed(complete), *([active] if active else [])]
    return {model.recipe: model for model in newest_last}


def _read_model(document: dict[str, Any]) -> ModelRecord | None:
    """Return the model, or None for one of another version of Segue: the next clustering takes its place."""
    try:
        return model_from_document(document)
    except ValidationError:
        return None


def activate_model(storage: Storage, model_id: str) -> ModelRecord:
    """Make a stored model the active one, with one write; a running service follows within seconds.

    One that was active before takes over what the active model stands for: it stays while nothing is new.

    Raises:
        UnknownModelError: there is no such model, or not all of its tracks are placed.
    """
    stored = storage.models.find_one({"_id": model_id})
    if stored is not None and _read_model(stored) is None:
        raise UnknownModelError(
            f"The model {model_id} was made by another version of Segue. `segue cluster` makes one."
        )
    if stored is None or storage.placements.count_documents({"_id.model": model_id}) != stored["tracks"]:
        raise UnknownModelError(f"There is no model {model_id}, or it was never completed. `segue models` lists them.")
    active = find_active_model(storage)
    change: dict[str, Any] = {"state": ModelState.ACTIVE, "activated_at": _next_moment(active)}
    if active is not None and stored["state"] != ModelState.BUILDING:
        change["stands_for"] = active.stands_for
    storage.models.update_one({"_id": model_id}, {"$set": change})
    # Of several active models the one activated last counts, so this only tidies up. One that somebody activates at
    # this very moment stays: otherwise each of the two would retire the other.
    older = {"state": ModelState.ACTIVE, "activated_at": {"$lt": change["activated_at"]}}
    storage.models.update_many({**older, "_id": {"$ne": model_id}}, {"$set": {"state": ModelState.RETIRED}})
    return model_from_document({**stored, **change})


def mark_early(storage: Storage, model_id: str) -> None:
    """Note that a model was made while the rest of the collection was still listened to: it goes with the next one."""
    storage.models.update_one({"_id": model_id}, {"$set": {"is_early": True}})


def remove_old_models(storage: Storage) -> None:
    """Remove all but the KEPT_MODELS that were active last; early ones, and what was given up, go as well."""
    retired = {"state": ModelState.RETIRED}
    whole = storage.models.find({**retired, "is_early": {"$ne": True}}, {"_id": 1}).sort("activated_at", -1)
    # Nobody goes back to a model of half the collection, and those of one run would push all others out.
    early = storage.models.find({**retired, "is_early": True}, {"_id": 1})
    abandoned = {"state": ModelState.BUILDING, "created_at": {"$lt": datetime.now(UTC) - ABANDONED_AFTER}}
    given_up = storage.models.find(abandoned, {"_id": 1})
    old = [one["_id"] for one in [*list(whole)[KEPT_MODELS - 1 :], *early, *given_up]]
    # The model goes first: placements without one are never read, a model without placements would be.
    storage.models.delete_many({"_id": {"$in": old}})
    storage.placements.delete_many({"_id.model": {"$in": old}})


def _next_moment(active: ModelRecord | None) -> datetime:
    """Return now, or right after the active model's activation where the clock was put back since."""
    now = datetime.now(UTC)
    if active is None or active.activated_at is None:
        return now
    # A millisecond is MongoDB's smallest step.
    return max(now, active.activated_at + timedelta(milliseconds=1))
