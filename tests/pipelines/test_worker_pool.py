"""The worker pool, with real processes that fail, die and are killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from functools import partial
from pathlib import Path
from subprocess import PIPE

import pytest

from pipelines.worker_pool import WorkerPool

REPOSITORY = Path(__file__).parents[2]
PARENT = """
import sys
from pathlib import Path
from tests.pipelines.test_worker_pool import note_process, prepare_nothing
from pipelines.worker_pool import WorkerPool
if __name__ == "__main__":
    for _ in WorkerPool(note_process, 2, prepare_nothing).run([Path(sys.argv[1])] * 10_000):
        pass
"""


INTERRUPTED_PARENT = """
import sys
from contextlib import closing
from tests.pipelines.test_worker_pool import double, prepare_nothing
from pipelines.worker_pool import WorkerPool
if __name__ == "__main__":
    print("started", flush=True)
    try:
        while True:
            with closing(WorkerPool(double, 2, prepare_nothing).run([0] * 8)) as outcomes:
                list(outcomes)
    except KeyboardInterrupt:
        sys.exit(130)
"""


def prepare_nothing() -> None:
    pass


def fail_to_prepare() -> None:
    raise RuntimeError("no")


def double(item: int) -> int:
    if item % 10 == 3:
        raise ValueError(f"{item} cannot be doubled")
    return 2 * item


def double_or_die(item: int) -> int:
    if item in {5, 11}:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * item


def note_process(folder: Path) -> None:
    (folder / str(os.getpid())).touch()
    time.sleep(0.05)


def sleep_on(folder: Path, item: int) -> int:
    (folder / str(os.getpid())).touch()
    if item:
        time.sleep(60)
    return item


def note_preparation(folder: Path) -> None:
    name = str(time.monotonic())
    (folder / f"begin-{name}").touch()
    time.sleep(0.3)
    (folder / f"end-{time.monotonic()}").touch()


def test_every_item_comes_back_with_its_result_or_its_exception() -> None:
    outcomes = dict(WorkerPool(double, 2, prepare_nothing).run(range(40)))
    assert outcomes.keys() == set(range(40))
    for item, outcome in outcomes.items():
        if item % 10 == 3:
            assert isinstance(outcome, ValueError)
            assert str(outcome) == f"{item} cannot be doubled"
        else:
            assert outcome == 2 * item


def test_no_items_start_no_process() -> None:
    started = time.monotonic()
    assert list(WorkerPool(double, 2, fail_to_prepare).run([])) == []
    assert time.monotonic() - started < 0.2


def test_an_item_that_kills_its_process_takes_no_other_with_it() -> None:
    done = list(WorkerPool(double_or_die, 2, prepare_nothing).run(range(20)))
    assert sorted(item for item, _ in done) == list(range(20))
    outcomes = dict(done)
    assert {item for item, outcome in outcomes.items() if isinstance(outcome, BrokenProcessPool)} == {5, 11}
    assert all(outcomes[item] == 2 * item for item in range(20) if item not in {5, 11})


def test_an_item_that_never_ends_takes_no_other_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.worker_pool.STALLED_SECONDS", 1.5)
    done = list(WorkerPool(partial(sleep_on, tmp_path), 2, prepare_nothing).run([0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 0]))
    assert sorted(item for item, _ in done) == [0] * 9 + [1, 2]
    assert all((outcome == 0) != isinstance(outcome, BrokenProcessPool) for _, outcome in done)
    assert {item for item, outcome in done if outcome != 0} == {1, 2}
    assert not any(is_alive(int(file.name)) for file in tmp_path.iterdir())


def test_the_first_process_is_prepared_before_the_others_are(tmp_path: Path) -> None:
    slow = WorkerPool(partial(sleep_on, tmp_path), 2, partial(note_preparation, tmp_path))
    assert len(list(slow.run([0] * 8))) == 8
    begins = sorted(float(file.name.removeprefix("begin-")) for file in tmp_path.glob("begin-*"))
    ends = sorted(float(file.name.removeprefix("end-")) for file in tmp_path.glob("end-*"))
    assert all(begin > ends[0] for begin in begins[1:])


def test_a_process_that_cannot_be_prepared_ends_the_run(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BrokenProcessPool):
        list(WorkerPool(double, 2, fail_to_prepare).run(range(3)))
    assert "RuntimeError: no" in capfd.readouterr().err


def test_closing_early_ends_processes_that_would_work_on(tmp_path: Path) -> None:
    with closing(WorkerPool(partial(sleep_on, tmp_path), 2, prepare_nothing).run([0, *range(1, 50)])) as outcomes:
        assert next(outcomes) == (0, 0)
        wait_for(lambda: len(list(tmp_path.iterdir())) == 2)
        started = time.monotonic()
    assert time.monotonic() - started < 5
    assert not any(is_alive(int(file.name)) for file in tmp_path.iterdir())


def test_the_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    notes = tmp_path / "notes"
    notes.mkdir()
    with subprocess.Popen([sys.executable, script, notes], env={**os.environ, "PYTHONPATH": str(REPOSITORY)}) as parent:
        wait_for(lambda: len(list(notes.iterdir())) == 2)
        workers = [int(file.name) for file in notes.iterdir()]
        assert all(is_alive(worker) for worker in workers)
        parent.kill()
    wait_for(lambda: not any(is_alive(worker) for worker in workers))


def test_ctrl_c_at_any_moment_of_their_start_is_quiet_and_leaves_no_worker(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(INTERRUPTED_PARENT)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    for number in range(12):
        with subprocess.Popen(
            [sys.executable, script], env=environment, stdout=PIPE, stderr=PIPE, text=True, start_new_session=True
        ) as parent:
            assert parent.stdout is not None
            assert parent.stderr is not None
            parent.stdout.readline()
            time.sleep(0.06 * number)
            # As at a terminal: every process of the group gets it.
            os.killpg(parent.pid, signal.SIGINT)
            # To its end, and to that of whoever else writes there.
            assert parent.stderr.read() == ""
            assert parent.wait(20) == 130


def wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A process that nobody waited for is still listed when it is dead.
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
