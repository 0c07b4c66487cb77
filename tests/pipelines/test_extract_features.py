"""Extraction on real files and processes: statuses, reasons, what is done again, and what a kill leaves."""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it has no stubs

from backend.domain.feature_vector import ACOUSTIC, WAVEFORM, unpack_vector
from backend.domain.sound_traits import read_traits
from pipelines.acoustic_features import compute_acoustic_vector
from pipelines.decode_audio import decode_audio
from pipelines.extract_features import ExtractionResult, extract_features
from pipelines.import_tracks import import_music
from pipelines.measure_waveform import measure_waveform
from pipelines.storage import Storage
from tests.synthetic_sounds import make_noise, make_tone, write_sound

SEGUE = Path(sys.executable).with_name("segue")
CLIPS = 24


def by_path(storage: Storage) -> dict[str, dict[str, Any]]:
    return {track["audio"]["path"]: track for track in storage.tracks.find({"audio": {"$ne": None}})}


def computed_at(storage: Storage) -> dict[int, Any]:
    return {one["_id"]: one["acoustic"]["computed_at"] for one in storage.features.find()}


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    for number in range(3):
        write_sound(folder / f"{number}.wav", make_tone(300 * (number + 1), 2))
    write_sound(folder / "short.wav", make_tone(440, 0.4))
    write_sound(folder / "silent.flac", np.zeros(44_100, np.float32))
    (folder / "empty.mp3").touch()
    (folder / "page.mp3").write_bytes(b"<html><body>Not found</body></html>" * 40)
    huge = np.tile(np.array([1e30, -1e30], np.float32), 22_050)
    write_sound(folder / "huge.wav", huge, subtype="FLOAT")
    return folder


def test_each_clip_becomes_ready_or_unreadable_and_is_analysed_once(
    storage: Storage, music: Path, tmp_path: Path
) -> None:
    import_music(storage, music)
    assert extract_features(storage, tmp_path, 1) == ExtractionResult(8, 5, 0, 0)
    tracks = by_path(storage)
    assert {path: track["status_reason"] for path, track in tracks.items()} == {
        "0.wav": None,
        "1.wav": None,
        "2.wav": None,
        "short.wav": "The sound is too short: 0.40 s, and at least 1 s is needed.",
        "silent.flac": "The sound is silent throughout.",
        "empty.mp3": "The file is empty.",
        "page.mp3": "The file is not audio, or damaged from its start.",
        "huge.wav": "The sound holds samples far beyond any loudness.",
    }
    for path, track in tracks.items():
        assert track["status"] == ("unreadable" if track["status_reason"] else "ready")
        features = storage.features.find_one({"_id": track["_id"]})
        assert (features is None) == (track["status"] == "unreadable")
        if features:
            sound = decode_audio(music / path)
            assert track["duration_seconds"] == pytest.approx(2, abs=0.01)
            with threadpool_limits(limits=1):
                expected = compute_acoustic_vector(sound.samples)
            np.testing.assert_array_equal(unpack_vector(features["acoustic"]["vector"]), expected)
            assert features["acoustic"]["computed_by"].keys() >= {"librosa", "numpy"}
            assert features["waveform"]["peaks"] == measure_waveform(music / path, sound)
            assert track["sound"] == read_traits(expected).model_dump()

    before = computed_at(storage)
    started = time.monotonic()
    assert extract_features(storage, tmp_path, 1) == ExtractionResult(0, 0, 0, 3)
    assert time.monotonic() - started < 1
    assert computed_at(storage) == before


def test_what_was_unreadable_is_tried_again_when_asked_for(storage: Storage, music: Path, tmp_path: Path) -> None:
    for name in ("1.wav", "2.wav", "silent.flac", "empty.mp3", "page.mp3", "huge.wav"):
        (music / name).unlink()
    import_music(storage, music)
    extract_features(storage, tmp_path, 1)
    ready = by_path(storage)["0.wav"]["_id"]
    storage.features.delete_one({"_id": ready})
    failed = {"status": "unreadable", "status_reason": "It could not be analysed: the decoder crashed on it."}
    storage.tracks.update_one({"_id": ready}, {"$set": failed})
    assert extract_features(storage, tmp_path, 1) == ExtractionResult(0, 0, 0, 0)
    assert extract_features(storage, tmp_path, 1, retry=True) == ExtractionResult(2, 1, 0, 0)
    tracks = by_path(storage)
    assert (tracks["0.wav"]["status"], tracks["0.wav"]["status_reason"]) == ("ready", None)
    assert tracks["short.wav"]["status"] == "unreadable"


