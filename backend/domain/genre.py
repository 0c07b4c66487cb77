"""A genre as it is stored and answered."""

from typing import Any

from pydantic import BaseModel, Field

from backend.domain.track import fold


class Genre(BaseModel):
    """A genre and its place among the others."""

    id: int
    title: str
    parent: int | None = Field(None, description="The genre above it; null at the top.")
    top_level: int = Field(description="The topmost genre above it, or itself.")
    tracks: int = Field(0, description="How many playable tracks are of it or of a genre below it.")

    def to_document(self) -> dict[str, Any]:
        """Return the document of the `genres` collection; tracks are counted when they are asked for."""
        return {
            "_id": self.id,
            "title": self.title,
            "folded_title": fold(self.title),
            "parent": self.parent,
            "top_level": self.top_level,
        }


def genre_from_document(document: dict[str, Any], tracks: int = 0) -> Genre:
    """Return the genre that a document of the `genres` collection holds."""
    return Genre.model_validate({**document, "id": document["_id"], "tracks": tracks})
