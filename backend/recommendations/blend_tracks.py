"""Recommends from tracks that the request names, instead of from a listener's history."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field, model_validator

from backend.domain.blend import blend
from backend.domain.ranking import Ranked
from backend.domain.recommendation import Recommendation
from backend.domain.track import EXAMPLE_OTHER_TRACK_ID, EXAMPLE_TRACK_ID, MAX_ID
from backend.errors import ConflictError
from backend.recommendations.recommend import Recommender, rank_ready
from backend.tracks.find_track import require_tracks

MAX_NAMED = 50
"""More would be a history, and for that there is GET /recommendations."""

MAX_EXCLUDED = 500
"""What a player may have in its queue and behind it."""

Ids = list[Annotated[int, Field(ge=1, le=MAX_ID)]]

_EXAMPLE: dict[str, Any] = {"like": [EXAMPLE_TRACK_ID], "unlike": [EXAMPLE_OTHER_TRACK_ID], "limit": 10}


class BlendRequest(BaseModel):
    """Tracks to be like, tracks to be unlike."""

    model_config = {"json_schema_extra": {"example": _EXAMPLE}}

    like: Ids = Field(min_length=1, max_length=MAX_NAMED, description="Ids of tracks that the answer is to sound like.")
    unlike: Ids = Field([], max_length=MAX_NAMED, description="Ids of tracks that it is not to sound like.")
    exclude: Ids = Field([], max_length=MAX_EXCLUDED, description="Ids of tracks that are not to be answered.")
    limit: int = Field(20, ge=1, le=200, description="How many items to answer.")

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> "BlendRequest":
        if both := sorted(set(self.like) & set(self.unlike)):
            raise ValueError(f"track {both[0]} stands in both like and unlike")
        return self


async def blend_tracks(recommender: Recommender, request: BlendRequest) -> list[Recommendation]:
    """Return the recommendations, best first, or as many as the collection can fill.

    Raises:
        NotFoundError: some of the tracks do not exist.
        ConflictError: none of the tracks to be like has a place in the active model.
    """
    catalogue = recommender.catalogue
    like, unlike = _drop_repeats(request.like), _drop_repeats(request.unlike)
    await require_tracks(recommender.database, [*like, *unlike])
    if (catalogue.rows_of(like) < 0).all():
        raise ConflictError("None of the tracks in `like` was analysed yet, so it is not known how they sound.")

    def blend_without(unavailable: set[int]) -> list[Ranked]:
        return blend(catalogue, like, unlike, request.limit, unavailable.union(request.exclude))

    return await rank_ready(recommender, blend_without)


def _drop_repeats(track_ids: Sequence[int]) -> list[int]:
    return list(dict.fromkeys(track_ids))
