"""A short run of the benchmark of extraction: loose bounds, so that noise does not break them and a slip does."""

import re
from pathlib import Path

import pytest
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it has no stubs

from pipelines.analyse_clip import PEAK_MEGABYTES
from tests.benchmarks.extraction import describe, make_clips
from tests.benchmarks.extraction_contestants import (
    ACOUSTIC,
    ALL_PATCHES,
    FIRST_THREE,
    FLOOR,
    MUSICNN,
    MUSLY,
    PLAIN,
    find_contestants,
)
from tests.benchmarks.measured_time import compare
from tests.benchmarks.worker_costs import measure_memory, measure_workers, write_three_hours
from tests.synthetic_sounds import make_tone, write_sound

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # librosa.load imports what Python will drop


def test_the_acoustic_features_take_a_fraction_of_the_plain_calls(tmp_path: Path) -> None:
    contestants, _ = find_contestants(None)
    wanted = {name: contestants[name] for name in (FLOOR, FIRST_THREE, ACOUSTIC, ACOUSTIC + PLAIN)}
    with threadpool_limits(1):
        times = {name: float(one[0]) for name, one in compare(wanted, make_clips(tmp_path, 1), rounds=3).items()}
    assert times[FIRST_THREE] < 3 * times[FLOOR]
    assert times[ACOUSTIC] < times[ACOUSTIC + PLAIN] / 2.5


def test_who_cannot_be_compared_is_told_with_the_reason() -> None:
    contestants, missing = find_contestants(None)
    assert MUSICNN not in contestants
    assert "segue models download musicnn" in missing[MUSICNN]


def test_a_network_of_made_weights_is_called_so() -> None:
    contestants, missing = find_contestants(None)
    networks = [name for name in (*contestants, *missing) if name.startswith(MUSICNN + ALL_PATCHES)]
    assert networks
    assert all(name.endswith(", made weights") for name in networks)


def test_the_table_tells_which_aims_are_met() -> None:
    rows = {
        FIRST_THREE: (50.0, 2.1),
        FIRST_THREE + PLAIN: (49.0, 2.0),
        ACOUSTIC: (100.0, 4.2),
        ACOUSTIC + PLAIN: (400.0, 17.0),
    }
    report = {
        "clips": 1,
        "rows": {name: {"ms": ms, "ratio": ratio} for name, (ms, ratio) in rows.items()},
        "missing": {MUSLY: "pymusly is not installed"},
        "peak_megabytes": {"clip": PEAK_MEGABYTES + 1},
        "two_workers": 1.8,
    }
    said = describe(report)
    verdicts = re.findall(r"aim (met|MISSED) +(.+?) {2,}", said)
    assert verdicts == [
        ("met", f"{FIRST_THREE}: x decoding"),
        ("MISSED", f"plain librosa: x {FIRST_THREE}"),
        ("met", f"plain librosa: x {ACOUSTIC}"),
        ("MISSED", "peak memory, clip, MB"),
        ("met", "two workers: x the clips of one"),
    ]
    assert f"not compared: {MUSLY}: pymusly is not installed" in said


def test_three_hours_of_sound_need_no_more_memory_than_is_stated(tmp_path: Path) -> None:
    assert measure_memory(write_three_hours(tmp_path / "long.wav"), None) < PEAK_MEGABYTES


def test_two_workers_are_timed_against_one(tmp_path: Path) -> None:
    # Clips of a second measure no scaling, only that both ways run; two workers are never many times slower or faster.
    clip = write_sound(tmp_path / "short.wav", make_tone(440, 1))
    assert 0.2 < measure_workers([clip], None, rounds=1) < 5
