"""How far long work is, where standard error is a file."""

import pytest

from pipelines import progress
from pipelines.progress import show_progress


class Clock:
    """A clock that is set by hand."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress, "monotonic", clock)
    return clock


def test_slow_work_says_a_line_every_ten_seconds(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress("Listening") as advance:
        for done in range(1, 26):
            clock.seconds += 1
            advance(done, 10_000, failed=done // 10)
    assert capsys.readouterr().err.splitlines() == [
        "Listening: 10 of 10000, 1.0/s, 2.8 h left, 1 failed",
        "Listening: 20 of 10000, 1.0/s, 2.8 h left, 2 failed",
    ]


def test_quick_work_says_a_line_every_tenth_and_one_at_the_end(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with show_progress("Reading") as advance:
        for done in range(1, 101):
            clock.seconds += 0.25
            advance(done, 100)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Reading: 10 of 100, 4.0/s"
    assert lines[1] == "Reading: 20 of 100, 4.0/s, 20 s left"
    assert lines[-1] == "Reading: 100 of 100, 4.0/s"
    assert len(lines) == 10


def test_the_time_left_knows_no_warm_up_and_follows_the_speed_of_late(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with show_progress("Listening") as advance:
        clock.seconds += 20
        advance(1, 1000)
        for done in range(2, 102):
            clock.seconds += 0.1
            advance(done, 1000)
        for done in range(102, 202):
            clock.seconds += 1
            advance(done, 1000)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Listening: 1 of 1000"
    assert lines[1] == "Listening: 101 of 1000, 10.0/s, 90 s left"
    assert lines[-1] == "Listening: 201 of 1000, 1.8/s, 13 min left"


def test_what_has_to_start_is_said_at_once_and_counts_neither_as_speed_nor_as_time_left(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with show_progress("Listening", "starting 2 workers") as advance:
        advance(0, 1000)
        assert capsys.readouterr().err == "Listening: starting 2 workers\n"
        # As Spark tells it: nothing for a while, then a task's clips at once.
        for _ in range(40):
            clock.seconds += 0.5
            advance(0, 1000)
        advance(20, 1000)
        for _ in range(10):
            clock.seconds += 1
            advance(20, 1000)
        clock.seconds += 10
        advance(60, 1000)
    assert capsys.readouterr().err.splitlines() == [
        "Listening: 20 of 1000",
        "Listening: 20 of 1000",
        "Listening: 60 of 1000, 2.0/s, 8 min left",
    ]


def test_the_bar_too_tells_what_has_to_start_until_the_first_is_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with show_progress("Listening", "starting 2 workers") as advance:
        advance(0, 3)
        assert "Listening: starting 2 workers" in capsys.readouterr().err
        advance(1, 3)
    shown = capsys.readouterr().err
    assert "starting" not in shown[shown.rindex("Listening") :]


def test_instant_work_says_one_line_and_none_without_work(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress("Reading") as advance:
        for done in range(1, 101):
            advance(done, 100)
    with show_progress("Nothing"):
        pass
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("Reading: 100 of 100")
