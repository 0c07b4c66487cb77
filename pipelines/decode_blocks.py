"""Decodes a whole sound file block by block, so that the longest one takes no more memory than any other."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import av
import numpy as np
import soundfile

from pipelines.decode_audio import FFMPEG_OPTIONS, Samples

BLOCK_FRAMES = 65_536
"""A second and a half at the rate of a CD."""

Block = tuple[Samples, int]
"""Mono samples (n,), the mean of the channels, and their rate in Hz."""


def decode_blocks(path: Path) -> Iterator[Block]:
    """Yield the sound of a file from its start to its end, or to where it is damaged; nothing of what is no sound."""
    try:
        file = _Stream(path)
    except soundfile.LibsndfileError:
        yield from _decode_with_ffmpeg(path)
        return
    with file, suppress(soundfile.LibsndfileError):  # damaged from there on
        while len(block := file.read(BLOCK_FRAMES, dtype="float32", always_2d=True)):
            yield block.mean(axis=1), file.samplerate


class _Stream(soundfile.SoundFile):  # type: ignore[misc]  # soundfile is not annotated
    """A file that is read in one go. Otherwise soundfile seeks to where it is after every block, and libsndfile's
    decoder of mp3 then leaves out the next few hundredths of a second."""

    def seekable(self) -> bool:
        return False


def _decode_with_ffmpeg(path: Path) -> Iterator[Block]:
    with suppress(av.FFmpegError), av.open(str(path), options=FFMPEG_OPTIONS) as container:
        if not container.streams.audio:
            return
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="fltp", layout=stream.layout, rate=stream.rate)
        for frame in container.decode(stream):
            for block in resampler.resample(frame):
                yield block.to_ndarray().mean(axis=0, dtype=np.float32), stream.rate
