"""`segue evaluate` on a collection and on labelled clips: what it answers, stores and refuses."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from backend.domain.feature_vector import ACOUSTIC, pack_vector
from backend.domain.track import Artist, Audio, LibraryTrack, TrackStatus
from pipelines.cli import app
from pipelines.errors import CollectionError
from pipelines.evaluation import held_out_scores
from pipelines.evaluation.labelled_clips import import_labelled_clips
from pipelines.evaluation.scorecard import RecipeScores, Scorecard
from pipelines.recipes import RECIPES
from pipelines.storage import Storage
from pipelines.stored_models import find_active_model, list_models
from tests.synthetic_genres import make_genres
from tests.synthetic_sounds import make_noise, make_tone, write_sound

LABELS = """clip,artist,title,genres,quadrant
a,Anna,One,Jazz; Blues,Q1
b,anna ,Two,Jazz,Q2
c,Carl,Three,Rock,
missing,Carl,Four,Rock,Q1
"""


@pytest.fixture(autouse=True)
def settings(mongodb_uri: str, storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGUE_MONGODB_URI", mongodb_uri)
    monkeypatch.setenv("SEGUE_DATABASE", storage.name)
    monkeypatch.setenv("SEGUE_DATA_DIR", str(tmp_path / "data"))
    # So many simulated listeners make the figures steady, which nothing here is about.
    monkeypatch.setattr(held_out_scores, "LISTENERS", 4)


def evaluate(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["evaluate", *(str(word) for word in words)])


def fill_collection(storage: Storage, tracks: int = 60) -> None:
    """Store what import and extraction would have of a synthetic collection."""
    known = make_genres((ACOUSTIC,), tracks=tracks)
    storage.genres.insert_many({"_id": genre, "title": f"Genre {genre}"} for genre in range(1, 6))
    for row, track in enumerate(known.ids.tolist()):
        document = LibraryTrack(
            id=track,
            title=f"Title {track}",
            artist=Artist(id=int(known.artists[row]), name="Somebody"),
            genre_top=known.genre_titles[row],
            genres_all=[int(genre) + 1 for genre in np.flatnonzero(known.labels[row])],
            status=TrackStatus.READY,
            audio=Audio(root="/music", path=f"{track}.mp3", bytes=1, mtime_ns=1, media_type="audio/mpeg"),
        ).to_document()
        storage.tracks.insert_one(document)
        features = {"version": ACOUSTIC.version, "vector": pack_vector(known.features[row]), "bytes": 1, "mtime_ns": 1}
        storage.features.insert_one({"_id": track, ACOUSTIC.name: features})


@pytest.fixture
def clips(tmp_path: Path, storage: Storage) -> Path:
    for number, clip in enumerate("abcd"):
        write_sound(tmp_path / "clips" / "audio" / f"{clip}.wav", make_tone(220 * (number + 1), 2))
    table = tmp_path / "clips" / "labels.csv"
    table.write_text(LABELS)
    return table


def test_the_active_recipe_is_measured_and_its_scores_are_stored_with_the_model(storage: Storage) -> None:
    fill_collection(storage)
    assert CliRunner().invoke(app, ["cluster", "--recipe", "acoustic", "--k", "4"]).exit_code == 0
    result = evaluate("--recipe", "seed", "--json")
    assert result.exit_code == 0, result.output
    card = Scorecard.model_validate_json(result.stdout)
    assert [one.recipe for one in card.recipes] == ["acoustic", "seed"]
    assert card.recipes[0].clusters.k == 4
    active = find_active_model(storage)
    assert active is not None
    assert RecipeScores.model_validate(active.scorecard) == card.recipes[0]


def test_every_recipe_that_has_a_model_keeps_its_scores_with_it(storage: Storage) -> None:
    fill_collection(storage)
    for recipe, k in (("seed", 3), ("seed", 6), ("acoustic", 4)):
        assert CliRunner().invoke(app, ["cluster", "--recipe", recipe, "--k", str(k)]).exit_code == 0
    result = evaluate("--recipe", "seed", "--json")
    assert result.exit_code == 0, result.output
    card = Scorecard.model_validate_json(result.stdout)
    assert [one.clusters.k for one in card.recipes] == [4, 6]
    kept = {model.k: model.scorecard for model in list_models(storage)}
    assert kept == {4: card.recipes[0].model_dump(), 6: card.recipes[1].model_dump(), 3: None}


def test_a_collection_measured_as_unlabelled_gives_other_figures_which_its_model_does_not_keep(
    storage: Storage,
) -> None:
    fill_collection(storage)
    assert CliRunner().invoke(app, ["cluster", "--recipe", "seed"]).exit_code == 0
    known, unknown = (
        Scorecard.model_validate_json(evaluate("--json", *more).stdout) for more in ([], ["--unlabelled"])
    )
    assert (known.unlabelled, unknown.unlabelled) == (False, True)
    assert unknown.recipes[0].among_all.genre is not None
    assert unknown.recipes[0].among_all.genre != known.recipes[0].among_all.genre
    active = find_active_model(storage)
    assert active is not None
    assert active.scorecard == known.recipes[0].model_dump()


def test_the_same_collection_gives_the_same_scorecard_as_a_table(storage: Storage) -> None:
    fill_collection(storage)
    assert CliRunner().invoke(app, ["cluster", "--recipe", "seed"]).exit_code == 0
    one, other = evaluate(), evaluate()
    assert one.exit_code == 0
    assert one.stdout == other.stdout
    assert "share a genre" in one.stdout


def test_what_cannot_be_evaluated_is_told(storage: Storage) -> None:
    assert "There is no recipe cake" in " ".join(evaluate("--recipe", "cake").stderr.replace("│", "").split())
    nothing = evaluate()
    assert nothing.exit_code == 1
    assert "There is no model" in nothing.stderr
    fill_collection(storage)
    assert CliRunner().invoke(app, ["cluster", "--recipe", "acoustic"]).exit_code == 0
    lacking = evaluate("--recipe", "musicnn")
    assert lacking.exit_code == 1
    assert "the recipe musicnn needs: musicnn and acoustic" in lacking.stderr


def test_labelled_clips_are_kept_apart_from_the_collection(storage: Storage, clips: Path) -> None:
    labelled = import_labelled_clips(storage, clips)
    assert storage.tracks.find_one() is None
    tracks = list(labelled.storage.tracks.find().sort("title", 1))
    assert [track["title"] for track in tracks] == ["One", "Three", "Two"]
    assert tracks[0]["artist"]["id"] == tracks[2]["artist"]["id"] != tracks[1]["artist"]["id"]
    assert len(tracks[0]["genres_all"]) == 2
    assert sorted(labelled.moods.values()) == ["Q1", "Q2"]
    labelled.storage.client.drop_database(labelled.storage.name)


def test_features_of_labelled_clips_are_extracted_once(storage: Storage, clips: Path) -> None:
    for number in range(10):
        write_sound(clips.parent / "audio" / f"{number}.wav", make_noise(1.5, seed=number))
    rows = [f"{number},Artist {number},Title,{'Jazz' if number % 2 else 'Rock'},Q1" for number in range(10)]
    clips.write_text("\n".join(["clip,artist,title,genres,quadrant", *rows]))
    first = evaluate("--labels", clips, "--recipe", "seed", "--workers", "1", "--json")
    assert first.exit_code == 0, first.output
    database = storage.client[f"{storage.name}_labelled_clips"]
    made = [one["acoustic"]["computed_at"] for one in database.features.find().sort("_id", 1)]
    again = evaluate("--labels", clips, "--recipe", "seed", "--json")
    assert again.exit_code == 0, again.output
    assert [one["acoustic"]["computed_at"] for one in database.features.find().sort("_id", 1)] == made
    assert len(made) == 10
    assert json.loads(first.stdout) == json.loads(again.stdout)
    card = Scorecard.model_validate_json(first.stdout)
    assert card.subject == "labels.csv"
    assert card.recipes[0].among_all.mood_chance == 1
    storage.client.drop_database(database.name)


def test_rows_without_a_file_and_clips_that_cannot_be_heard_are_told_beside_the_scorecard(
    storage: Storage, clips: Path
) -> None:
    rows = [f"{number},Artist {number},Title,{'Jazz' if number % 2 else 'Rock'}" for number in range(10)]
    for number in range(9):
        write_sound(clips.parent / "audio" / f"{number}.wav", make_noise(1.5, seed=number))
    (clips.parent / "audio" / "9.mp3").write_bytes(b"no sound")
    clips.write_text("\n".join(["clip,artist,title,genres", *rows, "gone.wav,Anna,One,Jazz"]))
    result = evaluate("--labels", clips, "--recipe", "seed", "--workers", "1", "--json")
    assert result.exit_code == 0, result.output
    assert Scorecard.model_validate_json(result.stdout).tracks == 9
    assert "Note: Left out (rows without a sound file): gone.wav." in result.stderr
    assert "): 9.mp3." in result.stderr
    storage.client.drop_database(f"{storage.name}_labelled_clips")


def test_a_table_whose_rows_all_lack_their_file_is_refused(storage: Storage, clips: Path) -> None:
    clips.write_text("clip,artist,title,genres\nx,Anna,One,Jazz\n")
    result = evaluate("--labels", clips)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "No row of" in result.stderr
    assert "(rows without a sound file): x." in result.stderr


def test_clips_of_which_none_can_be_heard_are_no_empty_scorecard(storage: Storage, clips: Path) -> None:
    for clip in "abc":
        (clips.parent / "audio" / f"{clip}.wav").write_bytes(b"no sound")
    result = evaluate("--labels", clips, "--workers", "1")
    assert result.exit_code == 1
    assert "None of the clips of labels.csv could be analysed" in result.stderr
    storage.client.drop_database(f"{storage.name}_labelled_clips")


def test_a_table_without_its_sounds_is_refused(storage: Storage, tmp_path: Path) -> None:
    table = tmp_path / "labels.csv"
    table.write_text(LABELS)
    with pytest.raises(CollectionError):
        import_labelled_clips(storage, table)


def test_every_recipe_may_be_named() -> None:
    help_text = evaluate("--help").stdout
    assert all(name in help_text for name in RECIPES)
