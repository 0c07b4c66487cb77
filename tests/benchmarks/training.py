"""Measures training: K-means beside scikit-learn's, the learned projection, the placements, and the memory of each.

`python -m tests.benchmarks.training [--tracks 106574 ...] [--json]`; a million tracks take about 20 minutes.
Linux only, as it tells a process how much memory it took at most.
"""

import argparse
import json
import multiprocessing
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.cluster import KMeans, kmeans_plusplus

from backend.domain.cluster_model import assign_clusters
from backend.domain.feature_vector import ACOUSTIC, Vector
from backend.settings import Settings
from pipelines.cluster_tracks import FIT_SAMPLE
from pipelines.hub_relief import find_relief
from pipelines.lay_out_map import lay_out_map
from pipelines.publish_model import PlacedTracks, place_tracks
from pipelines.recipes import RECIPES
from pipelines.storage import open_storage
from pipelines.train_clusters import SEED, SMALL, START_SAMPLE, STARTS, TrainedModel, find_centroids
from pipelines.training_set import TrainingSet
from tests.benchmarks.aims import Aim
from tests.benchmarks.announce import announce

DIMS = 64
CLUSTERS = 256
COMPONENTS = 400
"""More groups than clusters, so that there is no single right answer that every start finds."""
FMA_LARGE = 106_574
GENRES = 16

MOST_INERTIA = 1.01
"""Of Segue's K-means, as a multiple of the first row's; its time is to be that of the second row at most."""
QUICK_FROM = 2 * START_SAMPLE
"""From so many tracks on there is an aim for the time."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Phase:
    """What one phase took: wall-clock seconds, memory over what its input needs, and K-means' inertia."""

    name: str
    seconds: float
    extra_mb: float
    inertia: float | None = None


def measure_kmeans(tracks: int, clusters: int = CLUSTERS) -> list[Phase]:
    """Return K-means by scikit-learn from two starts, and Segue's, each measured in a process of its own."""
    phases = {
        "scikit-learn, k-means++ over all": _plain_lloyd,
        "scikit-learn, k-means++ on a sample": _sampled_lloyd,
        "Segue, K-means alone": _segue_kmeans,
    }
    return [_run(name, phase, tracks, clusters) for name, phase in phases.items()]


def measure_rest(tracks: int, clusters: int = CLUSTERS) -> list[Phase]:
    """Return what else a new model needs, likewise."""
    phases = {
        f"projection of {len(ACOUSTIC.slots)} features: fitted, applied": _projection,
        "relief from hubs": _relief,
        "map": _map,
        "placements: assigned, written to MongoDB": _placements,
    }
    return [_run(name, phase, tracks, clusters) for name, phase in phases.items()]


def draw_mixture(tracks: int, dims: int = DIMS) -> Vector:
    """Return vectors (tracks, dims) of a mixture of Gaussians of unequal weights; the same for the same numbers."""
    rng = np.random.default_rng(0)
    centres = rng.standard_normal((COMPONENTS, dims)).astype(np.float32)
    chosen = rng.choice(COMPONENTS, tracks, p=rng.dirichlet(np.full(COMPONENTS, 2.0)))
    vectors: Vector = centres[chosen]
    vectors += np.float32(0.9) * rng.standard_normal((tracks, dims), dtype=np.float32)
    return vectors


def _run(name: str, phase: Callable[[str, int, int], Phase], tracks: int, clusters: int) -> Phase:
    announce(f"{tracks:,} tracks: {name}")
    # A fresh process, so that the peak of its memory is the phase's own.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(phase, name, tracks, clusters).result()


def _time(name: str, work: Callable[[], Result]) -> tuple[Phase, Result]:
    # What making the input took at its height is forgotten.
    Path("/proc/self/clear_refs").write_text("5")
    before = _read_memory("VmRSS")
    started = perf_counter()
    result = work()
    return Phase(name, perf_counter() - started, _read_memory("VmHWM") - before), result


