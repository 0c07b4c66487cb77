"""Pictures that are none but for their first bytes, and sound files of every format that hold them."""

import base64
from pathlib import Path

import mutagen
from mutagen.flac import Picture
from mutagen.id3 import APIC
from mutagen.mp4 import MP4Cover

JPEG = b"\xff\xd8\xff\xe0" + b"jpeg" * 40
PNG = b"\x89PNG\r\n\x1a\n" + b"png" * 40
GIF = b"GIF89a" + b"gif" * 40
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 " + b"webp" * 40

FRONT, BACK = 3, 4


def embed_picture(path: Path, content: bytes, kind: int = FRONT, media_type: str = "image/jpeg") -> Path:
    """Add a picture to a sound file, under a type that need not be its own."""
    sound = mutagen.File(path)
    if sound.tags is None:
        sound.add_tags()
    if path.suffix in {".mp3", ".wav"}:
        frame = APIC(encoding=3, mime=media_type, type=kind, desc=str(kind), data=content)  # type: ignore[no-untyped-call]  # mutagen is not annotated
        sound.tags.add(frame)
    elif path.suffix == ".m4a":
        cover = MP4Cover(content)  # type: ignore[no-untyped-call]  # mutagen is not annotated
        sound["covr"] = [*sound.get("covr", []), cover]
    else:
        picture = Picture()  # type: ignore[no-untyped-call]  # mutagen is not annotated
        picture.type, picture.mime, picture.data = kind, media_type, content
        if path.suffix == ".flac":
            sound.add_picture(picture)
        else:
            known = sound.get("metadata_block_picture", [])
            content = picture.write()  # type: ignore[no-untyped-call]  # mutagen is not annotated
            sound["metadata_block_picture"] = [*known, base64.b64encode(content).decode()]
    sound.save()
    return path
