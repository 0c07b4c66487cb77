"""The committed scorecards of the labelled clips, which `make scorecard` renews: current, and good enough.

One tells how recipes do that learn the genres of other artists' clips, one how they do where no genre is known.

The clips themselves are commercial music and no part of the project; only what was measured is.
"""

from pathlib import Path

import pytest

from pipelines.evaluation.protocol import FOLD_SEEDS, FOLDS
from pipelines.evaluation.scorecard import RecipeScores, Scorecard
from pipelines.recipes import RECIPES

CARDS = {name: Path(__file__).with_name(f"{name}_clips_scorecard.json") for name in ("labelled", "unlabelled")}
LESSER_TASTE = 0.28
ONE_LOOKUP_A_TASTE = 0.223
"""The lesser taste's share of 20 where each taste is looked up once, as measured before there was a ranking."""


@pytest.fixture
def cards() -> dict[str, Scorecard]:
    return {name: Scorecard.model_validate_json(path.read_text()) for name, path in CARDS.items()}


@pytest.fixture
def scores(cards: dict[str, Scorecard]) -> dict[str, RecipeScores]:
    return {one.recipe: one for one in cards["labelled"].recipes}


@pytest.fixture
def unlearned(cards: dict[str, Scorecard]) -> dict[str, RecipeScores]:
    return {one.recipe: one for one in cards["unlabelled"].recipes}


@pytest.mark.parametrize("name", CARDS)
def test_they_were_made_by_this_protocol_of_every_recipe_as_it_is(cards: dict[str, Scorecard], name: str) -> None:
    card = cards[name]
    assert (card.folds, card.fold_seeds) == (FOLDS, list(FOLD_SEEDS))
    assert card.unlabelled == (name == "unlabelled")
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


def test_the_lesser_of_two_tastes_gets_its_share(scores: dict[str, RecipeScores]) -> None:
    lesser = scores["musicnn"].simulated.lesser_taste
    assert lesser is not None
    assert lesser.value >= LESSER_TASTE
    assert lesser.low > ONE_LOOKUP_A_TASTE


@pytest.mark.parametrize("recipe", ["acoustic", "musicnn"])
def test_a_skip_halves_the_style_at_once_and_no_rule_is_broken(scores: dict[str, RecipeScores], recipe: str) -> None:
    simulated = scores[recipe].simulated
    assert simulated.skipped_remains is not None
    assert simulated.skipped_remains <= 0.5
    assert simulated.broken_rules == 0


def test_without_labels_musicnn_is_the_best_recipe_beyond_doubt(unlearned: dict[str, RecipeScores]) -> None:
    best, acoustic = unlearned["musicnn"].among_all.genre, unlearned["acoustic"].among_all.genre
    assert best is not None
    assert acoustic is not None
    assert best.low > acoustic.high


@pytest.mark.parametrize("recipe", ["acoustic", "musicnn"])
def test_without_labels_there_are_no_hubs_either(unlearned: dict[str, RecipeScores], recipe: str) -> None:
    assert unlearned[recipe].among_all.hub <= 0.5
    assert unlearned[recipe].among_all.never <= 0.01
