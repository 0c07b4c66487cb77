"""What extraction costs per clip, against decoding alone and against others; `python -m tests.benchmarks.extraction`.

Times are the processor time of one thread, so that other work on the machine disturbs little. All that is compared
takes turns, clip by clip, and the medians of the ratios to the same clip's decoding are what counts.
"""

import argparse
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it has no stubs

from backend.settings import Settings
from pipelines.analyse_clip import PEAK_MEGABYTES
from pipelines.musicnn_weights import find_network
from tests.benchmarks.aims import Aim
from tests.benchmarks.announce import announce
from tests.benchmarks.extraction_contestants import (
    ACOUSTIC,
    ESSENTIA,
    FIRST_THREE,
    FLOOR,
    MUSICNN,
    MUSLY,
    PLAIN,
    TORCH,
    find_contestants,
)
from tests.benchmarks.measured_time import compare
from tests.benchmarks.worker_costs import measure_memory, measure_workers, write_three_hours
from tests.synthetic_sounds import Samples, make_noise, write_sound

RATE_HZ = 44_100
CLIP_SECONDS = 30
LEAST_BYTES = 200_000
"""Of a clip of 30 seconds: a smaller file is a shorter one, or damaged."""

TIMES_DECODING = 2.2
"""How long the first three features may take, as a multiple of decoding alone."""
FASTER = {
    FIRST_THREE: {FIRST_THREE + PLAIN: 1.0, ESSENTIA: 1.0, MUSLY: 1.0},
    ACOUSTIC: {ACOUSTIC + PLAIN: 4.0},
    MUSICNN: {TORCH: 5.0},
}
"""How many times as long others are to take at least as Segue does, by what it computes and by contestant."""
TWO_WORKERS = 1.8
"""How many times the clips of one worker two are to analyse at least."""
LEGEND = """
x decoding: the time, as a multiple of decoding the same clip alone. all ten patches: the whole clip, as MusiCNN's
author hears it; Segue hears every second patch. made weights: random ones in a network of the published size, none
pruned; the time does not depend on them. Aims that need what is not compared are left out."""


def main() -> None:
    """Measure the clips that the command line names, or made ones, and print a table or JSON."""
    parser = _make_parser()
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        clips = (
            _find_clips(options.clips, options.number) if options.clips else make_clips(Path(folder), options.number)
        )
        if not clips:
            parser.error(
                f"no mp3 file of more than {LEAST_BYTES // 1000} kB below {options.clips}: name another folder"
            )
        report = measure(clips, find_network(Settings().data_dir), Path(folder), options.rounds)
    print(json.dumps(report, indent=2) if options.json else describe(report))


def measure(clips: list[Path], network: Path | None, folder: Path, rounds: int) -> dict[str, Any]:
    """Return milliseconds and ratios to decoding alone by contestant, who is missing and why, memory and scaling."""
    contestants, missing = find_contestants(network)
    with threadpool_limits(1):
        times = compare(contestants, clips, rounds)
    floor = times[FLOOR]
    rows = {
        name: {"ms": round(1000 * float(np.median(one)), 1), "ratio": round(float(np.median(one / floor)), 2)}
        for name, one in times.items()
    }
    announce("Measuring the memory of a worker")
    three_hours = write_three_hours(folder / "three_hours.wav")
    memory = {name: measure_memory(path, network) for name, path in (("clip", clips[0]), ("three hours", three_hours))}
    return {"clips": len(clips), "rows": rows, "missing": missing, "peak_megabytes": memory,
            "two_workers": measure_workers(clips, network)}  # fmt: skip


def make_clips(folder: Path, number: int) -> list[Path]:
    """Write clips of noise that swells and fades, and a melody, as stereo mp3."""
    return [write_sound(folder / f"{seed}.mp3", _make_music(seed), RATE_HZ) for seed in range(number)]


def _make_music(seed: int) -> Samples:
    random = np.random.default_rng(seed)
    seconds = np.arange(CLIP_SECONDS * RATE_HZ) / RATE_HZ
    pitches_hz = 220 * 2 ** (random.integers(0, 24, 2 * CLIP_SECONDS) / 12)
    melody = np.sin(2 * np.pi * np.cumsum(np.repeat(pitches_hz, RATE_HZ // 2)) / RATE_HZ)
    beats = np.exp(-8 * (2 * seconds % 1))
    noise = make_noise(CLIP_SECONDS, RATE_HZ, seed) * beats
    return np.column_stack([0.3 * melody + noise, 0.3 * melody - noise]).astype(np.float32)


def _find_clips(folder: Path, number: int) -> list[Path]:
    """Return clips of the folder that are as long as a clip should be, evenly chosen."""
    clips = [path for path in sorted(folder.rglob("[!.]*.mp3")) if path.stat().st_size > LEAST_BYTES]
    return clips[:: max(1, len(clips) // number)][:number]


def list_aims(report: dict[str, Any]) -> list[Aim]:
    """Return what is aimed at, as far as it was measured."""
    rows = report["rows"]
    aims = [Aim(f"{FIRST_THREE}: x decoding", rows[FIRST_THREE]["ratio"], TIMES_DECODING)]
    for own, others in FASTER.items():
        for name, times in others.items():
            if own in rows and name in rows:
                aims.append(
                    Aim(
                        f"{name.removeprefix(own).lstrip(', ')}: x {own}",
                        rows[name]["ms"] / rows[own]["ms"],
                        times,
                        at_least=True,
                    )
                )
    aims += [Aim(f"peak memory, {name}, MB", peak, PEAK_MEGABYTES) for name, peak in report["peak_megabytes"].items()]
    return [*aims, Aim("two workers: x the clips of one", report["two_workers"], TWO_WORKERS, at_least=True)]


def describe(report: dict[str, Any]) -> str:
    """Return the table, with the aims and what its words mean below."""
    lines = [f"{report['clips']} clips; processor time of one thread, medians", ""]
    width = max(map(len, report["rows"])) + 1
    lines += [f"{'':{width}}{'ms':>8}{'x decoding':>12}"]
    lines += [f"{name:{width}}{row['ms']:8.1f}{row['ratio']:12.2f}" for name, row in report["rows"].items()]
    lines += ["", *(f"not compared: {name}: {reason}" for name, reason in report["missing"].items()), ""]
    lines += [f"peak memory of a worker, {name}: {peak} MB" for name, peak in report["peak_megabytes"].items()]
    lines += [f"two workers: {report['two_workers']:.2f} x the clips of one in the same time", ""]
    return "\n".join([*lines, *map(str, list_aims(report)), LEGEND])


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=sys.modules[__name__].__doc__)
    parser.add_argument("--clips", type=Path, help="a folder of mp3 clips; without it, some are made")
    parser.add_argument("--number", type=int, default=12, help="how many clips are measured")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser


if __name__ == "__main__":
    main()
