"""The steps of the main job as the command line runs them: each does its work and says what came of it."""

# ruff: noqa: PLC0415 - a step loads its libraries when it runs: no other command should wait seconds for them.

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from rich.console import Console

from backend.domain.work import WorkStep
from backend.settings import Settings
from pipelines.cli_start import err
from pipelines.errors import StepError
from pipelines.progress import show_progress
from pipelines.show_work import show_work
from pipelines.storage import Storage
from pipelines.take_turns import taking_turns
from pipelines.write_tracks import ImportResult

if TYPE_CHECKING:
    from backend.domain.feature_vector import Vector
    from backend.domain.model_record import ModelRecord
    from pipelines.evaluation.labelled_clips import LabelledClips
    from pipelines.evaluation.scorecard import Scorecard
    from pipelines.extract_features import ExtractionResult
    from pipelines.train_clusters import Lloyd

# What is in square brackets is part of a file's name, never markup.
out = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)


class NothingReadError(StepError):
    """Not one clip could be read, so perhaps a drive is missing."""


def run_import_fma(storage: Storage, clips: Path, metadata: Path) -> None:
    """Import clips in FMA's layout and their metadata."""
    from pipelines.import_tracks import import_fma

    with show_work(storage, WorkStep.READING, "Reading the collection") as advance:
        result = import_fma(storage, clips, metadata, advance=advance)
    _say_imported(storage, result)


def run_import_music(storage: Storage, folder: Path) -> None:
    """Import a folder of one's own."""
    from pipelines.import_tracks import import_music

    with show_work(storage, WorkStep.READING, "Reading the collection") as advance:
        result = import_music(storage, folder, advance=advance)
    _say_imported(storage, result)


def run_import_demo(storage: Storage, data_dir: Path) -> None:
    """Compose what is missing of the demo collection, then import it."""
    from pipelines.compose_demo import compose_demo

    folder = data_dir / "demo"
    with show_work(storage, WorkStep.COMPOSING, "Composing the demo") as advance:
        compose_demo(folder, advance=advance)
    run_import_music(storage, folder)


def run_extract(
    storage: Storage, data_dir: Path, workers: int, *, retry: bool = False, with_early_models: bool = False
) -> "ExtractionResult":
    """Extract the features that are missing; with `retry`, also try again what was unreadable.

    `with_early_models` makes models of what is ready on the way, for a service that runs meanwhile.
    """
    from pipelines.early_models import EarlyModels
    from pipelines.extract_features import extract_features
    from pipelines.stored_models import mark_early
    from pipelines.tag_tracks import tag_tracks

    def make_early_model() -> None:
        # Clusters are named by tags too.
        tag_tracks(storage)
        if made := run_cluster(storage, data_dir, None, None, only_if_new=True):
            mark_early(storage, made.id)

    started = monotonic()
    early = EarlyModels(storage, make_early_model) if with_early_models else None
    result = extract_features(storage, data_dir, workers, retry=retry, on_clip=early.note_clip if early else None)
    _say_extracted(result, monotonic() - started)
    return result


def run_extract_on_spark(storage: Storage, settings: Settings, *, retry: bool) -> "ExtractionResult":
    """Do the same on Spark."""
    from pipelines.extract_features_spark import extract_features_on_spark
    from pipelines.spark_master import works_here

    started = monotonic()
    result = extract_features_on_spark(storage, settings, retry=retry)
    _say_extracted(result, monotonic() - started)
    if result.missing and not works_here(settings):
        out.print(f"The workers of {settings.spark_master} have to find the collection's folder under the same path.")
    return result


def require_some_read(result: "ExtractionResult") -> None:
    """Raise NothingReadError where clips were to be analysed and not one could be; broken files count as analysed."""
    if result.missing and not result.analysed:
        raise NothingReadError(f"Not one of the {result.missing} clips that were to be analysed could be read.")


def _say_extracted(result: "ExtractionResult", seconds: float) -> None:
    known = f"{result.unchanged} had theirs already"
    if result.extended:
        known = (
            f"{result.extended} had their acoustic features already and lacked others, {result.unchanged} lacked none"
        )
    out.print(
        f"Features: {result.analysed} clips analysed in {seconds:.1f} s, {result.unreadable} of them unreadable;"
        f" {known}."
    )
    if result.unreadable:
        out.print("`segue report` says which clips are unreadable, and why.")
    if result.missing:
        where = "" if result.lost_folders else " Are they still where they were imported from?"
        out.print(f"{result.missing} clips could not be read this time; the next run tries them again.{where}")
    for folder in sorted(result.lost_folders):
        out.print(
            f"The folder {folder} is gone or empty: mount its drive, or give it its old name. If the music has moved,"
            " `segue import` it from its new place; what is known of it stays."
        )


