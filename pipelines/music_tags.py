"""What a sound file says of itself: its tags and its length, in tidy words."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, cast

from mutagen.id3 import ID3
from mutagen.mp4 import MP4Tags

from backend.domain.track import Album, Artist, fold, stable_id
from backend.pictures import find_embedded_picture
from backend.tagged_files import UNPARSABLE, open_tagged

UNKNOWN_ARTIST = "Unknown artist"

_KEYS = {
    "title": ("TIT2", "title", "©nam"),
    "artist": ("TPE1", "artist", "©ART"),
    "album_artist": ("TPE2", "albumartist", "aART"),
    "album": ("TALB", "album", "©alb"),
    "genre": ("TCON", "genre", "©gen"),
    "licence": ("WCOP", "license", "----:com.apple.iTunes:LICENSE"),
    "licence_text": ("TXXX:license", "licence", "----:com.apple.iTunes:license"),
    "copyright": ("TCOP", "copyright", "cprt"),
    "number": ("TRCK", "tracknumber", "trkn"),
    "disc": ("TPOS", "discnumber", "disk"),
}
"""Each tag's name in ID3 (mp3, wav), in Vorbis comments (flac, ogg, opus) and in MP4 (m4a)."""

# "01 Title", "01-title", "3. Title", "12 - Title", "1-03 Title"; but neither "99 Luftballons" nor "24-7".
_TRACK_NUMBER = re.compile(r"^(?:(\d)-)?(?:(0\d{1,2})[\s._)-]+|(\d{1,3})\s*[._)-]\s+)(?=\S)")

# What a damaged tag can hold would otherwise end in every index and every list.
_LONGEST = 500
_LAST_NUMBER = 9_999
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class MusicTags:
    """The tags of a sound file, tidied; None where it has none. `duration_seconds` is what its header says."""

    title: str | None = None
    artist: str | None = None
    album_artist: str | None = None
    album: str | None = None
    genres: tuple[str, ...] = ()
    licence: str | None = None
    number: int | None = None
    disc: int | None = None
    duration_seconds: float | None = None
    has_picture: bool = False


def read_tags(path: Path) -> MusicTags:
    """Return the tags of a file; none of them where it cannot be understood."""
    try:
        sound = open_tagged(path)
        if sound is None:
            return MusicTags()
        found = {name: list(_find_values(sound.tags, keys)) for name, keys in _KEYS.items()}
        length = getattr(sound.info, "length", 0.0)
        has_picture = find_embedded_picture(sound) is not None
    except UNPARSABLE:
        return MusicTags()
    licences = found["licence"] or found["licence_text"] or found["copyright"]
    return MusicTags(
        title=_join(found["title"]),
        artist=_join(found["artist"]),
        album_artist=_join(found["album_artist"]),
        album=_join(found["album"]),
        genres=tuple(dict.fromkeys(_split_genres(found["genre"]))),
        licence=_join(licences),
        number=read_number(*found["number"][:1]),
        disc=read_number(*found["disc"][:1]),
        duration_seconds=round(length, 3) if math.isfinite(length) and length > 0 else None,
        has_picture=has_picture,
    )


def name_title(tags: MusicTags, path: str) -> str:
    """Return the title, or else the file's name without a track number in front."""
    stem = tidy(PurePosixPath(path).stem)
    return tags.title or _TRACK_NUMBER.sub("", stem) or stem or "Untitled"


def find_place(tags: MusicTags, path: str) -> tuple[int | None, int | None]:
    """Return the disc of the album and the number there, or else those in front of the file's name."""
    match = _TRACK_NUMBER.match(tidy(PurePosixPath(path).stem))
    disc, number, other_number = match.groups() if match else (None, None, None)
    return tags.disc or read_number(disc), tags.number or read_number(number or other_number)


def read_number(text: str | None = None) -> int | None:
    """Return the place that "3", "03", "3/12" or "(3, 12)" names; none for 0, and for more than a box set holds."""
    match = re.search(r"\d+", text or "")
    number = int(match[0][:_MOST_DIGITS]) if match else 0
    return number if 0 < number <= _LAST_NUMBER else None


def name_artist(tags: MusicTags, path: str) -> Artist:
    """Return the artist by the tags, or else by the folders `<Artist>/<Album>/<file>`."""
    folders = PurePosixPath(path).parts[:-1]
    by_folder = tidy(folders[-2]) if len(folders) >= 2 else ""
    return make_artist(tags.artist or tags.album_artist or by_folder or UNKNOWN_ARTIST)


def name_album(tags: MusicTags, path: str) -> Album | None:
    """Return the album by the tags, or else, for a file that names no artist either, by the folders."""
    folders = PurePosixPath(path).parts[:-1]
    nameless = not (tags.artist or tags.album_artist) and len(folders) >= 2
    title = tags.album or (tidy(folders[-1]) if nameless else "")
    if not title:
        return None
    # By the album's artist where one is named, so that a compilation stays one album.
    artist = tags.album_artist or name_artist(tags, path).name
    return Album(id=stable_id(f"album\n{fold(artist)}\n{fold(title)}"), title=title)


def make_artist(name: str) -> Artist:
    """Return an artist whose id follows from the name alone."""
    return Artist(id=stable_id(f"artist\n{fold(name)}"), name=name)


def tidy(text: str) -> str:
    """Return `text` as it can be stored and shown in one line."""
    return " ".join(text.encode(errors="replace").decode().replace("\0", " ").split())[:_LONGEST]


def _find_values(tags: object, keys: tuple[str, str, str]) -> Iterator[str]:
    in_id3, in_vorbis, in_mp4 = keys
    if isinstance(tags, ID3):
        yield from _find_frames(cast(Mapping[str, Any], tags), in_id3)
    elif tags is not None:
        key = in_mp4 if isinstance(tags, MP4Tags) else in_vorbis
        for value in cast(Mapping[str, list[object]], tags).get(key, []):
            yield value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _find_frames(tags: Mapping[str, Any], key: str) -> Iterator[str]:
    for name, frame in tags.items():
        if name.split(":")[0] == key or name.casefold() == key.casefold():
            if key == "TCON":
                yield from frame.genres  # "(17)" and "17" as words
            elif key.startswith("W"):
                yield frame.url
            else:
                yield from map(str, frame.text)


def _join(values: list[str]) -> str | None:
    tidied = dict.fromkeys(tidy(part) for value in values for part in value.split("\0"))
    return tidy(", ".join(part for part in tidied if part)) or None


def _split_genres(values: list[str]) -> Iterator[str]:
    # Not at "/": "Hip-Hop/Rap" and "Old-Time / Historic" are each one genre.
    for value in values:
        for part in re.split("[;\0]", value):
            if genre := tidy(part):
                yield genre
