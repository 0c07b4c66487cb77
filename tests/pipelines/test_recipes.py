"""Facts about every recipe, and about each one."""

import numpy as np
import pytest

from pipelines.recipes import RECIPES, SEED_SLOTS, Recipe, without_labels
from pipelines.training_set import TrainingSet

TRACKS = 240
GENRES = 4


def make_training_set(recipe: Recipe) -> TrainingSet:
    """Return tracks of four genres that differ in every hundredth slot, among the noise of all others."""
    rng = np.random.default_rng(8)
    genre = np.arange(TRACKS) % GENRES
    slots = sum(len(feature_set.slots) for feature_set in recipe.feature_sets)
    features = rng.standard_normal((TRACKS, slots)).astype(np.float32)
    features[:, ::20] += 2 * np.eye(GENRES)[genre] @ rng.standard_normal((GENRES, len(range(0, slots, 20))))
    return TrainingSet(
        ids=np.arange(1, TRACKS + 1),
        artists=np.arange(TRACKS) // 2,
        genres=genre + 1,
        genre_titles=[f"Genre {one}" for one in genre],
        labels=np.eye(GENRES, dtype=bool)[genre],
        features=features,
    )


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=list(RECIPES))
class TestEveryRecipe:
    def test_the_projection_is_finite_and_the_same_again(self, recipe: Recipe) -> None:
        tracks = make_training_set(recipe)
        one, again = (recipe.fit(tracks).project(recipe.read(tracks)) for _ in range(2))
        assert one.dtype == np.float32
        assert len(one) == TRACKS
        assert np.isfinite(one).all()
        assert np.array_equal(one, again)

    def test_hidden_labels_are_unknown_to_it(self, recipe: Recipe) -> None:
        tracks = make_training_set(recipe)
        held_out = np.arange(TRACKS) % 4 == 0
        lying = make_training_set(recipe)
        lying.labels[held_out] = lying.labels[held_out][:, ::-1]
        lying.genres[held_out] = 99
        results = []
        for one in (tracks, lying):
            hidden = one.hide_labels(held_out)
            results.append(recipe.fit(hidden.take(~held_out)).project(recipe.read(hidden)))
        assert np.array_equal(results[0], results[1])

    def test_it_does_without_any_labels(self, recipe: Recipe) -> None:
        unknown = make_training_set(recipe).hide_labels(np.arange(TRACKS))
        assert np.isfinite(recipe.fit(unknown).project(recipe.read(unknown))).all()

    def test_as_an_unlabelled_one_it_knows_no_genre(self, recipe: Recipe) -> None:
        tracks, unlabelled = make_training_set(recipe), without_labels(recipe)
        unknown = tracks.hide_labels(np.arange(TRACKS))
        found = unlabelled.fit(tracks).project(unlabelled.read(tracks))
        assert np.array_equal(found, recipe.fit(unknown).project(recipe.read(unknown)))
        assert not np.array_equal(found, recipe.fit(tracks).project(recipe.read(tracks)))

    def test_a_single_track_does_no_harm(self, recipe: Recipe) -> None:
        one = make_training_set(recipe).take(np.array([0]))
        assert np.isfinite(recipe.fit(one).project(recipe.read(one))).all()

    def test_every_track_has_a_profile(self, recipe: Recipe) -> None:
        tracks = make_training_set(recipe)
        profiles = recipe.profile(tracks)
        assert len(profiles) == TRACKS
        assert np.isfinite(profiles).all()


def test_the_seed_recipe_is_genre_id_and_first_features_with_the_genreless_in_the_middle() -> None:
    recipe = RECIPES["seed"]
    tracks = make_training_set(recipe).take(np.arange(3))
    tracks.genres[:] = [10, 0, 20]
    read = recipe.read(tracks)
    assert np.array_equal(read[:, :-1], tracks.features[:, :SEED_SLOTS])
    assert read[:, -1].tolist() == [10, 15, 20]


@pytest.mark.parametrize("name", ["acoustic", "musicnn"])
def test_a_learned_recipe_brings_tracks_together_whose_genre_it_never_saw(name: str) -> None:
    recipe = RECIPES[name]
    tracks = make_training_set(recipe)
    held_out = np.arange(TRACKS) % 3 == 0
    learned = recipe.fit(tracks.take(~held_out)).project(tracks.features)
    genre = tracks.genres
    distances = np.linalg.norm(learned[held_out][:, None] - learned[~held_out][None], axis=2)
    nearest = genre[~held_out][np.argsort(distances, axis=1)[:, :10]]
    assert (nearest == genre[held_out][:, None]).mean() > 0.6
