"""Decodes what is analysed of a sound file: mono, 22,050 Hz, the whole of a clip or the middle of a longer piece."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import av
import librosa
import numpy as np
import soundfile
from numpy.typing import NDArray

SAMPLE_RATE_HZ = 22_050
"""librosa's default: half of the CD rate keeps what timbre needs, up to 11 kHz."""
ANALYSED_SECONDS = 30.0
WHOLE_SECONDS = 31.5
"""Files up to this length are analysed whole: a nominal 30-second clip is a little longer by its encoder's padding."""
SHORTEST_SECONDS = 1.0
SILENCE = 1e-4
"""A file whose largest sample stays below this (-80 dBFS) is silent to any ear."""
COUNTED_FRAMES = 4096
"""Frames read at once while a damaged file is measured: a block of FLAC, the smallest part of it that can be lost."""
TOLERATED_SECONDS = 0.5
"""A header may be wrong by so much without the file being cut off."""

FFMPEG_OPTIONS = {"protocol_whitelist": "file", "format_whitelist": "mov,mp3,flac,ogg,wav,aac"}
"""FFmpeg guesses the format: a playlist that is named like a song must not make it fetch what stands in there."""

Samples = NDArray[np.float32]
"""Mono samples, (n,), nominally from -1 to 1."""


class UnreadableError(Exception):
    """A sound file cannot be used; the message is the reason, in words for the listener."""


class NotOpenedError(UnreadableError):
    """The file is not there, or may not be read: that is no fault of the sound, and may be otherwise later."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What is analysed of a file, at SAMPLE_RATE_HZ, and how long the whole file lasts."""

    samples: Samples
    file_seconds: float


def decode_audio(path: Path) -> Sound:
    """Return the sound of a file. One that is damaged or cut off is used as far as it can be read.

    Raises:
        NotOpenedError: the file is missing, or may not be read.
        UnreadableError: the file is empty, not audio, silent, too short, or holds numbers that are none.
    """
    _require_content(path)
    try:
        channels, rate_hz, file_seconds = _read_with_libsndfile(path)
    except soundfile.LibsndfileError:
        channels, rate_hz, file_seconds = _read_with_ffmpeg(path)
    # As librosa.load does it: the mean of the channels first, then the resampling. As a product with what libsndfile
    # lays out sample by sample, it takes a tenth of the time of `librosa.to_mono`.
    mono = channels.T @ np.full(len(channels), 1 / len(channels), np.float32)
    _require_sound(mono, rate_hz)
    samples = librosa.resample(mono, orig_sr=rate_hz, target_sr=SAMPLE_RATE_HZ)
    return Sound(samples, file_seconds)


def _require_content(path: Path) -> None:
    try:
        with path.open("rb") as file:
            first = file.read(1)
    except OSError as error:
        raise NotOpenedError(f"The file cannot be opened: {error.strerror}.") from error
    if not first:
        raise UnreadableError("The file is empty.")


def _require_sound(mono: Samples, rate_hz: int) -> None:
    if not len(mono):
        raise UnreadableError("The file holds no sound.")
    seconds = len(mono) / rate_hz
    if seconds < SHORTEST_SECONDS:
        raise UnreadableError(f"The sound is too short: {seconds:.2f} s, and at least 1 s is needed.")
    loudest = max(mono.max(), -mono.min())
    if not np.isfinite(loudest):
        raise UnreadableError("The sound holds samples that are not numbers.")
    if loudest < SILENCE:
        raise UnreadableError("The sound is silent throughout.")


def _read_with_libsndfile(path: Path) -> tuple[Samples, int, float]:
    """Return channels (channels, n), their rate and the length of the file in seconds."""
    with soundfile.SoundFile(path) as file:
        frames, rate_hz = file.frames, file.samplerate
    channels = _read_middle(path, frames)
    if channels is None:
        # The header promises more than there is: the file was cut off.
        frames = _count_frames(path)
        channels = _read_middle(path, frames)
    if channels is None:
        raise UnreadableError("The file is damaged from its start.")
    if frames <= WHOLE_SECONDS * rate_hz:
        # The headers of many mp3 clips promise a little more than there is.
        frames = channels.shape[1]
    return channels, rate_hz, frames / rate_hz


