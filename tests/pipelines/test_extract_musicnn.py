"""Extraction with MusiCNN beside the acoustic features, with random weights: what is heard, when, and the tags."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backend.domain.feature_vector import ACOUSTIC, MUSICNN, unpack_vector
from backend.domain.sound_tags import TAGS, choose_tags
from pipelines.extract_features import ExtractionResult, extract_features
from pipelines.import_tracks import import_music
from pipelines.musicnn_weights import NetworkUnavailableError, convert_wheel, locate_network
from pipelines.steps import run_extract
from pipelines.storage import Storage
from pipelines.tag_tracks import tag_tracks
from tests.synthetic_musicnn import make_tensors, write_wheel
from tests.synthetic_sounds import make_tone, write_sound


def by_path(storage: Storage) -> dict[str, dict[str, Any]]:
    return {track["audio"]["path"]: track for track in storage.tracks.find({"audio": {"$ne": None}})}


def computed_at(storage: Storage, feature_set: str) -> dict[int, Any]:
    return {one["_id"]: one[feature_set]["computed_at"] for one in storage.features.find()}


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """MusiCNN with random weights, where the downloaded one would be."""
    for package in ("onnx", "onnxruntime"):
        pytest.importorskip(package, reason="this needs the extra `neural`")
    wheel = write_wheel(tmp_path / "musicnn.whl", make_tensors(1, len(MUSICNN.slots), len(TAGS)))
    convert_wheel(wheel, locate_network(tmp_path))
    return locate_network(tmp_path)


def spoil_network(network: Path) -> None:
    """Take the second of its answers away: it can still be loaded, and fails on whatever it is to hear."""
    onnx = pytest.importorskip("onnx")
    model = onnx.load(network)
    model.graph.output.pop()
    onnx.save(model, network)


def test_a_network_that_comes_later_hears_what_was_analysed_before_and_nothing_else_is_done_again(
    storage: Storage, tmp_path: Path, network: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(3):
        write_sound(tmp_path / "music" / f"{number}.wav", make_tone(300 * (number + 1), 2))
    import_music(storage, tmp_path / "music")
    away = network.rename(tmp_path / "elsewhere")
    assert extract_features(storage, tmp_path, 1) == ExtractionResult(3, 0, 0, 0)
    assert storage.features.count_documents({"musicnn": {"$exists": True}}) == 0
    before = computed_at(storage, "acoustic")

    away.rename(network)
    result = run_extract(storage, tmp_path, 1)
    assert result == ExtractionResult(3, 0, 0, 0, extended=3)
    assert "3 had their acoustic features already and lacked others, 0 lacked none." in capsys.readouterr().out
    assert computed_at(storage, "acoustic") == before
    for path, track in by_path(storage).items():
        features = storage.features.find_one({"_id": track["_id"]})
        assert features is not None
        heard = features["musicnn"]
        assert (heard["version"], heard["mtime_ns"]) == (MUSICNN.version, track["audio"]["mtime_ns"])
        assert unpack_vector(heard["vector"]).shape == (200,)
        assert unpack_vector(heard["tags"]).shape == (50,)
        assert heard["computed_by"].keys() >= {"librosa", "onnxruntime"}
        assert track["tags"] == choose_tags(unpack_vector(heard["tags"])) != []
        assert track["status"] == "ready", path
    assert extract_features(storage, tmp_path, 1) == ExtractionResult(0, 0, 0, 3)

    # An outdated acoustic vector is no reason to hear a clip again.
    heard_at = computed_at(storage, "musicnn")
    storage.features.update_many({}, {"$set": {"acoustic.version": ACOUSTIC.version - 1}})
    assert extract_features(storage, tmp_path, 1) == ExtractionResult(3, 0, 0, 0)
    assert storage.features.count_documents({"acoustic.version": ACOUSTIC.version}) == 3
    assert computed_at(storage, "musicnn") == heard_at


def test_what_was_heard_of_a_file_that_changed_is_forgotten_where_the_network_is_gone(
    storage: Storage, tmp_path: Path
) -> None:
    for name in ("same", "changed"):
        write_sound(tmp_path / "music" / f"{name}.wav", make_tone(440, 2))
    import_music(storage, tmp_path / "music")
    for path, track in by_path(storage).items():
        audio = track["audio"]
        heard = {"version": MUSICNN.version, "bytes": audio["bytes"], "tags": bytes(200)}
        heard["mtime_ns"] = audio["mtime_ns"] + (path == "changed.wav")
        storage.features.insert_one({"_id": track["_id"], "musicnn": heard})
    assert extract_features(storage, tmp_path, 1).analysed == 2
    kept = {one["_id"] for one in storage.features.find({"musicnn": {"$exists": True}})}
    assert kept == {by_path(storage)["same.wav"]["_id"]}
    assert storage.features.count_documents({"acoustic.version": ACOUSTIC.version}) == 2


def test_what_the_network_fails_on_is_ready_by_its_acoustic_features_and_heard_by_the_next_run(
    storage: Storage, tmp_path: Path, network: Path
) -> None:
    write_sound(tmp_path / "music" / "0.wav", make_tone(440, 2))
    (tmp_path / "music" / "1.wav").write_bytes(b"no sound")
    import_music(storage, tmp_path / "music")
    sound = network.read_bytes()
    spoil_network(network)
    assert extract_features(storage, tmp_path, 1) == ExtractionResult(2, 1, 0, 0)
    assert {path: track["status"] for path, track in by_path(storage).items()} == {
        "0.wav": "ready",
        "1.wav": "unreadable",
    }
    features = storage.features.find_one()
    assert features is not None
    assert "musicnn" not in features
    assert unpack_vector(features["acoustic"]["vector"]).shape == (len(ACOUSTIC.slots),)

    network.write_bytes(sound)
    assert extract_features(storage, tmp_path, 1) == ExtractionResult(1, 0, 0, 0, extended=1)
    assert storage.features.count_documents({"musicnn.version": MUSICNN.version}) == 1
    assert computed_at(storage, "acoustic") == {features["_id"]: features["acoustic"]["computed_at"]}


def test_a_damaged_network_is_told_and_no_clip_is_blamed(storage: Storage, tmp_path: Path, network: Path) -> None:
    write_sound(tmp_path / "music" / "0.wav", make_tone(440, 2))
    import_music(storage, tmp_path / "music")
    network.write_bytes(b"damaged")
    with pytest.raises(NetworkUnavailableError, match="is damaged"):
        extract_features(storage, tmp_path, 1)
    assert by_path(storage)["0.wav"]["status"] == "pending"


def test_tags_are_completed_and_those_of_a_file_that_changed_are_not_taken(storage: Storage, tmp_path: Path) -> None:
    for name in ("same", "changed", "unheard"):
        write_sound(tmp_path / f"{name}.wav", make_tone(440, 2))
    import_music(storage, tmp_path)
    likelihoods = np.zeros(50, np.float32)
    likelihoods[[TAGS.index("female vocalists"), TAGS.index("chillout")]] = 0.6, 0.4
    for path, track in by_path(storage).items():
        audio = track["audio"]
        heard = {"version": MUSICNN.version, "bytes": audio["bytes"], "tags": likelihoods.tobytes()}
        heard["mtime_ns"] = audio["mtime_ns"] + (path == "changed.wav")
        if path != "unheard.wav":
            storage.features.insert_one({"_id": track["_id"], "musicnn": heard})
    assert tag_tracks(storage) == 1
    assert tag_tracks(storage) == 0
    tracks = by_path(storage)
    assert tracks["same.wav"]["tags"] == ["female vocalists", "chillout"]
    assert tracks["same.wav"]["tag_words"] == ["chillout", "female", "vocalists"]
    assert tracks["changed.wav"]["tags"] == tracks["unheard.wav"]["tags"] == []
