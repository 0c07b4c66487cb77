"""Decoding: every format, the middle of long files, and everything that a file can have wrong."""

import subprocess
import sys
from pathlib import Path

import librosa
import numpy as np
import pytest
import soundfile

from pipelines import decode_audio as decoding
from pipelines.decode_audio import SAMPLE_RATE_HZ, NotOpenedError, UnreadableError, decode_audio
from tests.synthetic_sounds import find_pitch, make_noise, make_tone, write_sound

ENDINGS = ("wav", "flac", "mp3", "ogg", "opus", "m4a")
PEAK_MEMORY = """
import resource, sys
from pathlib import Path
from pipelines.decode_audio import decode_audio
decode_audio(Path(sys.argv[1]))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
seconds = [round(decode_audio(Path(name)).file_seconds) for name in sys.argv[2:]]
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, *seconds)
"""


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("channels", [1, 2])
def test_every_format_gives_the_tone_that_was_written(tmp_path: Path, ending: str, channels: int) -> None:
    tone = make_tone(440, 3, 48_000)
    path = write_sound(tmp_path / f"tone.{ending}", tone if channels == 1 else np.column_stack([tone, tone]), 48_000)
    sound = decode_audio(path)
    assert sound.samples.dtype == np.float32
    assert sound.samples.ndim == 1
    assert len(sound.samples) == pytest.approx(3 * SAMPLE_RATE_HZ, abs=0.1 * SAMPLE_RATE_HZ)
    assert sound.file_seconds == pytest.approx(3, abs=0.1)
    assert find_pitch(sound.samples) == pytest.approx(440, abs=1)
    assert sound.samples.std() == pytest.approx(0.5 / np.sqrt(2), abs=0.03)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # librosa.load imports modules that Python will drop
@pytest.mark.parametrize("ending", ["wav", "mp3", "flac", "ogg"])
def test_a_clip_is_decoded_as_librosa_loads_it(tmp_path: Path, ending: str) -> None:
    stereo = np.column_stack([make_noise(2, 44_100), make_tone(700, 2, 44_100)])
    path = write_sound(tmp_path / f"clip.{ending}", stereo, 44_100)
    expected, _ = librosa.load(path, sr=SAMPLE_RATE_HZ)
    np.testing.assert_array_equal(decode_audio(path).samples, expected)


@pytest.fixture(scope="module")
def long_sound() -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.concatenate([make_tone(frequency, 40) for frequency in (300, 1000, 3000)])


@pytest.mark.parametrize("ending", ["wav", "flac", "mp3", "ogg", "m4a"])
def test_of_a_long_file_the_middle_is_analysed(
    tmp_path: Path, long_sound: np.ndarray[tuple[int], np.dtype[np.float32]], ending: str
) -> None:
    sound = decode_audio(write_sound(tmp_path / f"long.{ending}", long_sound))
    assert sound.file_seconds == pytest.approx(120, abs=0.2)
    assert len(sound.samples) == pytest.approx(30 * SAMPLE_RATE_HZ, abs=1)
    thirds = np.array_split(sound.samples, 3)
    assert [find_pitch(third) for third in thirds] == pytest.approx([1000] * 3, abs=1)


@pytest.mark.parametrize("ending", ["wav", "flac", "m4a"])
def test_the_middle_is_the_middle_to_the_tenth_of_a_second(tmp_path: Path, ending: str) -> None:
    halves = np.concatenate([make_tone(300, 30), make_tone(3000, 30)])
    samples = decode_audio(write_sound(tmp_path / f"halves.{ending}", halves)).samples
    change = 15 * SAMPLE_RATE_HZ
    margin = SAMPLE_RATE_HZ // 10
    assert find_pitch(samples[: change - margin]) == pytest.approx(300, abs=1)
    assert find_pitch(samples[change + margin :]) == pytest.approx(3000, abs=1)
    assert find_pitch(samples[change - 5 * margin : change - margin]) == pytest.approx(300, abs=3)
    assert find_pitch(samples[change + margin : change + 5 * margin]) == pytest.approx(3000, abs=3)


@pytest.mark.parametrize("seconds", [30.02, 31.4])
def test_a_clip_with_its_padding_is_analysed_whole(tmp_path: Path, seconds: float) -> None:
    sound = decode_audio(write_sound(tmp_path / "clip.flac", make_tone(440, seconds)))
    assert len(sound.samples) == int(seconds * SAMPLE_RATE_HZ)
    assert sound.file_seconds == pytest.approx(seconds, abs=0.001)


@pytest.mark.parametrize("rate_hz", [8_000, 48_000, 96_000])
def test_m4a_of_any_rate_is_decoded(tmp_path: Path, rate_hz: int) -> None:
    sound = decode_audio(write_sound(tmp_path / "tone.m4a", make_tone(440, 33, rate_hz), rate_hz))
    assert sound.file_seconds == pytest.approx(33, abs=0.3)
    assert len(sound.samples) == pytest.approx(30 * SAMPLE_RATE_HZ, abs=1)
    assert find_pitch(sound.samples) == pytest.approx(440, abs=1)