def test_what_changed_is_done_again_and_nothing_else(storage: Storage, music: Path, tmp_path: Path) -> None:
    for broken in ("short.wav", "silent.flac", "empty.mp3", "page.mp3", "huge.wav"):
        (music / broken).unlink()
    write_sound(music / "3.wav", make_tone(2000, 2))
    write_sound(music / "4.wav", make_tone(3000, 2))
    import_music(storage, music)
    extract_features(storage, tmp_path, 1)
    tracks = by_path(storage)
    ids = {path: track["_id"] for path, track in tracks.items()}
    before = computed_at(storage)

    write_sound(music / "0.wav", make_tone(5000, 3))
    import_music(storage, music)
    storage.features.update_one({"_id": ids["1.wav"]}, {"$set": {"acoustic.version": ACOUSTIC.version - 1}})
    # What a kill between the two writes leaves: features, and a track that does not know of them.
    storage.tracks.update_one({"_id": ids["2.wav"]}, {"$set": {"status": "pending", "duration_seconds": None}})
    storage.tracks.update_one({"_id": ids["2.wav"]}, {"$set": {"sound": None, "traits_version": None}})
    (music / "4.wav").unlink()
    storage.tracks.update_one({"_id": ids["4.wav"]}, {"$set": {"status": "pending"}})
    storage.features.delete_one({"_id": ids["4.wav"]})

    assert extract_features(storage, tmp_path, 1) == ExtractionResult(2, 0, 1, 2)
    after = computed_at(storage)
    assert {path for path, track in ids.items() if before[track] == after.get(track)} == {"2.wav", "3.wav"}
    tracks = by_path(storage)
    assert tracks["0.wav"]["duration_seconds"] == pytest.approx(3, abs=0.01)
    assert (tracks["2.wav"]["status"], tracks["2.wav"]["duration_seconds"]) == ("ready", 2.0)
    assert (tracks["4.wav"]["status"], tracks["4.wav"]["status_reason"]) == ("pending", None)
    # The half-written one told of no traits; the others keep theirs.
    assert storage.tracks.count_documents({"status": "ready", "sound": None}) == 0
    assert storage.features.count_documents({"acoustic.version": ACOUSTIC.version}) == 4


def test_a_clip_that_lacks_its_waveform_stays_ready_and_gets_nothing_else(storage: Storage, tmp_path: Path) -> None:
    paths = [write_sound(tmp_path / "music" / f"{number}.wav", make_tone(440 + number, 2)) for number in range(4)]
    import_music(storage, tmp_path / "music")
    extract_features(storage, tmp_path, 1)
    before = {one["_id"]: one for one in storage.features.find()}
    ids = [track["_id"] for _, track in sorted(by_path(storage).items())]
    storage.features.update_one({"_id": ids[0]}, {"$unset": {"waveform": ""}})
    storage.features.update_one({"_id": ids[1]}, {"$set": {"waveform.version": WAVEFORM.version - 1}})
    storage.features.update_one({"_id": ids[2]}, {"$unset": {"waveform": ""}})
    # A drive that is away is no reason to take a track away that could be played.
    paths[2].rename(tmp_path / "away.wav")
    assert storage.tracks.count_documents({"status": "ready"}) == 4

    assert extract_features(storage, tmp_path, 1) == ExtractionResult(2, 0, 1, 1, extended=3)
    after = {one["_id"]: one for one in storage.features.find()}
    assert storage.tracks.count_documents({"status": "ready", "duration_seconds": 2.0}) == 4
    for track_id in ids:
        assert after[track_id]["acoustic"] == before[track_id]["acoustic"]
    for track_id in ids[:2]:
        assert after[track_id]["waveform"]["peaks"] == before[track_id]["waveform"]["peaks"]
        assert after[track_id]["waveform"]["computed_at"] > before[track_id]["waveform"]["computed_at"]
        assert after[track_id]["waveform"]["computed_by"].keys() == {"av", "numpy", "soundfile"}
    assert "waveform" not in after[ids[2]]
    assert after[ids[3]] == before[ids[3]]


