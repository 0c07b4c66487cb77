"""`segue`, the command line: one command a step, and `run` for all of them."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from backend.settings import Settings
from pipelines import steps
from pipelines.analyse_collection import CORES, Collection
from pipelines.cli_models import models_app
from pipelines.cli_start import DataDir, open_collection, open_session
from pipelines.recipes import RECIPES
from pipelines.report_collection import CollectionReport, report_collection
from pipelines.serve import serve_player, serve_while_analysing

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="A music recommender you run yourself.")
import_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Bring tracks and their metadata into the database."
)
app.add_typer(import_app, name="import")
app.add_typer(models_app, name="models")

out = steps.out

FOLDER: dict[str, Any] = {"exists": True, "file_okay": False, "resolve_path": True}
Folder = Annotated[Path, typer.Argument(**FOLDER)]
Metadata = Annotated[Path, typer.Option(**FOLDER, help="The tables: the folder fma_metadata.")]
Clips = Annotated[Path | None, typer.Option(**FOLDER, help="Clips in the layout of the Free Music Archive data set.")]
Tables = Annotated[Path | None, typer.Option(**FOLDER, help="Their tables: the folder fma_metadata.")]
Music = Annotated[Path | None, typer.Option(**FOLDER, help="A folder of your own music.")]
Workers = Annotated[int, typer.Option(min=1, help="Processes that listen at the same time.")]
Engine = Annotated[
    Literal["local", "spark"],
    typer.Option(
        help="Where the work is done: here, or on the Spark of SEGUE_SPARK_MASTER, whose workers have to reach MongoDB"
        " and find the collection's folder under the same path."
    ),
]
Retry = Annotated[bool, typer.Option("--retry", help="Also try the unreadable clips once more.")]
Clusters = Annotated[
    int | None,
    typer.Option("--k", min=1, help="Number of clusters. [default: the square root of half the tracks, 2 to 512]"),
]
RecipeName = Annotated[
    str | None,
    typer.Option(help=f"How the model is made: {', '.join(RECIPES)}. [default: the best that the features allow]"),
]
RecipeNames = Annotated[
    list[str] | None, typer.Option("--recipe", help=f"A recipe to measure, as often as wanted: {', '.join(RECIPES)}.")
]
Labels = Annotated[
    Path | None,
    typer.Option(
        exists=True,
        dir_okay=False,
        resolve_path=True,
        help="A table clip,artist,title,genres of clips in the folder audio beside it. [default: the collection]",
    ),
]
Unlabelled = Annotated[
    bool, typer.Option("--unlabelled", help="Keep genres from the recipes: they only measure. Nothing is stored.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
Host = Annotated[str | None, typer.Option(help="The address to listen on. [default: SEGUE_HOST, 127.0.0.1]")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="The port. [default: SEGUE_PORT, 8000]")]


@app.command()
def run(
    fma: Clips = None,
    metadata: Tables = None,
    music: Music = None,
    demo: Annotated[bool, typer.Option("--demo", help="A collection that Segue composes itself.")] = False,
    host: Host = None,
    port: Port = None,
    data_dir: DataDir = None,
) -> None:
    """Serve the player, and meanwhile import, extract and cluster what is new.

    What is ready plays at once; recommendations begin with the first tracks and get better until all are analysed.
    Without a collection it goes on with what was imported before; the first time that is the demo.
    """
    if (fma is None) != (metadata is None):
        raise typer.BadParameter("--fma and --metadata go together: the clips and their fma_metadata folder.")
    collection = Collection((fma, metadata) if fma and metadata else None, music, demo)
    # Opened here, a database that cannot be had is one line; and the analysis shares the embedded one from the start.
    with open_session(data_dir) as (settings, _):
        serve_while_analysing(settings, *_choose_address(settings, host, port), collection)


@import_app.command("fma")
def import_fma(clips: Folder, metadata: Metadata, data_dir: DataDir = None) -> None:
    """Clips in the layout of the Free Music Archive data set, with their fma_metadata."""
    with open_session(data_dir) as (_, storage):
        steps.run_import_fma(storage, clips, metadata)


@import_app.command("music")
def import_music(folder: Folder, data_dir: DataDir = None) -> None:
    """A folder of mp3, flac, ogg, opus, m4a or wav files, by their tags."""
    with open_session(data_dir) as (_, storage):
        steps.run_import_music(storage, folder)


@import_app.command("demo")
def import_demo(data_dir: DataDir = None) -> None:
    """The demo collection, which Segue composes itself."""
    with open_session(data_dir) as (settings, storage):
        steps.run_import_demo(storage, settings.data_dir)


@app.command()
def extract(workers: Workers = CORES, retry: Retry = False, engine: Engine = "local", data_dir: DataDir = None) -> None:
    """Extract the features of every track that lacks them. Stop it at any time; the next run goes on."""
    with open_collection(data_dir) as (settings, storage):
        if engine == "spark":
            result = steps.run_extract_on_spark(storage, settings, retry=retry)
        else:
            result = steps.run_extract(storage, settings.data_dir, workers, retry=retry)
        steps.require_some_read(result)


@app.command()
def cluster(k: Clusters = None, recipe: RecipeName = None, engine: Engine = "local", data_dir: DataDir = None) -> None:
    """Make a new model, measure it, place every track in it, and switch to it."""
    if recipe is not None and recipe not in RECIPES:
        raise typer.BadParameter(f"There is no recipe {recipe}; choose one of {', '.join(RECIPES)}.")
    with open_collection(data_dir) as (settings, storage):
        if engine == "spark":
            steps.run_cluster_on_spark(storage, settings, recipe, k)
        else:
            steps.run_cluster(storage, settings.data_dir, recipe, k, only_if_new=False)


@app.command()
def report(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Count tracks by status, and list every clip that cannot be used, with the reason."""
    with open_collection(data_dir) as (_, storage):
        found = report_collection(storage)
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        _print_report(found)


