"""Extracts features on Spark: each task takes a range of track ids and does with it what one machine would do."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.metadata import distribution
from pathlib import Path

from filelock import FileLock

from backend.domain.track import TrackStatus
from backend.settings import Settings
from pipelines.analyse_clip import prepare_worker
from pipelines.extract_features import (
    ExtractionResult,
    Listened,
    analyse_clips,
    extract_with,
    list_feature_sets,
    make_pool,
)
from pipelines.progress import Advance
from pipelines.spark_session import find_shared_file, open_spark, run_tasks, share_file
from pipelines.storage import Storage, open_storage
from pipelines.wanted_clips import Clip, IdRange, find_wanted_clips

MOST_CLIPS = 256
"""Of a task: its process starts in 3 s, and such a task takes half a minute to a minute."""
FEWEST_CLIPS = 16
TASKS_PER_SLOT = 4
"""At least, where there are clips enough: so no executor waits long for another's last task."""


def extract_features_on_spark(storage: Storage, settings: Settings, *, retry: bool = False) -> ExtractionResult:
    """Do what `extract_features` does on Spark, whose workers have to reach the files under the same paths.

    Raises:
        NetworkUnavailableError: the downloaded network is damaged.
        SparkError: Spark cannot be started, or could not do its work.
    """

    def listen(clips: Sequence[Clip], network: Path | None, advance: Advance) -> Listened:
        advance(0, len(clips))
        unreadable_before = _count_unreadable(storage)
        with open_spark(settings) as spark:
            if network:
                share_file(spark, str(network))
            task = ListeningTask(settings, network.name if network else None)
            ranges = split_clips(clips, spark.defaultParallelism)
            share = len(clips) / len(ranges)
            done = run_tasks(spark, task, ranges, lambda done: advance(round(done * share), len(clips)))
        missing = sum(one.missing for one in done)
        # Told by the database: what a worker found before it was lost, the task that took over has not seen.
        unreadable = max(_count_unreadable(storage) - unreadable_before, 0)
        advance(len(clips), len(clips), unreadable + missing)
        return Listened(unreadable, missing, frozenset().union(*(one.lost_folders for one in done)))

    starting = f"starting Spark on {settings.spark_master}"
    return extract_with(listen, storage, settings.data_dir, starting, retry=retry)


def split_clips(clips: Sequence[Clip], slots: int) -> list[IdRange]:
    """Return ranges of ids, each with about as many of the clips, for so many tasks at a time; clips come by id."""
    size = min(max(len(clips) // (TASKS_PER_SLOT * slots), FEWEST_CLIPS), MOST_CLIPS)
    starts = range(0, len(clips), size)
    return [IdRange(clips[start].track, clips[min(start + size, len(clips)) - 1].track) for start in starts]


@dataclass(frozen=True, slots=True)
class ListeningTask:
    """What a worker does with a range of track ids: analyse its clips and write what comes of it.

    It asks the database which clips are still wanted. So a task that runs again completes what the lost one left, one
    that is run twice finds nothing to do, and two that run at once write the same.
    """

    settings: Settings
    network: str | None

    def __call__(self, ids: IdRange) -> Listened:
        """Return what became of the clips that this run of the task found wanted."""
        network = Path(find_shared_file(self.network)) if self.network else None
        with open_storage(self.settings) as storage:
            clips, _ = find_wanted_clips(storage, list_feature_sets(network), ids)
            if not clips:
                return Listened(0, 0)
            # A process of its own, as everywhere: a clip that crashes or hangs its decoder is then blamed alone.
            pool = make_pool(1, network, partial(prepare_spark_worker, _own_folder()))
            return analyse_clips(storage, clips, pool, _tell_nobody)


def prepare_spark_worker(folder: Path) -> None:
    """Make this process ready to analyse clips, in one process of the machine before all others.

    `folder` is this machine's. What the first process has compiled there, or beside librosa, the others find.
    """
    librosa = Path(str(distribution("librosa").locate_file("librosa/__init__.py")))
    # Another librosa, or one that was installed anew, has to be compiled again.
    installed = sha256(f"{librosa} {librosa.stat().st_mtime_ns}".encode()).hexdigest()[:16]
    compiled = folder / f"compiled-{installed}"
    with FileLock(folder / "compiling.lock"):
        if not compiled.exists():
            prepare_worker(folder / "numba")
            compiled.touch()
            return
    prepare_worker(folder / "numba")


def _count_unreadable(storage: Storage) -> int:
    return storage.tracks.count_documents({"status": TrackStatus.UNREADABLE})


def _own_folder() -> Path:
    """Return a folder of this machine that no other user can write to: compiled functions are code."""
    folder = Path(tempfile.gettempdir()) / f"segue-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise PermissionError(f"{folder} has to belong to this user alone.")
    return folder


def _tell_nobody(done: int, total: int, failed: int = 0) -> None:
    """Take the place of a progress bar: a worker has none."""
