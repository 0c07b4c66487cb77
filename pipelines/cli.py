"""`segue`, the command line: one command a step, and `run` for all of them."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from pymongo.errors import PyMongoError
from rich.console import Console
from rich.table import Table

from backend.embedded_mongo import EmbeddedMongoError
from backend.settings import Settings
from pipelines import steps
from pipelines.errors import StepError
from pipelines.recipes import DEFAULT_RECIPE, RECIPES
from pipelines.report_collection import CollectionReport, report_collection
from pipelines.serve import serve_player
from pipelines.storage import Storage, open_storage
from pipelines.stored_models import activate_model, list_models

app = typer.Typer(no_args_is_help=True, help="A music recommender you run yourself.")
import_app = typer.Typer(no_args_is_help=True, help="Bring tracks and their metadata into the database.")
models_app = typer.Typer(help="List the models, or switch to another one.")
app.add_typer(import_app, name="import")
app.add_typer(models_app, name="models")

EXPECTED_ERRORS = (EmbeddedMongoError, PyMongoError, StepError)
"""What can go wrong without a fault in Segue: the message alone tells the user what to do."""

out = steps.out
err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)

Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False, resolve_path=True)]
Metadata = Annotated[Path, typer.Option(exists=True, file_okay=False, resolve_path=True, help="fma_metadata.")]
MaybeFolder = Annotated[Path | None, typer.Option(exists=True, file_okay=False, resolve_path=True)]
DataDir = Annotated[Path | None, typer.Option(help="Where Segue keeps its own files. [default: SEGUE_DATA_DIR]")]
Workers = Annotated[int, typer.Option(min=1, help="Processes that listen at the same time.")]
Retry = Annotated[bool, typer.Option("--retry", help="Also try the unreadable clips once more.")]
Clusters = Annotated[int | None, typer.Option("--k", min=1, help="Number of clusters. [default: by a rule]")]
RecipeName = Annotated[str, typer.Option(help=f"How the model is made: {', '.join(RECIPES)}.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
Host = Annotated[str | None, typer.Option(help="The address to listen on. [default: SEGUE_HOST, 127.0.0.1]")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="The port. [default: SEGUE_PORT, 8000]")]

CORES = os.cpu_count() or 1


@app.command()
def run(
    fma: MaybeFolder = None,
    metadata: MaybeFolder = None,
    music: MaybeFolder = None,
    demo: Annotated[bool, typer.Option("--demo", help="A collection that Segue composes itself.")] = False,
    host: Host = None,
    port: Port = None,
    data_dir: DataDir = None,
) -> None:
    """Import, extract and cluster what is new, then serve the player.

    Without a collection it goes on with what was imported before; the first time that is the demo.
    """
    if (fma is None) != (metadata is None):
        raise typer.BadParameter("--fma and --metadata go together: the clips and their fma_metadata folder.")
    with _open(data_dir) as (settings, storage):
        if fma and metadata:
            steps.run_import_fma(storage, fma, metadata)
        if music:
            steps.run_import_music(storage, music)
        if demo or storage.tracks.find_one() is None:
            steps.run_import_demo(storage, settings.data_dir)
        steps.run_extract(storage, settings.data_dir, CORES)
        steps.run_cluster(storage, settings.data_dir, DEFAULT_RECIPE, None, only_if_new=True)
        _serve(settings, host, port, workers=1)


@import_app.command("fma")
def import_fma(clips: Folder, metadata: Metadata, data_dir: DataDir = None) -> None:
    """Clips in the layout of the Free Music Archive data set, with their fma_metadata."""
    with _open(data_dir) as (_, storage):
        steps.run_import_fma(storage, clips, metadata)


@import_app.command("music")
def import_music(folder: Folder, data_dir: DataDir = None) -> None:
    """A folder of mp3, flac, ogg, opus, m4a or wav files, by their tags."""
    with _open(data_dir) as (_, storage):
        steps.run_import_music(storage, folder)


@import_app.command("demo")
def import_demo(data_dir: DataDir = None) -> None:
    """The demo collection, which Segue composes itself."""
    with _open(data_dir) as (settings, storage):
        steps.run_import_demo(storage, settings.data_dir)


@app.command()
def extract(workers: Workers = CORES, retry: Retry = False, data_dir: DataDir = None) -> None:
    """Extract the features of every track that lacks them. Stop it at any time; the next run goes on."""
    with _open(data_dir) as (settings, storage):
        steps.run_extract(storage, settings.data_dir, workers, retry=retry)


@app.command()
def cluster(k: Clusters = None, recipe: RecipeName = DEFAULT_RECIPE, data_dir: DataDir = None) -> None:
    """Make a new model, measure it, place every track in it, and switch to it."""
    if recipe not in RECIPES:
        raise typer.BadParameter(f"There is no recipe {recipe}; choose one of {', '.join(RECIPES)}.")
    with _open(data_dir) as (settings, storage):
        steps.run_cluster(storage, settings.data_dir, recipe, k, only_if_new=False)


@models_app.callback(invoke_without_command=True)
def show_models(context: typer.Context, data_dir: DataDir = None) -> None:
    """List the models, the newest first."""
    context.obj = data_dir
    if context.invoked_subcommand is not None:
        return
    with _open(data_dir) as (_, storage):
        table = Table("model", "state", "recipe", "tracks", "k", "made", box=None)
        for one in list_models(storage):
            made = f"{one.created_at:%Y-%m-%d %H:%M}"
            table.add_row(one.id, one.state, one.recipe, str(one.tracks), str(one.k), made)
        out.print(table)


@models_app.command("activate")
def activate(context: typer.Context, model_id: str, data_dir: DataDir = None) -> None:
    """Switch to a model, also back to an earlier one; a running service follows within seconds."""
    with _open(data_dir or context.obj) as (_, storage):
        activate_model(storage, model_id)
        out.print(f"{model_id} is the active model.")


@app.command()
def report(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Count tracks by status, and list every clip that cannot be used, with the reason."""
    with _open(data_dir) as (_, storage):
        found = report_collection(storage)
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        _print_report(found)


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    workers: Annotated[int, typer.Option(min=1, help="Service processes.")] = 1,
    data_dir: DataDir = None,
) -> None:
    """Serve the API and the player."""
    # Opened here, a database that cannot be had is one line; and the workers share the embedded one from the start.
    with _open(data_dir) as (settings, _):
        _serve(settings, host, port, workers)


