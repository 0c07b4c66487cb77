"""FMA's metadata in its original format: tracks.csv and genres.csv -> tracks and genres."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from backend.domain.genre import Genre
from backend.domain.track import MAX_ID, Album, Artist, LibraryTrack, TrackStatus
from pipelines.errors import CollectionError
from pipelines.genres import add_ancestors
from pipelines.music_tags import UNKNOWN_ARTIST, make_artist, read_number, tidy

_TRACK_COLUMNS = {
    ("track", "title"): "title",
    ("artist", "id"): "artist_id",
    ("artist", "name"): "artist_name",
    ("album", "id"): "album_id",
    ("album", "title"): "album_title",
    ("track", "genre_top"): "genre_top",
    ("track", "genres"): "genres",
    ("track", "genres_all"): "genres_all",
    ("track", "license"): "licence",
    ("track", "listens"): "listens",
    ("track", "number"): "number",
}
_GENRE_COLUMNS = {"genre_id": "id", "title": "title", "parent": "parent", "top_level": "top_level"}
_HEADER_ROWS = 3


@dataclass(frozen=True, slots=True)
class FmaMetadata:
    """The tracks, all without a sound file as yet, and the genres, each by id; and what could not be used."""

    tracks: dict[int, LibraryTrack]
    genres: dict[int, Genre]
    notes: list[str]


def read_metadata(folder: Path) -> FmaMetadata:
    """Return what `tracks.csv` and `genres.csv` in `folder` say.

    Raises CollectionError: a file is missing, or is not what FMA publishes.
    """
    genres = read_genres(folder / "genres.csv")
    rows = _read_rows(folder / "tracks.csv", _find_track_columns(folder / "tracks.csv"), _HEADER_ROWS)
    tracks = {}
    skipped = 0
    for row in rows:
        track_id = _to_int(row["track_id"])
        if track_id is None or not 1 <= track_id <= MAX_ID:
            skipped += 1
        else:
            tracks[track_id] = make_track(track_id, row, genres)
    notes = [f"Left out (rows of tracks.csv without a track number): {skipped:,}."] if skipped else []
    return FmaMetadata(tracks, genres, notes)


def make_track(track_id: int, row: Mapping[str, str], genres: dict[int, Genre]) -> LibraryTrack:
    """Return the track of a row, whose cells have the names of `_TRACK_COLUMNS`; an empty cell is an empty text."""
    genre_ids = _to_list(row["genres"])
    return LibraryTrack(
        id=track_id,
        title=tidy(row["title"]) or f"Track {track_id}",
        artist=_make_artist(row),
        album=_make_album(row),
        number=read_number(row["number"]),
        genre_top=tidy(row["genre_top"]) or None,
        genres=genre_ids,
        genres_all=_to_list(row["genres_all"]) or add_ancestors(genre_ids, genres),
        licence=tidy(row["licence"]) or None,
        listens=max(0, _to_int(row["listens"]) or 0),
        status=TrackStatus.NO_AUDIO,
    )


def read_genres(path: Path) -> dict[int, Genre]:
    """Return the genres of a `genres.csv` by id.

    Raises CollectionError: it is missing, or is not what FMA publishes.
    """
    (header,) = _read_header(path, 1)
    missing = [name for name in _GENRE_COLUMNS if name not in header]
    if missing:
        raise CollectionError(f"{path} lacks the columns {', '.join(missing)}. Expected is FMA's own genres.csv.")
    columns = {header.index(name): as_name for name, as_name in _GENRE_COLUMNS.items()}
    genres = {}
    for row in _read_rows(path, columns, 1):
        if genre_id := _to_int(row["id"]):
            parent = _to_int(row["parent"]) or None
            title = tidy(row["title"]) or f"Genre {genre_id}"
            top_level = _to_int(row["top_level"]) or parent or genre_id
            genres[genre_id] = Genre(id=genre_id, title=title, parent=parent, top_level=top_level)
    return genres


def _find_track_columns(path: Path) -> dict[int, str]:
    groups, names, index = _read_header(path, _HEADER_ROWS)
    pairs = list(zip(groups, names, strict=False))
    missing = [".".join(pair) for pair in _TRACK_COLUMNS if pair not in pairs]
    if index[:1] != ["track_id"] or missing:
        lacking = ", ".join(missing) or "the third header row, which starts with track_id"
        raise CollectionError(
            f"{path} lacks {lacking}. Expected is FMA's own tracks.csv with its three header rows; "
            "raw_tracks.csv is another file."
        )
    return {0: "track_id"} | {pairs.index(pair): name for pair, name in _TRACK_COLUMNS.items()}


def _read_header(path: Path, rows: int) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines)
            header = [next(reader, []) for _ in range(rows)]
    except FileNotFoundError as error:
        raise CollectionError(
            f"There is no file {path}. Name the folder of FMA's unpacked fma_metadata.zip, "
            "which holds tracks.csv and genres.csv."
        ) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CollectionError(f"{path} cannot be read as FMA's CSV: {error}.") from error
    return header


def _read_rows(path: Path, columns: dict[int, str], header_rows: int) -> Iterator[dict[str, str]]:
    """Yield the rows with the columns at these positions under these names.

    Every cell is text, an empty one included: "None" and "NA" are somebody's titles.
    """
    try:
        table = pd.read_csv(
            path,
            header=None,
            skiprows=header_rows,
            usecols=sorted(columns),
            dtype=str,
            keep_default_na=False,
            encoding="utf-8-sig",
        )
    except (OSError, ValueError) as error:  # pandas' own errors and those of decoding are ValueErrors
        raise CollectionError(f"{path} cannot be read as FMA's CSV, perhaps it is cut off: {error}.") from error
    names = [columns[position] for position in sorted(columns)]
    for cells in table.fillna("").itertuples(index=False, name=None):
        yield dict(zip(names, cells, strict=True))


def _make_artist(row: Mapping[str, str]) -> Artist:
    name = tidy(row["artist_name"]) or UNKNOWN_ARTIST
    artist_id = _to_int(row["artist_id"])
    return Artist(id=artist_id, name=name) if artist_id is not None and artist_id > 0 else make_artist(name)


def _make_album(row: Mapping[str, str]) -> Album | None:
    title, album_id = tidy(row["album_title"]), _to_int(row["album_id"])
    # FMA gives tracks without an album the id -1.
    return Album(id=album_id, title=title) if title and album_id is not None and album_id > 0 else None


def _to_int(text: str) -> int | None:
    try:
        number = int(text.removesuffix(".0"))  # as a table that once held empty cells writes it
    except ValueError:
        return None
    return number if abs(number) <= MAX_ID else None


def _to_list(text: str) -> list[int]:
    """Return a list written as "[21, 45]"; an empty one where the text is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return []
    return [one for one in found if isinstance(one, int) and 0 < one <= MAX_ID] if isinstance(found, list) else []
