"""The engine on Spark with two real executors, one of which is killed: it finds out just what one machine does."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backend.domain.cluster_model import assign_clusters
from backend.domain.feature_vector import ACOUSTIC, Vector
from backend.settings import Settings
from pipelines.extract_features import ExtractionResult, Listened, extract_features
from pipelines.extract_features_spark import ListeningTask, extract_features_on_spark, split_clips
from pipelines.import_tracks import import_music
from pipelines.spark_master import SparkError
from pipelines.spark_session import open_spark, run_tasks
from pipelines.steps import run_extract_on_spark
from pipelines.storage import Storage
from pipelines.train_clusters import MOST_ROUNDS, choose_start, run_lloyd
from pipelines.train_clusters_spark import run_lloyd_on_spark
from pipelines.wanted_clips import IdRange, find_wanted_clips
from tests.spark_executors import find_executors, kill_executor_when, two_executors
from tests.synthetic_sounds import make_noise, write_sound

pytestmark = pytest.mark.timeout(600)  # for a machine that is busy with other things; it takes one minute

CLIPS = 24
SHORT = 2
"""Clips that are unreadable."""


@pytest.fixture(scope="module")
def executors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with two_executors(tmp_path_factory.mktemp("spark")):
        yield


@pytest.fixture
def settings(mongodb_uri: str, storage: Storage, tmp_path: Path) -> Settings:
    return Settings(mongodb_uri=mongodb_uri, database=storage.name, data_dir=tmp_path / "data")


@pytest.fixture
def clips(storage: Storage, tmp_path: Path) -> Storage:
    for number in range(CLIPS):
        write_sound(tmp_path / "music" / f"{number}.wav", make_noise(0.5 if number < SHORT else 5, seed=number))
    import_music(storage, tmp_path / "music")
    return storage


def read_vectors(storage: Storage) -> dict[int, bytes]:
    return {one["_id"]: one["acoustic"]["vector"] for one in storage.features.find()}


def read_all(storage: Storage) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return list(storage.features.find().sort("_id", 1)), list(storage.tracks.find().sort("_id", 1))


def test_an_executor_killed_in_mid_extraction_loses_and_changes_nothing(
    executors: None, clips: Storage, settings: Settings
) -> None:
    before = find_executors()
    with ThreadPoolExecutor(1) as aside:
        killing = aside.submit(kill_executor_when, lambda: clips.features.count_documents({}) > 4)
        result = extract_features_on_spark(clips, settings)
        assert killing.result() in before
        done_by_then = clips.features.count_documents({})
    assert done_by_then == CLIPS - SHORT
    assert result == ExtractionResult(CLIPS, SHORT, 0, 0)
    assert clips.tracks.count_documents({"status": "ready", "duration_seconds": 5.0}) == CLIPS - SHORT
    assert clips.tracks.count_documents({"status": "unreadable"}) == SHORT

    on_spark = read_vectors(clips)
    clips.features.drop()
    clips.tracks.update_many({}, {"$set": {"status": "pending"}})
    assert extract_features(clips, settings.data_dir, 1) == result
    assert read_vectors(clips) == on_spark


def test_a_task_that_runs_again_changes_nothing(clips: Storage, settings: Settings) -> None:
    # Rather few, as the same is done twice.
    ids = [one["_id"] for one in clips.tracks.find({}, {"_id": 1}).sort("_id", 1)]
    clips.tracks.delete_many({"_id": {"$nin": ids[:6]}})
    task = ListeningTask(settings, network=None)
    assert task(IdRange(ids[0], ids[3])).missing == 0
    after = read_all(clips)
    assert {one["status"] for one in after[1][:4]} <= {"ready", "unreadable"}
    assert {one["status"] for one in after[1][4:]} == {"pending"}
    assert task(IdRange(ids[0], ids[3])) == Listened(0, 0)
    assert read_all(clips) == after


def test_ranges_hold_every_clip_once(clips: Storage) -> None:
    wanted, _ = find_wanted_clips(clips, [ACOUSTIC])
    ranges = split_clips(wanted, 2)
    assert len(ranges) == 2
    within = [find_wanted_clips(clips, [ACOUSTIC], one)[0] for one in ranges]
    assert [clip for some in within for clip in some] == wanted


def test_what_a_task_failed_of_is_told(executors: None, settings: Settings) -> None:
    done: list[int] = []
    with open_spark(settings) as spark, pytest.raises(SparkError, match="ZeroDivisionError: division by zero"):
        run_tasks(spark, lambda number: 1 / number, [0], done.append)


def test_who_gives_up_cancels_their_own_tasks_alone(executors: None, settings: Settings) -> None:
    def give_up(_: int) -> None:
        raise KeyboardInterrupt

    with open_spark(settings) as spark, ThreadPoolExecutor(1) as other:
        others = other.submit(lambda: spark.parallelize([4], 1).map(_sleep).collect())
        with pytest.raises(KeyboardInterrupt):
            run_tasks(spark, _sleep, [60], give_up)
        assert others.result() == [4]


def _sleep(seconds: int) -> int:
    time.sleep(seconds)
    return seconds


def test_clips_that_the_workers_cannot_find_wait_for_the_next_run(
    executors: None, clips: Storage, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "music").rename(tmp_path / "elsewhere")
    lost = frozenset([str(tmp_path / "music")])
    assert run_extract_on_spark(clips, settings, retry=False) == ExtractionResult(0, 0, CLIPS, 0, lost_folders=lost)
    # Told once, though several tasks met it; and nothing of the workers of a master that are this machine's.
    said = capsys.readouterr().out
    assert said.count(f"The folder {tmp_path / 'music'} is gone or empty") == 1
    assert "The workers of" not in said
    assert clips.tracks.count_documents({"status": "pending"}) == CLIPS


def make_mixture(tracks: int, groups: int, dims: int) -> Vector:
    rng = np.random.default_rng(7)
    means = 2 * rng.standard_normal((groups, dims))
    return (means[rng.integers(groups, size=tracks)] + rng.standard_normal((tracks, dims))).astype(np.float32)


def assert_same_model(projected: Vector, local: tuple[Vector, float], spark: tuple[Vector, float]) -> None:
    assert measure_inertia(projected, spark[0]) == pytest.approx(measure_inertia(projected, local[0]), rel=1e-6)
    # What is told of it: scikit-learn adds up in float32.
    assert spark[1] == pytest.approx(local[1], rel=1e-5)
    np.testing.assert_array_equal(place(projected, spark[0]), place(projected, local[0]))


def measure_inertia(projected: Vector, centroids: Vector) -> float:
    apart = projected.astype(np.float64) - centroids[place(projected, centroids)]
    return float((apart**2).sum())


def place(projected: Vector, centroids: Vector) -> NDArray[np.int32]:
    return assign_clusters(projected, centroids)[0]


def test_an_executor_killed_in_mid_training_leaves_the_model_that_scikit_learn_makes(
    executors: None, storage: Storage, settings: Settings
) -> None:
    projected = make_mixture(30_000, 30, 16)
    starts = [choose_start(projected, 36, 1)]
    before = set(find_executors())
    storage.command("profile", 2)
    read = {"op": "query", "ns": f"{storage.name}.training_blocks"}
    with ThreadPoolExecutor(1) as aside:
        # Once the blocks were read, the steps are under way.
        killing = aside.submit(kill_executor_when, lambda: storage["system.profile"].count_documents(read) >= 4)
        found = run_lloyd_on_spark(storage, settings, projected, starts, MOST_ROUNDS)
        killed = killing.result()
    assert killed in before
    assert storage["system.profile"].count_documents(read) > 4
    assert storage.training_blocks.count_documents({}) == 0
    assert_same_model(projected, run_lloyd(projected, starts, MOST_ROUNDS)[0], found[0])


def test_clusters_that_are_empty_from_the_start_move_as_in_scikit_learn(
    executors: None, storage: Storage, settings: Settings
) -> None:
    projected = make_mixture(2_000, 6, 5)
    far = np.full((3, 5), 1_000, np.float32) * np.arange(1, 4, dtype=np.float32)[:, None]
    starts = [np.concatenate([choose_start(projected, 5, 1), far])]
    [local], [spark] = (
        run_lloyd(projected, starts, MOST_ROUNDS),
        run_lloyd_on_spark(storage, settings, projected, starts, MOST_ROUNDS),
    )
    assert_same_model(projected, local, spark)
    assert len(set(place(projected, spark[0]))) == 8