def test_the_clips_of_a_folder_that_is_gone_wait_and_all_others_are_analysed(storage: Storage, tmp_path: Path) -> None:
    for name in ("here", "moved"):
        write_sound(tmp_path / name / f"{name}.wav", make_tone(440, 2))
        import_music(storage, tmp_path / name)
    moved = (tmp_path / "moved").rename(tmp_path / "elsewhere")
    lost = frozenset([str(tmp_path / "moved")])
    assert extract_features(storage, tmp_path, 1) == ExtractionResult(1, 0, 1, 0, lost_folders=lost)
    assert {path: track["status"] for path, track in by_path(storage).items()} == {
        "here.wav": "ready",
        "moved.wav": "pending",
    }

    # As the message says.
    import_music(storage, moved)
    assert extract_features(storage, tmp_path, 1) == ExtractionResult(1, 0, 0, 1)


def test_a_clip_that_an_import_replaced_meanwhile_is_not_marked(storage: Storage, tmp_path: Path) -> None:
    write_sound(tmp_path / "music" / "0.wav", make_tone(440, 2))
    import_music(storage, tmp_path / "music")
    with ThreadPoolExecutor(1) as aside:
        running = aside.submit(extract_features, storage, tmp_path, 1)
        # The worker takes seconds to start, and has the clip as it was listed.
        wait_for(lambda: bool(multiprocessing.active_children()))
        storage.tracks.update_many({}, {"$set": {"audio.mtime_ns": 1}})
        assert running.result().analysed == 1
    assert by_path(storage)["0.wav"]["status"] == "pending"


@pytest.fixture
def environment(mongodb_uri: str, storage: Storage, tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / "clips"
    for number in range(CLIPS):
        write_sound(folder / f"{number:02d}.wav", make_noise(8, seed=number))
    import_music(storage, folder)
    settings = {"MONGODB_URI": mongodb_uri, "DATABASE": storage.name, "DATA_DIR": str(tmp_path / "data")}
    return {**os.environ, **{f"SEGUE_{name}": value for name, value in settings.items()}}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_extraction_that_was_stopped_is_completed_with_no_clip_done_twice(
    storage: Storage, environment: dict[str, str], how: signal.Signals
) -> None:
    with subprocess.Popen(
        [SEGUE, "extract", "--workers", "2"], env=environment, stderr=subprocess.PIPE, text=True
    ) as running:
        # At any moment, not only just after something was written.
        wait_for(lambda: storage.features.count_documents({}) > 4)
        time.sleep(random.Random(how).uniform(0, 0.1))
        running.send_signal(how)
        error = running.communicate(timeout=20)[1]
        assert running.returncode == (-signal.SIGKILL if how == signal.SIGKILL else 130)
        assert "Traceback" not in error
        if how == signal.SIGINT:
            assert error.splitlines()[-1] == "Stopped. What was written stays; the next run goes on."
    first = computed_at(storage)
    assert 0 < len(first) < CLIPS
    ready = storage.tracks.count_documents({"status": "ready"})
    # One clip at most may have been between its two writes.
    assert len(first) - ready in (0, 1)

    command = [str(SEGUE), "extract", "--workers", "1"]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert f"{CLIPS - len(first)} clips analysed" in done.stdout
    assert f"{len(first)} had theirs already" in done.stdout
    assert "Listening" in done.stderr
    after = computed_at(storage)
    assert len(after) == CLIPS
    assert {track: when for track, when in after.items() if track in first} == first
    assert storage.tracks.count_documents({"status": "ready", "duration_seconds": 8.0}) == CLIPS


def wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
