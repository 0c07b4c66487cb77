"""The picture of a sound file, inside it or beside it; the service shows it, an import asks whether there is one."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import mutagen
from mutagen.flac import FLAC
from mutagen.flac import Picture as FlacPicture
from mutagen.id3 import ID3
from mutagen.mp4 import MP4Tags

from backend.tagged_files import UNPARSABLE, open_tagged

LARGEST_BYTES = 16 * 2**20
"""No larger picture is shown: it is sent as a whole. A picture in a FLAC file cannot be larger.

That does not bound the memory of looking for it: mutagen reads a file's whole tag first, of up to 256 MB in ID3.
"""

FRONT_COVER = 3
"""The type of that picture in ID3 and in FLAC, which may hold those of musicians and labels as well."""

NAMES = ("cover", "folder", "front", "album")
ENDINGS = ("jpg", "jpeg", "png", "webp")
"""What pictures beside the sound are called, in any case; the first name counts for most."""

_SIGNED_BYTES = 12


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is stored, and what it is by its own first bytes."""

    content: bytes
    media_type: str


def find_embedded_picture(sound: mutagen.FileType) -> Picture | None:
    """Return the picture in a sound file, the front cover if there are several. Raises UNPARSABLE."""
    found = sorted(_list_pictures(sound), key=lambda one: one[0] != FRONT_COVER)
    return next((picture for _, content in found if (picture := _recognise(content))), None)


def read_embedded_picture(path: Path) -> Picture | None:
    """Return the picture in the sound file at `path`; none where it cannot be understood."""
    try:
        sound = open_tagged(path)
        return find_embedded_picture(sound) if sound is not None else None
    except UNPARSABLE:
        return None


def find_picture_beside(root: Path, sound: str) -> Path | None:
    """Return the picture in the folder of the sound file `sound` of the library at `root`, never one outside."""
    folder = (root / sound).parent
    try:
        names = sorted(filter(_is_cover, (path.name for path in folder.iterdir())), key=_rank)
        paths = [(folder / name).resolve() for name in names]
        return next((path for path in paths if path.is_relative_to(root.resolve()) and _holds_picture(path)), None)
    except OSError:
        return None


def read_picture(path: Path) -> Picture | None:
    """Return the picture that is the file at `path`; none where it cannot be read, or is too large."""
    try:
        return _recognise(path.read_bytes())
    except OSError:
        return None


def _list_pictures(sound: mutagen.FileType) -> Iterator[tuple[int, bytes]]:
    """Yield each picture in a file with its type."""
    tags = sound.tags
    if isinstance(sound, FLAC):
        yield from ((one.type, one.data) for one in sound.pictures)
    elif isinstance(tags, ID3):
        yield from ((int(one.type), one.data) for one in tags.getall("APIC"))
    elif isinstance(tags, MP4Tags):
        yield from ((FRONT_COVER, bytes(one)) for one in tags.get("covr", []))
    elif tags is not None:
        # Vorbis comments hold what a FLAC file would, in words.
        for text in cast(Mapping[str, list[Any]], tags).get("metadata_block_picture", []):
            one = FlacPicture(base64.b64decode(text))
            yield one.type, one.data


def _recognise(content: bytes) -> Picture | None:
    media_type = _find_media_type(content[:_SIGNED_BYTES])
    return Picture(content, media_type) if media_type and len(content) <= LARGEST_BYTES else None


def _find_media_type(start: bytes) -> str | None:
    """Return what a picture is; whatever a tag or a name calls it, a browser must not take it for anything else."""
    if start.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if start.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    return "image/webp" if start[:4] == b"RIFF" and start[8:] == b"WEBP" else None


def _is_cover(name: str) -> bool:
    stem, _, ending = name.lower().rpartition(".")
    return stem in NAMES and ending in ENDINGS


def _rank(name: str) -> tuple[int, str]:
    return NAMES.index(Path(name).stem.lower()), name


def _holds_picture(path: Path) -> bool:
    if not path.is_file() or path.stat().st_size > LARGEST_BYTES:
        return False
    with path.open("rb") as file:
        return _find_media_type(file.read(_SIGNED_BYTES)) is not None
