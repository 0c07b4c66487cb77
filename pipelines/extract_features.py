"""Extracts the features that tracks lack: reads tracks, computes in processes, writes features, traits and tags."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from backend.domain.feature_vector import ACOUSTIC, MUSICNN, WAVEFORM, FeatureSet
from backend.domain.track import TrackStatus
from pipelines.analyse_clip import Analysis, analyse_clip, prepare_worker
from pipelines.cli_start import err
from pipelines.decode_audio import UnreadableError
from pipelines.describe_tracks import describe_tracks
from pipelines.musicnn_weights import find_network
from pipelines.progress import Advance, show_progress
from pipelines.storage import Storage
from pipelines.tag_tracks import tag_tracks
from pipelines.take_turns import taking_turns
from pipelines.wanted_clips import Clip, find_lost_folders, find_wanted_clips
from pipelines.worker_pool import WorkerPool
from pipelines.write_features import FeatureWriter


@dataclass(frozen=True, slots=True)
class ExtractionResult:
    """What became of the clips: analysed now, of these unreadable; not read this time; analysed before, unchanged.

    Of those that were to be analysed, `extended` had their acoustic features, and lacked others. None was tried in
    `lost_folders`, which were imported and are gone or empty.
    """

    analysed: int
    unreadable: int
    missing: int
    unchanged: int
    extended: int = 0
    lost_folders: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Listened:
    """Of the clips that were to be listened to: how many are unreadable, how many could not be read this time, and
    which of their folders are gone."""

    unreadable: int
    missing: int
    lost_folders: frozenset[str] = frozenset()


Listen = Callable[[Sequence[Clip], Path | None, Advance], Listened]
"""Analyses clips and writes what it finds out of each; the path is the network's."""


def extract_features(
    storage: Storage,
    data_dir: Path,
    workers: int,
    *,
    retry: bool = False,
    on_clip: Callable[[int], None] | None = None,
) -> ExtractionResult:
    """Compute the feature sets that a clip lacks: never computed, by an older version, or of a file that changed since.

    MUSICNN is among them where the network was downloaded. What was unreadable stays so until its file changes, or
    until a run with `retry`. `on_clip` hears after each clip how many are left. It can be stopped at any time; the
    next run goes on with what is left. Two runs at once take turns.

    Raises:
        NetworkUnavailableError: the downloaded network is damaged.
    """

    def listen(clips: Sequence[Clip], network: Path | None, advance: Advance) -> Listened:
        def tell(done: int, total: int, failed: int = 0) -> None:
            advance(done, total, failed)
            if on_clip and done:
                on_clip(total - done)

        pool = make_pool(workers, network, partial(prepare_worker, data_dir / "numba"))
        return analyse_clips(storage, clips, pool, tell)

    starting = "starting a worker" if workers == 1 else f"starting {workers} workers"
    return extract_with(listen, storage, data_dir, starting, retry=retry)


def extract_with(listen: Listen, storage: Storage, data_dir: Path, starting: str, *, retry: bool) -> ExtractionResult:
    """Do what `extract_features` does, where and as `listen` does it; `starting` says what it has to start for that."""
    network = find_network(data_dir)
    with taking_turns(data_dir / "extraction.lock", "extracting features"):
        if retry:
            again = {"status": TrackStatus.PENDING, "status_reason": None}
            storage.tracks.update_many({"status": TrackStatus.UNREADABLE}, {"$set": again})
        clips, unchanged = find_wanted_clips(storage, list_feature_sets(network))
        listened = Listened(0, 0)
        if clips:
            _require_sound_network(network)
            if network is None:
                err.print(
                    "Note: listening goes on without MusiCNN, which is missing; recommendations are better with it."
                    " `segue models download musicnn` gets it, 29 MB, and the next run adds what it hears."
                )
            with show_progress("Listening", starting) as advance:
                listened = listen(clips, network, advance)
        describe_tracks(storage)
        tag_tracks(storage)
    return ExtractionResult(
        analysed=len(clips) - listened.missing,
        unreadable=listened.unreadable,
        missing=listened.missing,
        unchanged=unchanged,
        extended=sum(ACOUSTIC.name not in clip.wanted for clip in clips),
        lost_folders=listened.lost_folders,
    )


def list_feature_sets(network: Path | None) -> tuple[FeatureSet, ...]:
    """Return what every clip should have; MUSICNN needs the network."""
    return (ACOUSTIC, WAVEFORM, MUSICNN) if network else (ACOUSTIC, WAVEFORM)


def make_pool(workers: int, network: Path | None, prepare: Callable[[], None]) -> WorkerPool[Clip, Analysis]:
    """Return the processes that analyse clips; `prepare` makes each ready to."""
    return WorkerPool(partial(_analyse, network=network), workers, prepare)


def analyse_clips(
    storage: Storage, clips: Sequence[Clip], pool: WorkerPool[Clip, Analysis], advance: Advance
) -> Listened:
    """Analyse clips and write each outcome at once. Those of a folder that is gone wait for the next run untried."""
    lost_folders = find_lost_folders(clips)
    there = [clip for clip in clips if clip.audio.root not in lost_folders]
    writer = FeatureWriter(storage, missing=len(clips) - len(there))
    if there:
        advance(0, len(clips))
    with closing(_listen(pool, there)) as outcomes:
        for clip, outcome in outcomes:
            writer.add(clip, outcome)
            advance(writer.done, len(clips), writer.unreadable + writer.missing)
    return Listened(writer.unreadable, writer.missing, lost_folders)


def _listen(
    pool: WorkerPool[Clip, Analysis], clips: Sequence[Clip]
) -> Generator[tuple[Clip, Analysis | BaseException], None, None]:
    """Yield each clip with what came of it; one that fails while MusiCNN hears it is analysed again without that.

    So what does not need the network is kept, and the next run tries the network again. A file that cannot be read
    cannot be read without it either.
    """
    again: list[Clip] = []
    with closing(pool.run(clips)) as outcomes:
        for clip, outcome in outcomes:
            rest = clip.wanted - {MUSICNN.name}
            if rest != clip.wanted and rest and not isinstance(outcome, Analysis | UnreadableError):
                again.append(replace(clip, wanted=rest))
            else:
                yield clip, outcome
    with closing(pool.run(again)) as outcomes:
        yield from outcomes


def _require_sound_network(network: Path | None) -> None:
    """Load the network once before any clip needs it: a damaged one is no clip's fault."""
    if network:
        # Not at the top: onnxruntime is part of an extra.
        from pipelines.musicnn_network import MusicnnNetwork  # noqa: PLC0415

        MusicnnNetwork(network)


def _analyse(clip: Clip, network: Path | None) -> Analysis:
    return analyse_clip(clip.path, clip.wanted, network)
