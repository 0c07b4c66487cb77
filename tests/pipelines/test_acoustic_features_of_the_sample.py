"""The acoustic features of real music, of the sample in FMA's layout: librosa's own numbers, clip by clip."""

import os
from pathlib import Path

import numpy as np
import pytest

from pipelines.acoustic_features import compute_frames
from pipelines.decode_audio import UnreadableError, decode_audio
from tests import plain_librosa

SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "fma" / "fma_sample"
EVERY = int(os.environ.get("SEGUE_TEST_EVERY", "12"))
"""The plain calls take most of a second a clip; SEGUE_TEST_EVERY=1 compares all of them."""
CLIPS = sorted(SAMPLE.glob("[0-9]*/[0-9]*.mp3"))[::EVERY]


@pytest.mark.skipif(not CLIPS, reason="the sample in FMA's layout is not here: ../shared/data/fma")
@pytest.mark.parametrize("path", CLIPS, ids=lambda path: path.stem)
def test_every_feature_of_a_clip_equals_the_plain_call_of_librosa(path: Path) -> None:
    try:
        samples = decode_audio(path).samples
    except UnreadableError as error:
        pytest.skip(f"broken on purpose: {error}")
    found, tempo_bpm = compute_frames(samples)
    expected, expected_bpm = plain_librosa.compute_frames(samples)
    assert set(found) == set(expected)
    for feature, rows in expected.items():
        # The margin for numbers near zero is a ten thousandth of the feature's largest.
        atol = 1e-4 * np.abs(rows).max()
        np.testing.assert_allclose(found[feature], rows, rtol=1e-3, atol=atol, err_msg=feature)
    assert tempo_bpm == pytest.approx(expected_bpm, rel=1e-3)
