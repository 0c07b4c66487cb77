"""The committed scorecard of the labelled clips, which `make scorecard` renews: current, and good enough.

The clips themselves are commercial music and no part of the project; only what was measured is.
"""

from pathlib import Path

import pytest

from pipelines.evaluation.protocol import FOLD_SEEDS, FOLDS
from pipelines.evaluation.scorecard import RecipeScores, Scorecard
from pipelines.recipes import RECIPES

CARD = Path(__file__).with_name("labelled_clips_scorecard.json")
ONE_LOOKUP_A_TASTE = 0.223
"""The lesser taste's share of 20 where each taste is looked up once, as measured before there was a ranking."""


@pytest.fixture
def card() -> Scorecard:
    return Scorecard.model_validate_json(CARD.read_text())


@pytest.fixture
def scores(card: Scorecard) -> dict[str, RecipeScores]:
    return {one.recipe: one for one in card.recipes}


def test_it_was_made_by_this_protocol_of_every_recipe_as_it_is(card: Scorecard) -> None:
    assert (card.folds, card.fold_seeds) == (FOLDS, list(FOLD_SEEDS))
    made = {one.recipe: one.features for one in card.recipes}
    current = {name: {one.name: one.version for one in recipe.feature_sets} for name, recipe in RECIPES.items()}
    assert made == current


@pytest.mark.parametrize(("recipe", "target"), [("acoustic", 0.53), ("musicnn", 0.58)])
def test_the_recipes_reach_their_targets(scores: dict[str, RecipeScores], recipe: str, target: float) -> None:
    found = scores[recipe].among_all
    assert found.genre is not None
    assert found.genre.value >= target
    assert found.hub <= 0.5
    assert found.never <= 0.01


@pytest.mark.parametrize("recipe", ["acoustic", "musicnn"])
def test_a_learned_recipe_beats_the_seed_beyond_doubt(scores: dict[str, RecipeScores], recipe: str) -> None:
    learned, seed = scores[recipe].among_unseen.genre, scores["seed"].among_unseen.genre
    assert learned is not None
    assert seed is not None
    assert learned.low > seed.high


def test_the_lesser_of_two_tastes_gets_more_than_by_one_lookup_a_taste(scores: dict[str, RecipeScores]) -> None:
    lesser = scores["musicnn"].simulated.lesser_taste
    assert lesser is not None
    assert lesser.low > ONE_LOOKUP_A_TASTE


@pytest.mark.parametrize("recipe", ["acoustic", "musicnn"])
def test_a_skip_halves_the_style_at_once_and_no_rule_is_broken(scores: dict[str, RecipeScores], recipe: str) -> None:
    simulated = scores[recipe].simulated
    assert simulated.skipped_remains is not None
    assert simulated.skipped_remains <= 0.5
    assert simulated.broken_rules == 0
