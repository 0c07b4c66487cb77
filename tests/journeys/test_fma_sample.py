"""The journey of a real FMA-format sample: from files with all their faults to recommendations."""

import json
from itertools import pairwise
from pathlib import Path

import httpx2 as httpx
import pytest

from tests.journeys.segue_process import REPOSITORY, run_segue, serve_segue

SAMPLE = REPOSITORY.parent / "shared" / "data" / "fma"
BROKEN = {1486, 98558, 98566, 99134, 108925, 133297}

pytestmark = pytest.mark.skipif(not SAMPLE.is_dir(), reason="the FMA sample is not beside the project")


def test_the_sample_goes_from_files_to_recommendations(tmp_path: Path) -> None:
    imported = run_segue(tmp_path, "import", "fma", SAMPLE / "fma_sample", "--metadata", SAMPLE / "fma_metadata")
    assert "818 added" in imported
    run_segue(tmp_path, "extract")
    report = json.loads(run_segue(tmp_path, "report", "--json"))
    assert report["tracks"] == 818
    assert report["by_status"] == {"pending": 0, "ready": 131, "no_audio": 681, "unreadable": 6}
    assert {clip["track"] for clip in report["unusable"]} == BROKEN
    assert all(clip["reason"] for clip in report["unusable"])

    assert "0 clips analysed" in run_segue(tmp_path, "extract")
    assert "131 tracks into 8 clusters" in run_segue(tmp_path, "cluster")

    with serve_segue(tmp_path, "serve") as address, httpx.Client(base_url=address) as listener:
        tracks = listener.get("/tracks", params={"limit": 200}).json()
        assert tracks["total"] == 131
        played = [track["id"] for track in tracks["items"][:5]]
        lists = [_play(listener, track_id) for track_id in played]
        assert all(len(one) == 20 for one in lists)
        assert all(one != other for one, other in pairwise(lists))
        assert not set(lists[-1]) & set(played)
        sound = listener.get(f"/tracks/{played[0]}/audio", headers={"Range": "bytes=0-1023"})
        assert (sound.status_code, len(sound.content)) == (206, 1024)
        assert listener.get("/history").json()["total"] == 5


def _play(listener: httpx.Client, track_id: int) -> list[int]:
    answer = listener.post("/play", json={"track_id": track_id})
    assert answer.status_code == 201
    return [one["track"]["id"] for one in answer.json()["recommendations"]]
