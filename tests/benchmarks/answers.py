"""Measures the service's answers on synthetic collections: `python -m tests.benchmarks.answers --tracks 106574`.

Every figure stands beside the floor that was measured in the same run, turn by turn with it.
"""

import argparse
import asyncio
import json
import socket
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from backend.clusters.follow_model import ModelFollower
from backend.database import open_database
from backend.domain.catalogue import Catalogue
from backend.domain.indexes import STORAGE_ENGINES
from backend.embedded_mongo import embedded_mongo
from backend.logs import configure_logging
from backend.settings import Settings
from pipelines.storage import Storage, open_storage, prepare_storage
from tests.benchmarks.aims import Aim
from tests.benchmarks.announce import announce
from tests.benchmarks.compare_lookups import LOOKUP, compare_lookups
from tests.benchmarks.measure_answers import (
    INSERT_FLOOR,
    KINDS,
    PLAY,
    READ_FLOOR,
    RECOMMENDATIONS,
    SEARCH,
    SIMILAR,
    Timings,
    make_rounds,
    measure_answers,
)
from tests.benchmarks.measure_throughput import SECONDS, measure_throughput
from tests.benchmarks.service_processes import (
    run_service,
    segue_command,
    uvicorn_command,
)
from tests.benchmarks.synthetic_collection import choose_searches, fill_collection, member

SEGUE = "Segue"
SIZE = 106_574
"""The tracks of the Free Music Archive's full data set."""
ROUNDS = 200
AIMS = {
    PLAY: (INSERT_FLOOR, 2.0),
    RECOMMENDATIONS: (READ_FLOOR, 2.0),
    SIMILAR: (READ_FLOOR, 2.0),
    SEARCH: (READ_FLOOR, 4.0),
}
"""Of each kind the floor, and how many times its median the kind's may be at most."""
P99_OF_PLAY = 3.0
"""How many times its floor's the 99th percentile of a play may be at most."""
TURN_MS, RECALL, TIMES_THE_ORIGINAL = 5.0, 0.95, 5.0
OF_SIZE = {106_574: (400.0, 5.0), 1_000_000: (1_500.0, 30.0)}
"""Up to so many tracks: the megabytes that a process may keep, and the seconds until it is ready."""
ORIGINAL = "the original's design"
ORIGINALS = {ORIGINAL: "genre", "the original's design on Segue's clusters": "cluster"}
"""What is replaced, and by which field of a placement it finds the tracks of a cluster."""


LEGEND = """
  floor: bare FastAPI and Motor, which insert the play, or read the track, and do nothing else.
  anew: ranked for this request; the other recommendations are those that the play before was answered with.
  turns of the event loop: what a process computes at a stretch, while no other request is attended to.
  recall@20: the share of the 20 nearest tracks that a lookup finds."""
HOW_TO_MEASURE_THE_ORIGINAL = """
  The original's design needs a Python of its own to be measured beside Segue:
    python3 -m venv /tmp/original && /tmp/original/bin/pip install flask pymongo numpy gunicorn
    make benchmark-answers OTHER_PYTHON=/tmp/original/bin/python"""


@dataclass
class Answers:
    """What was measured of one collection."""

    tracks: int
    rounds: int
    milliseconds: dict[str, dict[str, float]] = field(default_factory=dict)
    turns: dict[str, float] = field(default_factory=dict)
    lookups: dict[str, dict[str, float]] = field(default_factory=dict)
    plays_a_second: dict[str, float] = field(default_factory=dict)
    seconds_to_ready: float = 0.0
    resident_megabytes: float = 0.0

    def ratio(self, kind: str, quantile: str = "median") -> float:
        """Return how many times the floor's time a kind of request takes."""
        floor = AIMS[kind][0]
        return self.milliseconds[kind][quantile] / self.milliseconds[floor][quantile]


