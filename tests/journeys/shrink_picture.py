"""Makes a PNG picture small: 256 colours chosen for it and dithered, by FFmpeg."""

from fractions import Fraction
from pathlib import Path

import av

_ONCE = Fraction(1)


def shrink_picture(path: Path) -> None:
    """Replace the picture by one of 256 colours."""
    with av.open(str(path)) as container:
        picture = next(container.decode(video=0))
    picture.pts, picture.time_base = 0, _ONCE
    reduced = _reduce_colours(picture)
    encoder = av.CodecContext.create("png", "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = reduced.width, reduced.height, "pal8", _ONCE
    encoder.options = {"compression_level": "9"}
    path.write_bytes(b"".join(bytes(packet) for packet in [*encoder.encode(reduced), *encoder.encode(None)]))


def _reduce_colours(picture: av.VideoFrame) -> av.VideoFrame:
    graph = av.filter.Graph()
    source = graph.add_buffer(width=picture.width, height=picture.height, format=picture.format, time_base=_ONCE)
    split, choose = graph.add("split"), graph.add("palettegen")
    dither, sink = graph.add("paletteuse", "dither=sierra2_4a"), graph.add("buffersink")
    source.link_to(split)
    split.link_to(dither, 0, 0)
    split.link_to(choose, 1, 0)
    choose.link_to(dither, 0, 1)
    dither.link_to(sink)
    graph.configure()
    source.push(picture)
    source.push(None)
    reduced = sink.pull()
    assert isinstance(reduced, av.VideoFrame)
    return reduced
