"""Facts about the waveform of a track over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.domain.feature_vector import N_PEAKS, WAVEFORM
from pipelines.storage import Storage
from tests.backend.conftest import SOUND

PEAKS = bytes((7 * part) % 256 for part in range(N_PEAKS))


@pytest.fixture
def peaks(library: Storage) -> bytes:
    """Track 1 has a waveform."""
    waveform = {"version": WAVEFORM.version, "bytes": len(SOUND), "mtime_ns": 1, "peaks": PEAKS}
    library.features.update_one({"_id": 1}, {"$set": {WAVEFORM.name: waveform}})
    return PEAKS


def test_the_waveform_is_400_numbers_that_are_compared_each_time(client: TestClient, peaks: bytes) -> None:
    answer = client.get("/tracks/1/waveform")
    assert answer.status_code == 200
    assert answer.json() == {"peaks": list(peaks)}
    assert answer.headers["cache-control"] == "private, no-cache"


def test_a_client_that_has_the_waveform_gets_304(client: TestClient, library: Storage, peaks: bytes) -> None:
    etag = client.get("/tracks/1/waveform").headers["etag"]
    # It may have been compressed on its way, so that the tag is of no particular bytes.
    assert etag.startswith("W/")
    answer = client.get("/tracks/1/waveform", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    library.features.update_one({"_id": 1}, {"$set": {f"{WAVEFORM.name}.peaks": bytes(N_PEAKS)}})
    assert client.get("/tracks/1/waveform", headers={"If-None-Match": etag}).status_code == 200


def test_a_track_that_is_not_analysed_has_none_yet(client: TestClient) -> None:
    answer = client.get("/tracks/2/waveform")
    assert answer.status_code == 404
    assert answer.json()["detail"] == "Track 2 has no waveform yet: `segue extract` makes it."


@pytest.mark.parametrize("change", [{"audio.bytes": 9}, {"audio.mtime_ns": 2}])
def test_the_waveform_of_a_file_that_was_replaced_is_not_answered(
    client: TestClient, library: Storage, peaks: bytes, change: dict[str, int]
) -> None:
    library.tracks.update_one({"_id": 1}, {"$set": change})
    assert "no waveform yet" in client.get("/tracks/1/waveform").json()["detail"]


def test_a_waveform_of_an_older_version_is_not_answered(client: TestClient, library: Storage, peaks: bytes) -> None:
    library.features.update_one({"_id": 1}, {"$inc": {f"{WAVEFORM.name}.version": -1}})
    assert client.get("/tracks/1/waveform").status_code == 404


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"status": "no_audio", "audio": None}, "as it has no sound file."),
        ({"status": "unreadable", "status_reason": "It is empty."}, "as its file is unreadable: It is empty."),
    ],
)
def test_a_track_that_never_gets_a_waveform_says_why(
    client: TestClient, library: Storage, change: dict[str, Any], why: str
) -> None:
    library.tracks.update_one({"_id": 1}, {"$set": change})
    answer = client.get("/tracks/1/waveform")
    assert (answer.status_code, answer.json()["detail"]) == (404, f"Track 1 has no waveform, {why}")
