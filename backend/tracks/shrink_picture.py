"""A picture made small: a list on a phone need not load pictures that fill a wall."""

import struct
from io import BytesIO

from PIL import Image, ImageOps

from backend.pictures import Picture

SMALL_PIXELS = 480
"""What the player's largest tile shows, on a screen of two pixels to the point."""
MOST_PIXELS = 12_000_000
"""A larger one would take over 100 MB to decode."""
MOST_SCANS = 100
"""A progressive JPEG has ten or so; each one more takes time, however few bytes it holds."""
MOST_PROFILE_BYTES = 2**16
QUALITY = 80

_UNDERSTOOD = ("JPEG", "PNG", "WEBP", "GIF")
_START_OF_SCAN = b"\xff\xda"
_DEEP_MODES = ("I", "F")
_BROKEN = (
    OSError,
    ValueError,
    TypeError,
    SyntaxError,
    EOFError,
    IndexError,
    struct.error,
    Image.DecompressionBombError,
)
"""What Pillow raises of files that are broken: its readers of the formats do not agree on one error."""


def shrink_picture(picture: Picture) -> Picture:
    """Return the picture at most SMALL_PIXELS wide and high, where that takes fewer bytes and can be done quickly.

    It is a JPEG then, or WebP where one can see through it: WebP takes several times as long to make.
    """
    if picture.content.count(_START_OF_SCAN) > MOST_SCANS:
        return picture
    try:
        with Image.open(BytesIO(picture.content), formats=_UNDERSTOOD) as image:
            is_small, is_huge = max(image.size) <= SMALL_PIXELS, image.width * image.height > MOST_PIXELS
            # What has more than 8 bits a pixel would turn white.
            if is_small or is_huge or image.mode.startswith(_DEEP_MODES):
                return picture
            shrunk = _shrink(image)
    except _BROKEN:
        return picture
    return shrunk if len(shrunk.content) < len(picture.content) else picture


def _shrink(image: Image.Image) -> Picture:
    # A JPEG is decoded at a fraction of its size, where that is still enough.
    image.draft(None, (SMALL_PIXELS, SMALL_PIXELS))
    mode, ending = ("RGBA", "webp") if image.has_transparency_data else ("RGB", "jpeg")
    profile: bytes = image.info.get("icc_profile") or b""
    # It tells what the colours mean; one of printing inks means nothing once they are converted.
    is_kept = image.mode == mode and len(profile) <= MOST_PROFILE_BYTES
    small = image if image.mode == mode else image.convert(mode)
    small.thumbnail((SMALL_PIXELS, SMALL_PIXELS))
    # Cameras and scanners note which way up a picture is, and browsers heed it.
    ImageOps.exif_transpose(small, in_place=True)
    content = BytesIO()
    small.save(content, ending, quality=QUALITY, icc_profile=profile if is_kept else None, exif=b"")
    return Picture(content.getvalue(), f"image/{ending}")
