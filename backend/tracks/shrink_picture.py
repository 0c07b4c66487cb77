"""A picture made small: a list on a phone need not load pictures that fill a wall."""

from io import BytesIO

from PIL import Image, ImageOps

from backend.pictures import Picture

SMALL_PIXELS = 480
"""What the player's largest tile shows, on a screen of two pixels to the point."""
MOST_PIXELS = 40_000_000
"""A larger one would take over 100 MB to decode."""
QUALITY = 80

_UNDERSTOOD = ("JPEG", "PNG", "WEBP", "GIF")


def shrink_picture(picture: Picture) -> Picture:
    """Return the picture at most SMALL_PIXELS wide and high; as it is where it is small, or not understood.

    It is a JPEG then, or WebP where one can see through it: WebP takes several times as long to make.
    """
    try:
        with Image.open(BytesIO(picture.content), formats=_UNDERSTOOD) as image:
            if max(image.size) <= SMALL_PIXELS or image.width * image.height > MOST_PIXELS:
                return picture
            # A JPEG is decoded at a fraction of its size, where that is still enough.
            image.draft(None, (SMALL_PIXELS, SMALL_PIXELS))
            # Cameras and scanners note which way up a picture is, and browsers heed it.
            upright = ImageOps.exif_transpose(image)
            mode, ending = ("RGBA", "webp") if upright.has_transparency_data else ("RGB", "jpeg")
            # A profile tells what the colours mean; one of printing inks means nothing once they are converted.
            profile = image.info.get("icc_profile") if image.mode == mode else None
            small = upright.convert(mode)
            small.thumbnail((SMALL_PIXELS, SMALL_PIXELS))
            shrunk = BytesIO()
            small.save(shrunk, ending, quality=QUALITY, icc_profile=profile)
    # What Pillow raises of files that are broken, as their formats' readers do not agree on one error.
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, Image.DecompressionBombError):
        return picture
    return Picture(shrunk.getvalue(), f"image/{ending}")
