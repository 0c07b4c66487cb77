"""How many plays a second a service answers when several listeners play at once."""

import random
import time
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from threading import Thread

from tests.benchmarks.service_processes import Ask
from tests.benchmarks.synthetic_collection import member

CLIENTS = 8
SECONDS = 8.0


def measure_throughput(port: int, tracks: int, seconds: float = SECONDS) -> float:
    """Return the plays a second that are answered to CLIENTS listeners, each of whom plays without a pause."""
    counts: list[int] = []
    ends = time.monotonic() + seconds

    def play(number: int) -> None:
        chance = random.Random(number)
        headers = {"Authorization": f"Bearer {member(number + 1).token}"}
        count = 0
        with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            while time.monotonic() < ends:
                ask = Ask("play", "POST", "/play", headers, {"track_id": chance.randint(1, tracks)})
                _, status, answer = ask.send(connection)
                if status >= 300:
                    raise RuntimeError(f"POST /play answered {status}: {answer[:300]!r}")
                count += 1
        counts.append(count)

    _run_at_once(play)
    if len(counts) < CLIENTS:
        raise RuntimeError("A client failed; its error stands above.")
    return sum(counts) / seconds


def _run_at_once(work: Callable[[int], None]) -> None:
    threads = [Thread(target=work, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