def _serve(settings: Settings, host: str | None, port: int | None, workers: int) -> None:
    serve_player(settings, host or settings.host, settings.port if port is None else port, workers)


@contextmanager
def _open(data_dir: Path | None) -> Iterator[tuple[Settings, Storage]]:
    settings = _read_settings(data_dir)
    with _tell_errors(), _end_in_order(), open_storage(settings) as storage:
        yield settings, storage


def _read_settings(data_dir: Path | None) -> Settings:
    try:
        return Settings(data_dir=data_dir.resolve()) if data_dir else Settings()
    except ValidationError as error:
        wrong = "; ".join(f"SEGUE_{one['loc'][0]}".upper() + f": {one['msg']}" for one in error.errors())
        raise typer.BadParameter(wrong) from error


@contextmanager
def _end_in_order() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does: what is in hand is written, and the embedded MongoDB stopped."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _tell_errors() -> Iterator[None]:
    try:
        yield
    except EXPECTED_ERRORS as error:
        err.print(f"segue: {error}", style="red")
        raise typer.Exit(1) from error


def _print_report(found: CollectionReport) -> None:
    counts = ", ".join(f"{count} {status}" for status, count in found.by_status.items())
    out.print(f"{found.tracks} tracks: {counts}")
    for clip in found.unusable:
        out.print(f"{clip.track}: {clip.reason} ({clip.path})")
