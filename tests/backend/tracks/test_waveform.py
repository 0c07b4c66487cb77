"""Facts about the waveform of a track over HTTP."""

import pytest
from fastapi.testclient import TestClient

from backend.domain.feature_vector import N_PEAKS, WAVEFORM
from pipelines.storage import Storage

PEAKS = bytes((7 * part) % 256 for part in range(N_PEAKS))


@pytest.fixture
def peaks(library: Storage) -> bytes:
    """Track 1 has a waveform."""
    library.features.update_one({"_id": 1}, {"$set": {WAVEFORM.name: {"version": 1, "peaks": PEAKS}}})
    return PEAKS


def test_the_waveform_is_400_numbers_and_is_kept(client: TestClient, peaks: bytes) -> None:
    answer = client.get("/tracks/1/waveform")
    assert answer.status_code == 200
    assert answer.json() == {"peaks": list(peaks)}
    assert answer.headers["cache-control"] == "private, max-age=604800"


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