def _read_memory(name: str) -> float:
    """Return a line of what Linux knows of this process's memory, in megabytes: VmRSS is now, VmHWM the most."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def _plain_lloyd(name: str, tracks: int, clusters: int) -> Phase:
    vectors = draw_mixture(tracks)
    kmeans = KMeans(clusters, n_init=1, random_state=SEED)
    return _measure_kmeans(name, vectors, lambda: kmeans.fit(vectors).cluster_centers_)


def _sampled_lloyd(name: str, tracks: int, clusters: int) -> Phase:
    vectors = draw_mixture(tracks)

    def train() -> Vector:
        sample = vectors[np.random.default_rng(SEED).permutation(tracks)[:START_SAMPLE]]
        start, _ = kmeans_plusplus(sample, clusters, random_state=SEED)
        centroids: Vector = KMeans(clusters, init=start, n_init=1).fit(vectors).cluster_centers_
        return centroids

    return _measure_kmeans(name, vectors, train)


def _segue_kmeans(name: str, tracks: int, clusters: int) -> Phase:
    vectors = draw_mixture(tracks)
    return _measure_kmeans(name, vectors, lambda: find_centroids(vectors, clusters))


def _measure_kmeans(name: str, vectors: Vector, train: Callable[[], Vector]) -> Phase:
    phase, centroids = _time(name, train)
    _, distances = assign_clusters(vectors, centroids)
    return Phase(phase.name, phase.seconds, phase.extra_mb, float((distances.astype(np.float64) ** 2).sum()))


def _projection(name: str, tracks: int, clusters: int) -> Phase:
    known = _make_training_set(tracks, draw_mixture(tracks, len(ACOUSTIC.slots)))
    recipe = RECIPES["acoustic"]
    return _time(name, lambda: recipe.fit(known.sample(FIT_SAMPLE)).project(recipe.read(known)))[0]


def _relief(name: str, tracks: int, clusters: int) -> Phase:
    vectors, artists = draw_mixture(tracks), np.arange(tracks) // 7
    return _time(name, lambda: find_relief(vectors, artists, 0.2))[0]


def _map(name: str, tracks: int, clusters: int) -> Phase:
    vectors, ids = draw_mixture(tracks), np.arange(1, tracks + 1)
    return _time(name, lambda: lay_out_map(ids, vectors, {}))[0]


def _placements(name: str, tracks: int, clusters: int) -> Phase:
    vectors = draw_mixture(tracks)
    centroids = vectors[:clusters]
    known = _make_training_set(tracks, vectors)
    profiles = np.zeros((tracks, 40), np.float16)
    positions = np.zeros((tracks, 2))

    def place() -> None:
        trained = TrainedModel(centroids, vectors, *assign_clusters(vectors, centroids), {})
        placed = PlacedTracks(known, trained, profiles, np.zeros(tracks, np.float32))
        place_tracks(storage, "measured", placed, positions)

    with tempfile.TemporaryDirectory() as folder, open_storage(Settings(data_dir=Path(folder))) as storage:
        return _time(name, place)[0]


def _make_training_set(tracks: int, features: Vector) -> TrainingSet:
    genres = np.random.default_rng(1).integers(GENRES, size=tracks)
    return TrainingSet(
        ids=np.arange(1, tracks + 1),
        artists=np.arange(tracks) // 7,
        genres=genres + 1,
        genre_titles=[f"Genre {genre + 1}" for genre in genres],
        labels=np.eye(GENRES, dtype=bool)[genres],
        features=features,
    )


def _tabulate(tracks: int, phases: list[Phase]) -> Table:
    floor, reference = phases[0].inertia, phases[1].seconds
    table = Table(
        "phase", "seconds", "x sampled", "inertia", "memory, MB", title=f"{tracks:,} tracks, {CLUSTERS} clusters"
    )
    for phase in phases:
        inertia = f"{phase.inertia / floor:.4f}" if phase.inertia and floor else ""
        ratio = f"{phase.seconds / reference:.2f}"
        table.add_row(phase.name, f"{phase.seconds:.1f}", ratio, inertia, f"{phase.extra_mb:.0f}")
    return table


def list_aims(tracks: int, phases: list[Phase]) -> list[Aim]:
    """Return what is aimed at with so many tracks."""
    plain, sampled, segue = phases[:3]
    aims = [Aim("inertia, times the first row's", (segue.inertia or 0) / (plain.inertia or 1), MOST_INERTIA)]
    if tracks >= QUICK_FROM:
        aims.append(Aim("seconds, times the second row's", segue.seconds / sampled.seconds, 1.0))
    return aims


def explain(tracks: int, phases: list[Phase]) -> str:
    """Return what stands below the table: what its columns are, and whether the aims are met."""
    lines = [
        "x sampled: the time, as a multiple of the second row's. inertia: squared distances to centroids, summed, as",
        "a multiple of the first row's; less is better. memory: at its height, beyond that of the input.",
        "Segue's row is its K-means alone, of which all aims are; the rows below it are what else a model needs.",
        *map(str, list_aims(tracks, phases)),
    ]
    if tracks <= SMALL:
        lines.append(
            f"No aim for the seconds: up to {SMALL:,} tracks Segue takes several times as long on purpose, as it runs"
            f" to the end from {STARTS} starts, and keeps the best."
        )
    elif tracks < QUICK_FROM:
        lines.append(
            f"No aim for the seconds: below {QUICK_FROM:,} tracks Segue takes up to twice as long, as its start, found"
            f" on up to {START_SAMPLE:,} of them, is most of its work."
        )
    return "\n".join(lines)


def main() -> None:
    """Measure what the command line asks for, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tracks", type=int, nargs="+", default=[FMA_LARGE])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if min(options.tracks) < CLUSTERS:
        parser.error(f"{CLUSTERS} clusters need at least as many tracks: name a larger size")
    console = Console()
    for tracks in options.tracks:
        phases = [*measure_kmeans(tracks), *measure_rest(tracks)]
        if options.json:
            console.print_json(json.dumps({"tracks": tracks, "phases": [asdict(phase) for phase in phases]}))
        else:
            console.print(_tabulate(tracks, phases))
            console.print(explain(tracks, phases), soft_wrap=True, highlight=False)


if __name__ == "__main__":
    main()
