"""Processor time, measured fairly: all that is compared takes turns."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.announce import announce


def compare(
    contestants: Mapping[str, Callable[[Path], object]], clips: Sequence[Path], rounds: int
) -> dict[str, NDArray[np.float64]]:
    """Return the seconds that each contestant takes for each clip, (clips,): the median of `rounds`."""
    announce(f"Loading and compiling what {len(contestants)} contestants need")
    for run in contestants.values():
        run(clips[0])  # what is compiled or loaded at the first time
    seconds = {name: np.zeros((rounds, len(clips))) for name in contestants}
    for number in range(rounds):
        announce(f"Timing them on {len(clips)} clips, round {number + 1} of {rounds}")
        for at, clip in enumerate(clips):
            for name, run in contestants.items():
                start = time.process_time()
                run(clip)
                seconds[name][number, at] = time.process_time() - start
    return {name: np.median(one, axis=0) for name, one in seconds.items()}