def run_cluster(
    storage: Storage, data_dir: Path, recipe: str | None, k: int | None, *, only_if_new: bool
) -> "ModelRecord | None":
    """Make a new model and switch to it; return it if one was made. Two runs at once take turns."""
    from pipelines.cluster_tracks import cluster_tracks
    from pipelines.train_clusters import run_lloyd

    # An automatic run is told of by its outcome alone: it may have nothing to do, or go on beside a progress bar.
    lloyd = run_lloyd if only_if_new else _telling_steps(run_lloyd)
    with _making_a_model(data_dir):
        started = monotonic()
        record, made = cluster_tracks(storage, recipe, k, only_if_new=only_if_new, lloyd=lloyd)
    if not made:
        out.print(f"Model: {record.id} stays: there is nothing new.")
        return None
    _say_clustered(storage, record, monotonic() - started)
    # An automatic run has said so before it listened.
    if recipe is None and not only_if_new:
        _say_what_is_better(record, data_dir)
    return record


def run_cluster_on_spark(storage: Storage, settings: Settings, recipe: str | None, k: int | None) -> None:
    """Do the same on Spark, whether or not there is something new."""
    from pipelines.cluster_tracks import cluster_tracks
    from pipelines.spark_master import require_answer, require_sound_master
    from pipelines.train_clusters_spark import run_lloyd_on_spark

    # Not only when Spark starts: to read and project a large collection takes minutes.
    require_sound_master(settings)
    require_answer(settings.spark_master)
    lloyd = _telling_steps(partial(run_lloyd_on_spark, storage, settings), f" on {settings.spark_master}")
    with _making_a_model(settings.data_dir):
        started = monotonic()
        record, _ = cluster_tracks(storage, recipe, k, only_if_new=False, lloyd=lloyd)
    _say_clustered(storage, record, monotonic() - started)
    if recipe is None:
        _say_what_is_better(record, settings.data_dir)


def _telling_steps(lloyd: "Lloyd", where: str = "") -> "Lloyd":
    """Return `lloyd`, saying which step of a new model it is, and what comes after it."""

    def run(projected: "Vector", starts: "Sequence[Vector]", rounds: int) -> "list[tuple[Vector, float]]":
        err.print(f"Training {len(starts[0])} clusters of {len(projected)} tracks{where}.")
        found = lloyd(projected, starts, rounds)
        err.print("Measuring the model, and placing the tracks.")
        return found

    return run


def _making_a_model(data_dir: Path) -> AbstractContextManager[None]:
    return taking_turns(data_dir / "clustering.lock", "making a model")


def _say_clustered(storage: Storage, record: "ModelRecord", seconds: float) -> None:
    quality = ", ".join(f"{name.replace('_', ' ')} {value:.3g}" for name, value in record.quality.items())
    out.print(
        f"Model: {record.id} puts {record.tracks} tracks into {record.k} clusters, in {seconds:.1f} s ({quality})."
    )
    if left_out := storage.tracks.count_documents({"status": "ready"}) - record.tracks:
        out.print(f"{left_out} ready tracks are left out: the recipe {record.recipe} needs features that they lack.")
    if "genre_purity" in record.quality:
        out.print("The recipe knows the genres of these tracks, so the figures on genres flatter it.")


def _say_what_is_better(record: "ModelRecord", data_dir: Path) -> None:
    """Say of a recipe that nobody named what the best one would have needed."""
    from pipelines.musicnn_weights import find_network

    if record.recipe == "musicnn":
        return
    if find_network(data_dir):
        how = "MusiCNN has not heard the tracks: `segue extract` lets it."
    else:
        how = "MusiCNN is missing: `segue models download musicnn` gets it, 29 MB, and `segue extract` lets it listen."
    out.print(f"The recipe is {record.recipe}, as {how}")


def run_import_labels(storage: Storage, data_dir: Path, table: Path, workers: int) -> "LabelledClips":
    """Bring the labelled clips of a table into a database of their own, and extract the features that they lack.

    What is left out is said on standard error: standard output is the scorecard's.
    """
    from pipelines.evaluation.labelled_clips import import_labelled_clips
    from pipelines.extract_features import extract_features

    clips = import_labelled_clips(storage, table)
    extract_features(clips.storage, data_dir, workers)
    for note in (*clips.notes, *clips.list_unusable()):
        err.print(f"Note: {note}")
    return clips


def run_evaluate(
    storage: Storage, recipes: Sequence[str], clips: "LabelledClips | None", *, unlabelled: bool
) -> "Scorecard":
    """Measure recipes on labelled clips or on the collection, with `unlabelled` as if nothing had a genre."""
    from pipelines.evaluation.evaluate_recipes import evaluate_collection, evaluate_labelled_clips

    with show_progress("Evaluating") as advance:
        if clips:
            return evaluate_labelled_clips(clips, recipes, advance, unlabelled=unlabelled)
        return evaluate_collection(storage, recipes, advance, unlabelled=unlabelled)


def show_scorecard(card: "Scorecard") -> None:
    """Print a scorecard as a table."""
    from pipelines.evaluation.show_scorecard import tabulate_scorecard

    out.print(tabulate_scorecard(card))


def _say_imported(storage: Storage, result: ImportResult) -> None:
    out.print(
        f"Tracks: {result.added} added, {result.updated} updated, {result.removed} lost their file,"
        f" {result.unchanged} unchanged."
    )
    if silent := storage.tracks.count_documents({"status": "no_audio"}):
        out.print(f"{silent} tracks of the collection have no sound file: they are known, but cannot be played.")
    for note in result.notes:
        out.print(f"Note: {note}")
