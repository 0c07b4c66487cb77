"""The models that are stored: lists them, switches between them, removes the oldest."""

from datetime import UTC, datetime

from backend.domain.model_record import ModelRecord, ModelState, model_from_document
from pipelines.errors import StepError
from pipelines.storage import Storage

KEPT_MODELS = 5
"""The active model and the ones before it, to go back to; older ones and their placements are removed."""


class UnknownModelError(StepError):
    """There is no complete model of that id."""


def list_models(storage: Storage) -> list[ModelRecord]:
    """Return every model, the newest first."""
    return [model_from_document(document) for document in storage.models.find().sort("created_at", -1)]


def find_active_model(storage: Storage) -> ModelRecord | None:
    """Return the active model: the one that was activated last."""
    document = storage.models.find_one({"state": ModelState.ACTIVE}, sort=[("activated_at", -1)])
    return model_from_document(document) if document else None


def activate_model(storage: Storage, model_id: str) -> ModelRecord:
    """Make a stored model the active one, with one write; a running service follows within seconds.

    Raises:
        UnknownModelError: there is no such model, or not all of its tracks are placed.
    """
    stored = storage.models.find_one({"_id": model_id})
    if stored is None or storage.placements.count_documents({"_id.model": model_id}) != stored["tracks"]:
        raise UnknownModelError(f"There is no model {model_id}, or it was never completed. `segue models` lists them.")
    change = {"state": ModelState.ACTIVE, "activated_at": datetime.now(UTC)}
    storage.models.update_one({"_id": model_id}, {"$set": change})
    # Of several active models the one activated last counts, so this only tidies up.
    storage.models.update_many(
        {"_id": {"$ne": model_id}, "state": ModelState.ACTIVE}, {"$set": {"state": ModelState.RETIRED}}
    )
    return model_from_document({**stored, **change})


def remove_old_models(storage: Storage) -> None:
    """Remove what is older than the KEPT_MODELS that were active last, and what was begun and never completed."""
    others = storage.models.find({"state": {"$ne": ModelState.ACTIVE}}, {"_id": 1})
    old = [one["_id"] for one in others.sort([("activated_at", -1), ("created_at", -1)])][KEPT_MODELS - 1 :]
    # The model goes first: placements without one are never read, a model without placements would be.
    storage.models.delete_many({"_id": {"$in": old}})
    storage.placements.delete_many({"_id.model": {"$in": old}})
