"""A model as it is stored: what it was made from, its arrays, its measured quality and its clusters."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field

from backend.domain.feature_vector import Vector, unpack_vector
from backend.domain.projection import Projection, block_from_document


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
    """What is known of a cluster: its name, size, main genres and most typical tracks.

    `typical` are ids, nearest the centroid first; `sound` are words for how it differs from the collection, the most
    telling first.
    """

    id: int
    name: str = ""
    sound: list[str] = []
    size: int
    genres: list[GenreShare]
    typical: list[int]


class ModelRecord(BaseModel):
    """A document of the `models` collection; `blocks` and `centroids` hold little-endian float32 bytes."""

    id: str
    state: ModelState = ModelState.BUILDING
    recipe: str
    features: dict[str, int] = Field(description="The feature sets that it is made from, each with its version.")
    k: int
    seed: int
    blocks: list[dict[str, Any]] = Field(description="The projection; see Block.to_document.")
    centroids: bytes
    quality: dict[str, float]
    scorecard: dict[str, Any] | None = Field(None, description="What `segue evaluate` measured of its recipe.")
    clusters: list[ClusterSummary]
    tracks: int
    fingerprint: str = Field(description="SHA-256 over what the model was made from; equal means nothing is new.")
    stands_for: str | None = Field(
        None,
        description="The fingerprint of what an automatic run would have made when this model became active: while it"
        " would make the same, this model stays.",
    )
    versions: dict[str, str] = Field(description="Versions of the libraries that made it.")
    is_early: bool = Field(False, description="Made on the way, of the tracks that were ready by then.")
    created_at: datetime
    activated_at: datetime | None = None

    @property
    def projection(self) -> Projection:
        """How a feature vector becomes a vector of this model."""
        return Projection([block_from_document(block) for block in self.blocks])

    def unpack_centroids(self) -> Vector:
        """Return the centroids (clusters, dims)."""
        return unpack_vector(self.centroids).reshape(self.k, -1)

    def to_document(self) -> dict[str, Any]:
        """Return the MongoDB document."""
        return {"_id": self.id, **self.model_dump(exclude={"id"})}


def model_from_document(document: dict[str, Any]) -> ModelRecord:
    """Return the record that a document of the `models` collection holds."""
    return ModelRecord.model_validate({**document, "id": document["_id"]})
