"""What a worker of extraction holds in memory, and what a second one brings."""

import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from backend.domain.feature_vector import ACOUSTIC, MUSICNN
from pipelines.analyse_clip import Analysis, analyse_clip, prepare_worker
from pipelines.worker_pool import WorkerPool
from tests.benchmarks.announce import announce
from tests.synthetic_sounds import make_noise

PEAK = """
import sys
from pathlib import Path
from pipelines.analyse_clip import analyse_clip, prepare_worker
prepare_worker(Path(sys.argv[1]))
analysis = analyse_clip(Path(sys.argv[2]), ("acoustic", "musicnn"), Path(sys.argv[3]) if sys.argv[3] else None)
assert analysis.acoustic is not None
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(int(peak.split()[1]) // 1024)
"""
WARM_UP = 40
"""So many clips take one worker longer than the other one takes to start."""
COUNTED = 80
"""So many clips are timed, in the midst of more: at an end one worker would wait for the other."""
ROUNDS = 3
RATE_HZ, BYTES_PER_FRAME = 44_100, 4


def measure_memory(path: Path, network: Path | None) -> int:
    """Return the most that a worker's process held while it analysed the file, in megabytes (Linux)."""
    command = [sys.executable, "-c", PEAK, str(path.parent), str(path), str(network or "")]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def write_three_hours(path: Path) -> Path:
    """Write three hours of stereo of which only the middle minute is sound, and takes room on the disk."""
    frames = 3 * 3600 * RATE_HZ
    size = frames * BYTES_PER_FRAME
    header = b"RIFF" + (36 + size).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    header += np.array([1, 2], "<u2").tobytes() + np.array([RATE_HZ, RATE_HZ * BYTES_PER_FRAME], "<u4").tobytes()
    header += np.array([BYTES_PER_FRAME, 16], "<u2").tobytes() + b"data" + size.to_bytes(4, "little")
    minute = np.repeat((10_000 * make_noise(60, RATE_HZ)).astype("<i2"), 2)
    with path.open("wb") as file:
        file.write(header)
        file.seek(len(header) + (frames // 2 - 30 * RATE_HZ) * BYTES_PER_FRAME)
        file.write(minute.tobytes())
        file.truncate(len(header) + size)
    return path


def measure_workers(clips: Sequence[Path], network: Path | None, rounds: int = ROUNDS) -> float:
    """Return how many times the clips of one worker two of them analyse in the same time."""
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for number in range(rounds):
        announce(f"Timing one worker, then two, round {number + 1} of {rounds}")
        for workers, found in seconds.items():
            found.append(_time_workers(clips, network, workers))
    return float(np.median(seconds[1]) / np.median(seconds[2]))


def _time_workers(clips: Sequence[Path], network: Path | None, workers: int) -> float:
    """Return the seconds that COUNTED clips take after the warm-up: starting the processes does not count."""
    with TemporaryDirectory() as folder:
        pool: WorkerPool[Path, Analysis] = WorkerPool(
            partial(analyse_clip, wanted=(ACOUSTIC.name, MUSICNN.name), network=network),
            workers,
            partial(prepare_worker, Path(folder)),
        )
        with closing(pool.run(cycle(clips))) as outcomes:
            for _ in range(WARM_UP):
                next(outcomes)
            start = time.perf_counter()
            for _, outcome in islice(outcomes, COUNTED):
                if isinstance(outcome, BaseException):
                    raise outcome
            return time.perf_counter() - start
