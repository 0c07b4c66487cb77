"""Opens a sound file with its tags, for its pictures in the service and for all that it says in an import."""

import struct
from pathlib import Path
from typing import cast

import mutagen
from mutagen.flac import FLAC
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

# mutagen promises MutagenError only, but its parsers meet damaged files with these as well.
UNPARSABLE = (
    mutagen.MutagenError,
    OSError,
    ValueError,
    LookupError,
    ArithmeticError,
    EOFError,
    struct.error,
    TypeError,
    AttributeError,
)

_OTHER_FORMATS = [FLAC, MP4, OggOpus, OggVorbis, WAVE]


def open_tagged(path: Path) -> mutagen.FileType | None:
    """Return a sound file with its tags, or None for what is none. Raises UNPARSABLE for one that is damaged."""
    if path.suffix.lower() != ".mp3":
        return cast(mutagen.FileType | None, mutagen.File(path))
    try:
        # A third of the time that looking for the format takes.
        return MP3(path)  # type: ignore[no-untyped-call]  # mutagen is not annotated
    except mutagen.MutagenError:
        # Perhaps another format under this name, which would decide for MP3 if that were among the options.
        return cast(mutagen.FileType | None, mutagen.File(path, options=_OTHER_FORMATS))
