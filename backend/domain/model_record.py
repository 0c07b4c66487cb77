"""A model as it is stored: what it was made from, its arrays, its measured quality and its clusters."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field

from backend.domain.cluster_model import ClusterModel
from backend.domain.feature_vector import Slot, group_slices, unpack_vector


class ModelState(StrEnum):
    """The life of a model. Of several active ones the one activated last counts."""

    BUILDING = "building"
    ACTIVE = "active"
    RETIRED = "retired"


class GenreShare(BaseModel):
    """A genre and the share of a cluster's labelled tracks that have it as their main genre."""

    title: str
    share: float = Field(ge=0, le=1)


class ClusterSummary(BaseModel):
    """What is known of a cluster: its size, main genres and most typical tracks (ids, nearest the centroid first)."""

    id: int
    size: int
    genres: list[GenreShare]
    typical: list[int]


class ModelRecord(BaseModel):
    """A document of the `models` collection; the arrays are little-endian float32 bytes."""

    id: str
    state: ModelState = ModelState.BUILDING
    recipe: str
    feature_set: str
    feature_version: int
    slots: list[Slot]
    k: int
    seed: int
    mean: bytes
    scale: bytes
    centroids: bytes
    quality: dict[str, float]
    clusters: list[ClusterSummary]
    tracks: int
    fingerprint: str = Field(description="SHA-256 over what the model was made from; equal means nothing is new.")
    stands_for: str | None = Field(
        None,
        description="The fingerprint of what an automatic run would have made when this model became active: while it"
        " would make the same, this model stays.",
    )
    versions: dict[str, str] = Field(description="Versions of the libraries that made it.")
    created_at: datetime
    activated_at: datetime | None = None

    @property
    def model(self) -> ClusterModel:
        """The arrays, ready to compute with."""
        centroids = unpack_vector(self.centroids).reshape(self.k, len(self.slots))
        return ClusterModel(unpack_vector(self.mean), unpack_vector(self.scale), centroids)

    @property
    def groups(self) -> dict[str, slice]:
        """Where each part of the sound stands in a vector; a genre is none."""
        slices = group_slices(tuple(self.slots))
        return {group: part for group, part in slices.items() if group != "genre"}

    def to_document(self) -> dict[str, Any]:
        """Return the MongoDB document."""
        return {"_id": self.id, **self.model_dump(exclude={"id"})}


def model_from_document(document: dict[str, Any]) -> ModelRecord:
    """Return the record that a document of the `models` collection holds."""
    return ModelRecord.model_validate({**document, "id": document["_id"]})
