"""`segue models`: the models of the collection, and the trained networks that they can be made with."""

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from backend.domain.model_record import ModelRecord
from pipelines.cli_start import DataDir, err, open_collection, read_settings, tell_errors
from pipelines.musicnn_weights import REQUIREMENT, download_musicnn, locate_network
from pipelines.steps import out
from pipelines.stored_models import activate_model, list_models

WIDTH = 100
"""Of the table, in characters."""

MEASURES = {"inertia": "inertia", "silhouette": "silhouette", "purity": "genre_purity", "NMI": "genre_nmi"}
"""The columns of what was measured of a model, and what its record calls it. The last two are of genres."""

models_app = typer.Typer(
    rich_markup_mode=None, help="List the models, switch to another one, or obtain a trained network."
)


@models_app.callback(invoke_without_command=True)
def show_models(context: typer.Context, data_dir: DataDir = None) -> None:
    """List the models, the newest first."""
    context.obj = data_dir
    if context.invoked_subcommand is not None:
        return
    with open_collection(data_dir) as (_, storage):
        table = _tabulate(list_models(storage))
    # A model's name is to be copied: in a narrow terminal lines rather wrap than names are cut short.
    Console(width=WIDTH, soft_wrap=True, highlight=False, markup=False, emoji=False).print(table)


def _tabulate(models: list[ModelRecord]) -> Table:
    """Return a row for each model. When it was made is part of its name."""
    # One space only between the columns, so that a million tracks fit as well.
    table = Table("model", "state", "recipe", box=None, padding=(0, 1, 0, 0))
    for name in ("tracks", "k", *MEASURES):
        table.add_column(name, justify="right")
    for one in models:
        measured = [f"{one.quality[key]:.3g}" if key in one.quality else "-" for key in MEASURES.values()]
        table.add_row(one.id, one.state, one.recipe, str(one.tracks), str(one.k), *measured)
    return table


@models_app.command("activate")
def activate(context: typer.Context, model_id: str, data_dir: DataDir = None) -> None:
    """Switch to a model, also back to an earlier one; a running service follows within seconds."""
    with open_collection(data_dir or context.obj) as (_, storage):
        activate_model(storage, model_id)
        out.print(f"{model_id} is the active model.")


@models_app.command("download")
def download(
    context: typer.Context,
    name: Annotated[Literal["musicnn"], typer.Argument(help="The network.")],
    archive: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Its package's wheel, fetched before.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Obtain a trained network from its published package, 29 MB; once is enough."""
    folder = read_settings(data_dir or context.obj).data_dir
    if archive is None and not locate_network(folder).exists():
        err.print(f"Network: pip downloads {REQUIREMENT}, 29 MB, once.")
    with tell_errors():
        path = download_musicnn(folder, archive)
        out.print(f"Network: {name} is ready, in {path}.")