def _read_middle(path: Path, frames: int) -> Samples | None:
    """Return what is analysed of a file of so many frames; None if what is there is something else.

    Of a clip that is read whole that is what there is of it.
    """
    with soundfile.SoundFile(path) as file:
        start, wanted = 0, frames
        if frames > WHOLE_SECONDS * file.samplerate:
            wanted = int(ANALYSED_SECONDS * file.samplerate)
            start = (frames - wanted) // 2
        try:
            file.seek(start)
            channels: Samples = file.read(wanted, dtype="float32", always_2d=True).T
        except soundfile.LibsndfileError:
            return None
    is_there = channels.shape[1] == wanted or (start == 0 and channels.shape[1] > 0)
    return channels if is_there else None


def _count_frames(path: Path) -> int:
    """Return how many frames can be read before the end, or before the damage."""
    frames = 0
    with soundfile.SoundFile(path) as file, suppress(soundfile.LibsndfileError):
        while read := len(file.read(COUNTED_FRAMES, dtype="float32", always_2d=True)):
            frames += read
    return frames


def _read_with_ffmpeg(path: Path) -> tuple[Samples, int, float]:
    """Return the same as `_read_with_libsndfile`, for the formats that only FFmpeg knows (AAC in m4a)."""
    try:
        with av.open(str(path), options=FFMPEG_OPTIONS) as container:
            if not container.streams.audio:
                raise UnreadableError("The file is not audio.")
            rate_hz = container.streams.audio[0].rate
            seconds = float((container.duration or 0) / av.time_base)
            channels = _decode_middle(container, seconds)
            if channels.shape[1] < (min(seconds, ANALYSED_SECONDS) - TOLERATED_SECONDS) * rate_hz:
                # As above: the file was cut off.
                seconds = _count_seconds(container)
                channels = _decode_middle(container, seconds)
            return channels, rate_hz, seconds
    except av.FFmpegError as error:
        raise UnreadableError("The file is not audio, or damaged from its start.") from error


def _decode_middle(container: av.container.InputContainer, seconds: float) -> Samples:
    """Return what is analysed of a file of so many seconds, or as much of that as there is."""
    stream = container.streams.audio[0]
    start, length = 0.0, WHOLE_SECONDS
    if seconds > WHOLE_SECONDS:
        start, length = (seconds - ANALYSED_SECONDS) / 2, ANALYSED_SECONDS
    resampler = av.AudioResampler(format="fltp", layout=stream.layout, rate=stream.rate)
    wanted, read = int(length * stream.rate), 0
    blocks = [np.zeros((stream.channels, 0), np.float32)]
    for frame in _decode_frames(container, start):
        for block in resampler.resample(frame):
            blocks.append(block.to_ndarray().astype(np.float32, copy=False))
            read += block.samples
        if read >= wanted:
            break
    return np.concatenate(blocks, axis=1)[:, :wanted]


def _count_seconds(container: av.container.InputContainer) -> float:
    """Return how long the sound lasts before the end, or before the damage."""
    return max((_end_seconds(frame) for frame in _decode_frames(container, 0.0)), default=0.0)


def _decode_frames(container: av.container.InputContainer, start: float) -> Iterator[av.AudioFrame]:
    """Yield the frames that sound after `start`, in seconds, as far as they can be decoded."""
    container.seek(int(start * av.time_base))
    with suppress(av.FFmpegError):  # damaged from there on
        for frame in container.decode(audio=0):
            if _end_seconds(frame) > start:
                yield frame


def _end_seconds(frame: av.AudioFrame) -> float:
    return float((frame.time or 0.0) + frame.samples / frame.rate)
