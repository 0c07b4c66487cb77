"""A track, its artist, album, genres and sound file, as the collection knows them."""

import hashlib
import unicodedata
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field

from backend.domain.sound_traits import SoundTraits

MAX_ID = 2**53 - 1
"""The largest integer that JSON readers which use doubles (every browser) keep exact."""

EXAMPLE_TRACK_ID = 8_730_919_625_974_161
"""The first piece of the demo collection, so that the API's examples work there."""

EXAMPLE_OTHER_TRACK_ID = 8_584_201_182_686_508
"""The last piece of the demo collection, for examples that need two."""

_EXAMPLE: dict[str, Any] = {
    "id": EXAMPLE_TRACK_ID,
    "title": "Glass Before Rain",
    "artist": {"id": 1_377_685_284_077_143, "name": "Larkfold (demo)"},
    "album": {"id": 4_423_792_460_531_759, "title": "Slow Meridian"},
    "number": 1,
    "has_cover": False,
    "genre_top": "Ambient",
    "genres": [100_005],
    "tags": [],
    "sound": {"brightness": 0.087, "loudness": 0.606, "energy": 0.174, "noisiness": 0.0, "tempo": 0.597, "key": 0.0},
    "duration_seconds": 26.828,
    "licence": "CC0 1.0 Universal (https://creativecommons.org/publicdomain/zero/1.0/)",
    "listens": 0,
    "status": "ready",
    "status_reason": None,
}


class TrackStatus(StrEnum):
    """Whether a track can be played and recommended."""

    PENDING = "pending"
    """It has a sound file that was not analysed yet: it can be played."""
    READY = "ready"
    """Its sound was analysed: it can be played and recommended."""
    NO_AUDIO = "no_audio"
    """The collection knows it, but there is no sound file."""
    UNREADABLE = "unreadable"
    """Its sound file cannot be used; `status_reason` says why."""


PLAYABLE = (TrackStatus.READY, TrackStatus.PENDING)
"""What has a sound file that nothing is known against."""


class Artist(BaseModel):
    """Who made a track."""

    id: int
    name: str


class Album(BaseModel):
    """Where a track was published."""

    id: int
    title: str


class Audio(BaseModel):
    """The sound file of a track: `path` is relative to `root`, the folder that was imported."""

    root: str
    path: str
    bytes: int
    mtime_ns: int
    media_type: str


class Track(BaseModel):
    """A track as everyone may see it."""

    model_config = {"json_schema_extra": {"example": _EXAMPLE}}

    id: int = Field(ge=1, le=MAX_ID)
    title: str
    artist: Artist
    album: Album | None = None
    number: int | None = Field(None, description="Its place in the album.")
    has_cover: bool = Field(False, description="Its file, or the folder of that, brings a picture.")
    genre_top: str | None = Field(None, description="The title of its main genre.")
    genres: list[int] = Field(default_factory=list, description="Ids of its genres.")
    tags: list[str] = Field(
        default_factory=list,
        description="What a neural network hears in it, the likeliest first; none where that is not installed.",
    )
    sound: SoundTraits | None = Field(None, description="How it sounds in a few numbers; null until it is analysed.")
    duration_seconds: float | None = Field(None, description="Length of the sound file, where there is one.")
    licence: str | None = None
    listens: int = Field(0, description="Listens counted where the collection comes from.")
    status: TrackStatus
    status_reason: str | None = Field(None, description="Why it is unreadable.")


class LibraryTrack(Track):
    """A track with what only Segue itself needs to know.

    That is where its sound is, its genres and those above, which disc of the album it is on, whether the file itself
    holds a picture (None where nobody looked), and what `sound` was made by.
    """

    audio: Audio | None = None
    genres_all: list[int] = Field(default_factory=list)
    disc: int | None = None
    embedded_picture: bool | None = None
    traits_version: int | None = None

    def to_document(self) -> dict[str, Any]:
        """Return the MongoDB document: the fields, plus folded words to search and keys to sort by."""
        document = self.model_dump(mode="json", exclude={"id"})
        album = self.album.title if self.album else ""
        named = (self.title, self.artist.name, album, self.genre_top or "")
        return {
            "_id": self.id,
            **document,
            **describe_tags(self.tags),
            "words": sorted({word for text in named for word in split_words(text)}),
            "sort": {"title": fold(self.title), "artist": fold(self.artist.name), "album": self._make_album_key()},
        }

    def _make_album_key(self) -> str:
        """Return what sorts by album, then by place in it, then by title; what is on no album comes last."""
        place = f"{self.disc or 1:04d}{self.number or 9_999:04d}"
        # A space is the lowest sign of a tidy title, so that a tab ends the shorter of two first.
        album = f"0{fold(self.album.title)}\t{self.album.id}" if self.album else "1"
        return f"{album}\t{place}\t{fold(self.title)}"


def describe_tags(tags: list[str]) -> dict[str, Any]:
    """Return the fields of a document that tell of its tags: the tags, and their folded words to search."""
    return {"tags": tags, "tag_words": sorted({word for tag in tags for word in split_words(tag)})}


def track_from_document(document: dict[str, Any]) -> Track:
    """Return the public view of a document of the `tracks` collection."""
    return Track.model_validate({**document, "id": document["_id"]})


def fold(text: str) -> str:
    """Return `text` without case and accents, as it is searched and sorted by."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def split_words(text: str) -> list[str]:
    """Return the folded words of `text`: runs of letters and digits, in order."""
    return "".join(char if char.isalnum() else " " for char in fold(text)).split()


def stable_id(text: str) -> int:
    """Return a positive 53-bit id that depends on nothing but `text`."""
    digest = hashlib.sha256(unicodedata.normalize("NFC", text).encode()).digest()
    return (int.from_bytes(digest[:8], "big") & MAX_ID) or 1