def test_m4a_with_six_channels_is_their_mean(tmp_path: Path) -> None:
    # The fourth is the channel of low effects, of which AAC keeps nothing at this frequency.
    six = np.column_stack([make_tone(440, 3, 48_000)] * 6)
    sound = decode_audio(write_sound(tmp_path / "surround.m4a", six, 48_000))
    assert find_pitch(sound.samples) == pytest.approx(440, abs=1)
    assert sound.samples.std() == pytest.approx(0.5 / np.sqrt(2) * 5 / 6, abs=0.05)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.mp3", b"", "The file is empty."),
        ("zeros.mp3", bytes(100_000), "The file is not audio, or damaged from its start."),
        ("page.mp3", b"<!DOCTYPE html><html><body>404</body></html>" * 50, "The file is not audio"),
        ("header.mp3", b"ID3\x03\x00\x00\x00\x00\x00\x00", "The file is not audio"),
        ("header.wav", b"RIFF\x24\x00\x00\x00WAVEfmt ", "The file is not audio"),
        ("list.mp3", b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nother.wav\n", "The file is not audio"),
    ],
)
def test_what_is_not_audio_is_unreadable(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    write_sound(tmp_path / "other.wav", make_tone(440, 2))
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableError, match=reason):
        decode_audio(tmp_path / name)


def test_a_missing_file_is_told_from_a_broken_one(tmp_path: Path) -> None:
    with pytest.raises(NotOpenedError, match="The file cannot be opened: No such file or directory"):
        decode_audio(tmp_path / "gone.mp3")


@pytest.mark.parametrize("ending", ["wav", "mp3", "m4a"])
def test_silence_is_unreadable(tmp_path: Path, ending: str) -> None:
    path = write_sound(tmp_path / f"silent.{ending}", np.zeros(3 * SAMPLE_RATE_HZ, np.float32))
    with pytest.raises(UnreadableError, match="silent throughout"):
        decode_audio(path)


@pytest.mark.parametrize("ending", ["wav", "flac", "m4a"])
def test_less_than_a_second_is_too_short(tmp_path: Path, ending: str) -> None:
    with pytest.raises(UnreadableError, match=r"too short: 0\.\d\d s"):
        decode_audio(write_sound(tmp_path / f"short.{ending}", make_tone(440, 0.4)))
    assert decode_audio(write_sound(tmp_path / f"enough.{ending}", make_tone(440, 1.1)))


def test_a_file_of_no_samples_holds_no_sound(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="holds no sound"):
        decode_audio(write_sound(tmp_path / "none.wav", np.zeros(0, np.float32)))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_samples_that_are_not_numbers_are_unreadable(tmp_path: Path, value: float) -> None:
    tone = make_tone(440, 2)
    tone[1000] = value
    soundfile.write(tmp_path / "odd.wav", tone, 22_050, subtype="FLOAT")
    with pytest.raises(UnreadableError, match="not numbers"):
        decode_audio(tmp_path / "odd.wav")


@pytest.mark.parametrize("ending", ["wav", "flac", "mp3"])
def test_a_clip_that_was_cut_off_is_used_as_far_as_it_goes(tmp_path: Path, ending: str) -> None:
    path = cut_off(write_sound(tmp_path / f"clip.{ending}", make_tone(440, 20)), 0.3)
    sound = decode_audio(path)
    assert sound.file_seconds == pytest.approx(6, abs=0.5)
    assert len(sound.samples) == pytest.approx(sound.file_seconds * SAMPLE_RATE_HZ, abs=1)
    assert find_pitch(sound.samples) == pytest.approx(440, abs=1)


def test_a_clip_that_lacks_a_little_of_what_its_header_promises_is_decoded_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(decoding, "_count_frames")
    path = cut_off(write_sound(tmp_path / "clip.mp3", make_tone(440, 20)), 0.95)
    sound = decode_audio(path)
    assert sound.file_seconds == pytest.approx(19, abs=0.5)
    assert len(sound.samples) == pytest.approx(sound.file_seconds * SAMPLE_RATE_HZ, abs=1)


@pytest.mark.parametrize("ending", ["wav", "flac", "mp3"])
def test_of_a_long_file_without_its_middle_the_middle_of_the_rest_is_analysed(tmp_path: Path, ending: str) -> None:
    three = np.concatenate([make_tone(frequency, 20) for frequency in (300, 1000, 3000)])
    path = cut_off(write_sound(tmp_path / f"long.{ending}", np.concatenate([three, three])), 0.5)
    sound = decode_audio(path)
    assert sound.file_seconds == pytest.approx(60, abs=1)
    assert find_pitch(sound.samples) == pytest.approx(1000, abs=1)


def test_an_m4a_that_breaks_off_is_used_as_far_as_it_goes(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "long.m4a", make_noise(50))
    content = bytearray(path.read_bytes())
    # The table of contents stands at the end here, so the sound is wiped out instead of cut off.
    start = int(len(content) * 0.5)
    stop = content.rindex(b"moov") - 4
    content[start:stop] = bytes(stop - start)
    path.write_bytes(content)
    sound = decode_audio(path)
    assert 20 < sound.file_seconds < 51
    assert len(sound.samples) == pytest.approx(min(30, sound.file_seconds) * SAMPLE_RATE_HZ, abs=2000)
    assert np.sqrt((sound.samples[-SAMPLE_RATE_HZ:] ** 2).mean()) > 0.05


def test_a_long_file_is_never_held_in_memory(tmp_path: Path) -> None:
    clip = write_sound(tmp_path / "clip.wav", make_tone(440, 40, 44_100), 44_100)
    minute = np.column_stack([make_tone(440, 60, 44_100)] * 2)
    long = [tmp_path / "long.wav", tmp_path / "long.flac"]
    for path in long:
        with soundfile.SoundFile(path, "w", 44_100, 2) as file:
            for _ in range(8):
                file.write(minute)
    # As 32-bit floats one of them would be 169 MB.
    command = [sys.executable, "-c", PEAK_MEMORY, *map(str, [clip, *long])]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert output[1:] == ["480", "480"]
    assert int(output[0]) < 60


def cut_off(path: Path, share: float) -> Path:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path
