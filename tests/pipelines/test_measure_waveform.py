"""The peaks of sounds whose loudness is known, in short and long files, whole and damaged."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile

from backend.domain.feature_vector import N_PEAKS
from pipelines.decode_audio import SAMPLE_RATE_HZ, decode_audio
from pipelines.decode_blocks import BLOCK_FRAMES, decode_blocks
from pipelines.measure_waveform import find_peaks, measure_waveform
from tests.synthetic_sounds import Samples, make_tone, write_sound


def make_swell(seconds: float, rate_hz: int = SAMPLE_RATE_HZ) -> Samples:
    """A tone that grows evenly from nothing to its full loudness."""
    tone = make_tone(440, seconds, rate_hz)
    return tone * np.linspace(0, 1, len(tone), dtype=np.float32)


def measure(path: Path) -> list[int]:
    return list(measure_waveform(path, decode_audio(path)))


@pytest.mark.parametrize("seconds", [2, 31.6, 50])
@pytest.mark.parametrize("ending", ["wav", "mp3", "m4a"])
def test_the_peaks_cover_the_whole_file_evenly(tmp_path: Path, ending: str, seconds: float) -> None:
    peaks = measure(write_sound(tmp_path / f"a.{ending}", make_swell(seconds)))
    assert len(peaks) == N_PEAKS
    assert max(peaks) == 255
    expected = np.arange(1, N_PEAKS + 1) * 255 / N_PEAKS
    # Encoders put a twentieth of a second of silence in front, and overshoot by a twentieth of full scale.
    late = 0.06 / seconds * 255
    assert np.abs(peaks - expected).max() < 0.05 * 255 + late


@pytest.mark.parametrize("seconds", [20, 40])
def test_the_loudest_sample_counts_however_short_it_is_and_however_quiet_the_file(tmp_path: Path, seconds: int) -> None:
    samples = np.full(seconds * SAMPLE_RATE_HZ, 0.001, np.float32)
    samples[len(samples) * 3 // 4 + 5] = -0.01
    peaks = measure(write_sound(tmp_path / "a.wav", samples, subtype="FLOAT"))
    assert peaks[300] == 255
    assert [peak for at, peak in enumerate(peaks) if at not in (299, 300, 301)] == pytest.approx([26] * 397, abs=2)


def test_peaks_are_the_largest_samples_of_equal_parts_wherever_the_blocks_end() -> None:
    samples = np.random.default_rng(1).standard_normal(40_013).astype(np.float32)
    parts = np.arange(len(samples)) * N_PEAKS // len(samples)
    expected = [np.abs(samples[parts == part]).max() for part in range(N_PEAKS)]
    for size in (7, 100, 4_096, 50_000):
        blocks = [(samples[start : start + size], 8_000) for start in range(0, len(samples), size)]
        np.testing.assert_array_equal(find_peaks(blocks, len(samples) / 8_000), np.array(expected, np.float64))


def test_a_file_that_is_longer_than_it_says_ends_in_its_last_part() -> None:
    samples = np.linspace(0, 1, 8_100, dtype=np.float32)
    peaks = find_peaks([(samples, 8_000)], 1.0)
    assert peaks[-1] == 1
    assert peaks[-2] < 0.99


def test_numbers_that_are_none_are_silent() -> None:
    samples = np.full(8_000, 0.5, np.float32)
    samples[[10, 4_000]] = np.nan, np.inf
    np.testing.assert_array_equal(find_peaks([(samples, 8_000)], 1.0), np.full(N_PEAKS, 0.5))


@pytest.mark.parametrize("ending", ["wav", "mp3", "m4a"])
def test_channels_are_averaged_as_for_everything_else(tmp_path: Path, ending: str) -> None:
    left, right = make_swell(35), make_swell(35)[::-1]
    [(first, rate_hz), *others] = decode_blocks(write_sound(tmp_path / f"a.{ending}", np.stack([left, right], axis=1)))
    assert rate_hz == SAMPLE_RATE_HZ
    samples = np.concatenate([first, *(block for block, _ in others)])
    assert len(samples) == pytest.approx(35 * SAMPLE_RATE_HZ, rel=0.01)
    middle = len(samples) // 2
    assert np.abs(samples[: SAMPLE_RATE_HZ * 5]).max() == pytest.approx(0.25, abs=0.06)
    assert np.abs(samples[middle : middle + SAMPLE_RATE_HZ]).max() < 0.6


@pytest.mark.parametrize("ending", ["mp3", "m4a"])
def test_what_was_cut_off_is_silent(tmp_path: Path, ending: str) -> None:
    path = write_sound(tmp_path / f"a.{ending}", make_tone(440, 60))
    sound = decode_audio(path)
    with path.open("rb+") as file:
        file.truncate(path.stat().st_size * 3 // 4)
    peaks = list(measure_waveform(path, sound))
    # What an m4a holds stands at its end: without that nothing of it is left.
    sounding = 290 if ending == "mp3" else 0
    assert all(peak > 200 for peak in peaks[5:sounding])
    assert peaks[310:] == [0] * 90


def test_blocks_of_an_mp3_are_what_it_is_in_one_piece(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.mp3", make_swell(20))
    blocks = [block for block, _ in decode_blocks(path)]
    assert len(blocks) > 5
    whole, _ = soundfile.read(path, dtype="float32")
    np.testing.assert_allclose(np.concatenate(blocks), whole, atol=1e-6)


def test_a_file_that_went_away_is_silent(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", make_tone(440, 40))
    sound = decode_audio(path)
    path.write_bytes(b"<html>")
    assert measure_waveform(path, sound) == bytes(N_PEAKS)


def test_a_long_file_takes_no_more_memory_than_a_block(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.wav", make_tone(440, 600))
    sound = decode_audio(path)
    tracemalloc.start()
    measure_waveform(path, sound)
    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most_bytes < 8 * BLOCK_FRAMES * 4
