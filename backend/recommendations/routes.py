"""GET /recommendations and POST /blend."""

from http import HTTPStatus

from fastapi import APIRouter

from backend.dependencies import CurrentRecommender, MaybeListener
from backend.domain.recommendation import Recommendation
from backend.errors import problem_answers
from backend.pages import Limit, Page
from backend.recommendations.blend_tracks import BlendRequest, blend_tracks
from backend.recommendations.recommend import recommend_to

router = APIRouter(tags=["recommendations"])


@router.get("/recommendations", summary="What to hear now", responses=problem_answers(HTTPStatus.UNAUTHORIZED))
async def get_recommendations(
    recommender: CurrentRecommender, listener: MaybeListener, limit: Limit = 20
) -> Page[Recommendation]:
    """Recommend from what this listener heard, skipped and rated; before that, a varied start."""
    items = await recommend_to(recommender, listener, limit)
    return Page(items=items, total=len(items))


@router.post(
    "/blend",
    summary="Tracks like these and unlike those",
    responses=problem_answers(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
)
async def post_blend(recommender: CurrentRecommender, request: BlendRequest) -> Page[Recommendation]:
    """Recommend from the tracks that you name alone, whatever you heard; none of them is among the answer.

    What sounds differently in `like` is taken for several tastes, each with its share of the list.
    """
    items = await blend_tracks(recommender, request)
    return Page(items=items, total=len(items))