@app.command()
def evaluate(
    recipe: RecipeNames = None,
    labels: Labels = None,
    unlabelled: Unlabelled = False,
    as_json: AsJson = False,
    workers: Workers = CORES,
    data_dir: DataDir = None,
) -> None:
    """Measure how good recommendations are, with whole artists held out: the scorecard.

    It measures the active model's recipe and those that are named; the scores of each are stored with its newest model.
    With --labels it measures clips of their own instead, by those recipes or by all.
    """
    names = recipe or []
    if unknown := [name for name in names if name not in RECIPES]:
        raise typer.BadParameter(f"There is no recipe {unknown[0]}; choose of {', '.join(RECIPES)}.")
    with (open_session if labels else open_collection)(data_dir) as (settings, storage):
        clips = steps.run_import_labels(storage, settings.data_dir, labels, workers) if labels else None
        card = steps.run_evaluate(storage, names, clips, unlabelled=unlabelled)
    if as_json:
        typer.echo(card.model_dump_json(indent=2))
    else:
        steps.show_scorecard(card)


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    workers: Annotated[int, typer.Option(min=1, help="Service processes.")] = 1,
    data_dir: DataDir = None,
) -> None:
    """Serve the API and the player."""
    # Opened here, a database that cannot be had is one line; and the workers share the embedded one from the start.
    with open_session(data_dir) as (settings, _):
        serve_player(settings, *_choose_address(settings, host, port), workers)


def _choose_address(settings: Settings, host: str | None, port: int | None) -> tuple[str, int]:
    return host or settings.host, settings.port if port is None else port


def _print_report(found: CollectionReport) -> None:
    counts = ", ".join(f"{count} {status}" for status, count in found.by_status.items())
    out.print(f"{found.tracks} tracks: {counts}")
    for clip in found.unusable:
        out.print(f"{clip.track}: {clip.reason} ({clip.path})")
