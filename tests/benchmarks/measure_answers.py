"""How long the service's answers take, beside floors that are asked in turn with it."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import cycle
from statistics import median
from urllib.parse import quote
from uuid import uuid4

from tests.benchmarks.service_processes import Ask
from tests.benchmarks.synthetic_collection import member

INSERT_FLOOR, READ_FLOOR = "insert one play (floor)", "read one track (floor)"
PLAY, RECOMMENDATIONS = "POST /play", "GET /recommendations"
RANKED_ANEW = "GET /recommendations, anew"
SIMILAR, SEARCH, AUDIO = "GET /similar", "GET /tracks?q=", "GET /audio, 64 KiB"
KINDS = (INSERT_FLOOR, PLAY, READ_FLOOR, RECOMMENDATIONS, RANKED_ANEW, SIMILAR, SEARCH, AUDIO)
"""In the table's order, those that only read below their floor."""

WARM_UP = 5
"""Rounds that are not counted: connections open, caches of the database fill."""


@dataclass
class Timings:
    """Milliseconds of every request, by kind."""

    milliseconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def median(self, kind: str) -> float:
        """Return the median of a kind."""
        return median(self.milliseconds[kind])

    def p99(self, kind: str) -> float:
        """Return the time that one in a hundred requests of a kind exceeds."""
        ordered = sorted(self.milliseconds[kind])
        return ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)]


def measure_answers(port: int, floor_port: int, rounds: Iterator[list[Ask]]) -> Timings:
    """Return how long each kind of request took; those of a round are sent one after another, in random order."""
    timings = Timings()
    shuffle = random.Random(0)
    with ExitStack() as stack:
        service, floor = (
            stack.enter_context(closing(HTTPConnection("127.0.0.1", one, timeout=60))) for one in (port, floor_port)
        )
        for number, asks in enumerate(rounds):
            shuffle.shuffle(asks)
            for ask in asks:
                taken, status, answer = ask.send(floor if ask.kind in (INSERT_FLOOR, READ_FLOOR) else service)
                if status >= 300:
                    raise RuntimeError(f"{ask.method} {ask.path} answered {status}: {answer[:300]!r}")
                if number >= WARM_UP:
                    timings.milliseconds[ask.kind].append(taken)
    return timings


def make_rounds(count: int, tracks: int, token: str, words: list[str]) -> Iterator[list[Ask]]:
    """Yield what one listener asks, a round at a time: a play, lists, a search, a part of a sound; and the floors.

    The list after a play is remembered; another listener's is asked for in two lengths by turns, and so ranked anew.
    """
    chance = random.Random(1)
    headers = {"Authorization": f"Bearer {token}"}
    other = {"Authorization": f"Bearer {member(1).token}"}
    lengths = cycle((20, 21))

    def track() -> int:
        return chance.randint(1, tracks)

    make: list[Callable[[], Ask]] = [
        lambda: Ask(INSERT_FLOOR, "POST", "/play", {}, {"track_id": track()}),
        lambda: Ask(READ_FLOOR, "GET", f"/tracks/{track()}", {}),
        lambda: Ask(PLAY, "POST", "/play", headers, {"track_id": track(), "play_id": str(uuid4())}),
        lambda: Ask(RECOMMENDATIONS, "GET", "/recommendations", headers),
        lambda: Ask(RANKED_ANEW, "GET", f"/recommendations?limit={next(lengths)}", other),
        lambda: Ask(SIMILAR, "GET", f"/tracks/{track()}/similar", headers),
        lambda: Ask(SEARCH, "GET", f"/tracks?q={quote(chance.choice(words))}", headers),
        lambda: Ask(AUDIO, "GET", f"/tracks/{track()}/audio", {**headers, "Range": "bytes=65536-131071"}),
    ]
    for _ in range(count + WARM_UP):
        yield [one() for one in make]