def list_aims(found: Answers) -> list[Aim]:
    """Return what is aimed at, as far as it was measured."""
    aims = [Aim(f"{kind}, median, times its floor's", found.ratio(kind), most) for kind, (_, most) in AIMS.items()]
    aims.insert(1, Aim(f"{PLAY}, p99, times its floor's", found.ratio(PLAY, "p99"), P99_OF_PLAY))
    aims.append(Aim("p99 of the event loop's turns, ms", found.turns["p99"], TURN_MS))
    aims.append(Aim("recall@20 of a lookup", found.lookups[LOOKUP]["recall"], RECALL, at_least=True))
    if limits := [limits for size, limits in OF_SIZE.items() if found.tracks <= size]:
        aims.append(Aim("resident, MB", found.resident_megabytes, limits[0][0]))
        aims.append(Aim("ready after, s", found.seconds_to_ready, limits[0][1]))
    if original := found.plays_a_second.get(ORIGINAL):
        times = found.plays_a_second[SEGUE] / original
        aims.append(Aim(f"plays a second, times those of {ORIGINAL}", times, TIMES_THE_ORIGINAL, at_least=True))
    return aims


def measure_collection(
    folder: Path, tracks: int, rounds: int, other_python: str | None = None, seconds: float = SECONDS
) -> Answers:
    """Fill the collection in `folder` unless that was done before, and return what was measured of it."""
    settings = Settings(data_dir=folder)
    with embedded_mongo(folder) as uri:
        with open_storage(settings) as storage:
            prepare_collection(storage, tracks, folder)
            words = choose_searches(storage, rounds)
        found = Answers(tracks, rounds)
        floor_port = find_port()
        with run_service(_floor_command(floor_port), floor_port, "/tracks/1", SEGUE_MONGODB_URI=uri):
            _measure_service(found, folder, floor_port, words)
            _measure_turns(found, folder, floor_port, words)
        found.plays_a_second = _measure_throughputs(folder, uri, tracks, other_python, seconds)
        announce("Looking up the nearest tracks")
        found.lookups = compare_lookups(asyncio.run(load_catalogue(uri)))
    return found


def prepare_collection(storage: Storage, tracks: int, folder: Path) -> None:
    """Fill the database unless it holds this collection already; a fill that was broken off begins anew."""
    filled = {"_id": "filled", "tracks": tracks, "engines": STORAGE_ENGINES}
    if storage.benchmark.find_one(filled):
        return
    announce(f"Filling a collection of {tracks:,} tracks in {folder}, once")
    storage.client.drop_database(storage.name)
    prepare_storage(storage)
    fill_collection(storage, tracks, folder / "sounds")
    storage.benchmark.insert_one(filled)


async def load_catalogue(uri: str) -> Catalogue:
    """Return the active model's catalogue as the service loads it."""
    async with open_database(uri, "segue") as database:
        follower = ModelFollower(database)
        await follower.refresh()
        return follower.current


