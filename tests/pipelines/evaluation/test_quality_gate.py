"""The gate: on collections whose answer is known, recipes and lists reach what they must, and labels do not leak."""

from dataclasses import replace

import numpy as np
import pytest

from backend.domain.feature_vector import ACOUSTIC
from pipelines.evaluation.measure_recipe import measure_recipe
from pipelines.evaluation.scorecard import RecipeScores, Scorecard
from pipelines.evaluation.show_scorecard import tabulate_scorecard
from pipelines.recipes import RECIPES
from tests.synthetic_genres import GENRES, make_genres

TRACKS = 240
CLARITY = 0.45
"""So clear that a good recipe hears the genres well and a poor one hardly."""


def measure(name: str, *, shuffled: bool = False) -> RecipeScores:
    tracks = make_genres(RECIPES[name].feature_sets, tracks=TRACKS, clarity=CLARITY)
    if shuffled:
        rows = np.random.default_rng(1).permutation(TRACKS)
        tracks = replace(tracks, labels=tracks.labels[rows], genres=tracks.genres[rows])
    moods = tracks.labels[:, :2] & ~tracks.labels[:, 2:3]
    return measure_recipe(tracks, RECIPES[name], moods, fold_seeds=(0,))


@pytest.fixture(scope="module")
def scores() -> dict[str, RecipeScores]:
    return {name: measure(name) for name in RECIPES}


def genre_share(scores: RecipeScores) -> float:
    assert scores.among_all.genre is not None
    return scores.among_all.genre.value


@pytest.mark.parametrize("name", ["acoustic", "musicnn"])
def test_a_learned_recipe_beats_the_seed_by_a_margin(scores: dict[str, RecipeScores], name: str) -> None:
    assert genre_share(scores[name]) > genre_share(scores["seed"]) + 0.2
    learned, seed = scores[name].among_unseen.genre, scores["seed"].among_unseen.genre
    assert learned is not None
    assert seed is not None
    assert learned.low > seed.high


@pytest.mark.parametrize("name", ["acoustic", "musicnn"])
def test_a_learned_recipe_has_no_hubs(scores: dict[str, RecipeScores], name: str) -> None:
    assert scores[name].among_all.hub < 0.5
    assert scores[name].among_all.never <= 0.01


def test_chance_is_what_random_labels_give(scores: dict[str, RecipeScores]) -> None:
    tracks = make_genres((ACOUSTIC,), tracks=TRACKS)
    alike = (tracks.labels.astype(int) @ tracks.labels.T.astype(int) > 0)[tracks.artists[:, None] != tracks.artists]
    assert scores["acoustic"].among_all.genre_chance == pytest.approx(alike.mean(), abs=0.01)


@pytest.mark.parametrize("name", ["seed", "acoustic"])
def test_shuffled_labels_give_chance_so_nothing_leaks(name: str) -> None:
    shuffled = measure(name, shuffled=True)
    for scores in (shuffled.among_all, shuffled.among_unseen):
        assert scores.genre is not None
        assert scores.genre_chance is not None
        assert scores.genre.value == pytest.approx(scores.genre_chance, abs=0.04)


def test_a_listener_of_two_tastes_gets_both(scores: dict[str, RecipeScores]) -> None:
    lesser = scores["musicnn"].simulated.lesser_taste_only
    assert lesser is not None
    assert lesser.value >= 0.28


def test_a_skip_halves_the_style_in_the_very_next_answer(scores: dict[str, RecipeScores]) -> None:
    remains = scores["musicnn"].simulated.skipped_remains
    assert remains is not None
    assert remains <= 0.5


@pytest.mark.parametrize("name", RECIPES)
def test_no_list_repeats_what_was_heard_or_an_artist(scores: dict[str, RecipeScores], name: str) -> None:
    assert scores[name].simulated.broken_rules == 0


def test_clusters_and_lookups_of_a_learned_recipe_follow_the_genres(scores: dict[str, RecipeScores]) -> None:
    learned, seed = scores["acoustic"], scores["seed"]
    assert learned.held_out_purity is not None
    assert seed.held_out_purity is not None
    assert learned.held_out_purity > seed.held_out_purity + 0.1
    assert learned.clusters.lookup_recall > 0.6
    assert learned.clusters.lookup_share == pytest.approx(0.1)
    assert learned.clusters.coverage > 0.9
    assert 0 < learned.clusters.variety < 1


def test_a_style_that_a_listener_hears_is_in_the_list(scores: dict[str, RecipeScores]) -> None:
    simulated = scores["musicnn"].simulated
    assert simulated.one_taste is not None
    assert simulated.one_taste_chance is not None
    assert simulated.one_taste.value > simulated.one_taste_chance + 0.3
    assert simulated.same_artist is not None
    assert simulated.same_artist_chance is not None
    assert simulated.same_artist.value > simulated.same_artist_chance


def test_a_collection_without_labels_has_hubs_and_artists_to_measure_and_no_genres() -> None:
    tracks = make_genres((ACOUSTIC,), tracks=60)
    unknown = tracks.hide_labels(np.arange(60))
    found = measure_recipe(unknown, RECIPES["acoustic"], np.zeros((60, 0), bool), fold_seeds=(0,))
    unknowable = [found.among_all.genre, found.among_all.mood, found.held_out_purity, found.clusters.purity]
    assert unknowable == [None] * 4
    assert found.simulated.one_taste is None
    assert found.simulated.same_artist is not None


def test_the_table_shows_every_figure_that_there_is(scores: dict[str, RecipeScores]) -> None:
    card = Scorecard(subject="synthetic", tracks=TRACKS, folds=5, fold_seeds=[0], recipes=list(scores.values()))
    table = tabulate_scorecard(card)
    assert [column.header for column in table.columns] == ["", *RECIPES]
    shown = dict(zip((str(cell).strip() for cell in table.columns[0].cells), table.columns[2].cells, strict=True))
    assert shown["number"] == str(scores["acoustic"].clusters.k)
    assert shown["rules broken"] == "0.000"
    assert all(word in str(table.caption) for word in ("hub", "never", "NMI", "lookup recall", "variety"))
    assert Scorecard.model_validate_json(card.model_dump_json()) == card
    assert GENRES == 5