def find_port() -> int:
    """Return a port that is free at the moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _floor_command(port: int) -> list[str]:
    return uvicorn_command("tests.benchmarks.floor_service:create_floor", port)


def _measure_service(found: Answers, folder: Path, floor_port: int, words: list[str]) -> None:
    announce(f"Asking Segue and the floors, {found.rounds} rounds")
    port = find_port()
    with run_service(segue_command(folder, port), port, "/ready") as service:
        found.seconds_to_ready = service.seconds_to_ready
        timings = measure_answers(port, floor_port, make_rounds(found.rounds, found.tracks, member(0).token, words))
        found.milliseconds = _summarise(timings)
        found.resident_megabytes = max(service.resident_megabytes())


def _summarise(timings: Timings) -> dict[str, dict[str, float]]:
    return {
        kind: {"median": timings.median(kind), "p99": timings.p99(kind), "least": min(all_of_them)}
        for kind, all_of_them in timings.milliseconds.items()
    }


def _measure_turns(found: Answers, folder: Path, floor_port: int, words: list[str]) -> None:
    announce(f"Watching the turns of the event loop, {found.rounds} rounds")
    port = find_port()
    command = uvicorn_command("tests.benchmarks.watched_service:create_watched", port, "--loop", "asyncio")
    with run_service(command, port, "/ready", SEGUE_DATA_DIR=str(folder)):
        _read_turns(port)
        measure_answers(port, floor_port, make_rounds(found.rounds, found.tracks, member(99).token, words))
        turns = sorted(_read_turns(port))
    found.turns = {"p99": turns[int(len(turns) * 0.99)], "longest": turns[-1], "turns": float(len(turns))}


def _read_turns(port: int) -> list[float]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/benchmark/turns")
    turns: list[float] = json.load(connection.getresponse())
    connection.close()
    return turns


def _measure_throughputs(
    folder: Path, uri: str, tracks: int, other_python: str | None, seconds: float
) -> dict[str, float]:
    def measure(name: str, ready_path: str, make_command: Callable[[int], list[str]]) -> float:
        announce(f"Counting plays for {seconds:g} seconds: {name}")
        port = find_port()
        with run_service(make_command(port), port, ready_path, SEGUE_MONGODB_URI=uri):
            return measure_throughput(port, tracks, seconds)

    rates = {
        SEGUE: measure(SEGUE, "/ready", lambda port: segue_command(folder, port, workers=2)),
        INSERT_FLOOR: measure(INSERT_FLOOR, "/tracks/1", lambda port: [*_floor_command(port), "--workers", "2"]),
    }
    if other_python is None:
        return rates

    def make_original(group: str, port: int) -> list[str]:
        program = [other_python, "-m", "gunicorn", "--workers", "2", "--bind", f"127.0.0.1:{port}", "--chdir"]
        return [*program, str(Path(__file__).parent), f"original_design:create_original('{group}')"]

    with MongoClient[dict[str, Any]](uri) as client:
        placements = client.segue.placements
        # Segue has no use for it, the original would not do without.
        index = placements.create_index([("_id.model", 1), ("genre", 1)])
        rates |= {name: measure(name, "/ready", partial(make_original, group)) for name, group in ORIGINALS.items()}
        placements.drop_index(index)
    return rates


def show(found: Answers) -> None:
    """Print the table of one collection."""
    print(f"\n{found.tracks:,} tracks, {found.rounds} rounds, a listener with 200 plays")
    for kind in KINDS:
        times = found.milliseconds[kind]
        print(f"  {kind:27} median {times['median']:8.2f} ms  p99 {times['p99']:8.2f} ms")
    print(f"  turns of the event loop: p99 {found.turns['p99']:.2f} ms, longest {found.turns['longest']:.2f} ms")
    print(f"  ready in {found.seconds_to_ready:.1f} s, {found.resident_megabytes:.0f} MB resident")
    for name in (SEGUE, INSERT_FLOOR, *ORIGINALS):
        rate = found.plays_a_second.get(name)
        print(f"  plays a second, two workers: {name} {f'{rate:.1f}' if rate else 'not measured'}")
    for name, lookup in found.lookups.items():
        print(f"  {name:27} recall@20 {lookup['recall']:.3f}  {lookup['milliseconds']:.2f} ms")
    for aim in list_aims(found):
        print(f"  {aim}")
    print(LEGEND)
    if ORIGINAL not in found.plays_a_second:
        print(HOW_TO_MEASURE_THE_ORIGINAL)


def main() -> None:
    """Read the command line, measure each collection, and print tables or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tracks", type=int, nargs="+", default=[SIZE], help="the sizes of the collections")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--data-dir", type=Path, default=Path(tempfile.gettempdir()) / "segue-benchmarks")
    parser.add_argument("--other-python", help="an interpreter with flask, pymongo, numpy and gunicorn")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    # Otherwise the catalogue's log would stand on standard output, before the JSON.
    configure_logging("warning")
    measured = []
    for tracks in options.tracks:
        folder = options.data_dir / str(tracks)
        folder.mkdir(parents=True, exist_ok=True)
        measured.append(measure_collection(folder, tracks, options.rounds, options.other_python))
        if not options.json:
            show(measured[-1])
    if options.json:
        json.dump([asdict(one) for one in measured], sys.stdout, indent=2)


if __name__ == "__main__":
    main()
