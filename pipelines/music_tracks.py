"""The tracks of own files: under which id, and with which words."""

from collections.abc import Callable, Iterable, Mapping
from itertools import count

from backend.domain.track import Audio, LibraryTrack, TrackStatus, stable_id
from pipelines.genres import GenreRegister, add_ancestors
from pipelines.music_tags import MusicTags, find_place, name_album, name_artist, name_title


def choose_ids(
    found: Iterable[Audio], stored: Mapping[int, Audio | None], is_gone: Callable[[Audio], bool]
) -> dict[int, Audio]:
    """Return the id of each file that was found in one folder: the same in every run, and after a move of the folder.

    A file keeps the id that it has in `stored` (the sound file of every track). Otherwise its id follows from its
    path: the first of a row of candidates that no other file has which still exists.
    """
    files = list(found)
    known = {(audio.root, audio.path): track_id for track_id, audio in stored.items() if audio}
    chosen = {known[key]: audio for audio in files if (key := (audio.root, audio.path)) in known}

    def is_free(track_id: int) -> bool:
        owner = stored.get(track_id)
        return track_id not in chosen and (owner is None or is_gone(owner))

    for audio in files:
        if (audio.root, audio.path) not in known:
            candidates = (stable_id(f"{audio.path}\n{n}" if n else audio.path) for n in count())
            chosen[next(filter(is_free, candidates))] = audio
    return chosen


def make_track(track_id: int, audio: Audio, tags: MusicTags, genres: GenreRegister) -> LibraryTrack:
    """Return the track of a file that was not analysed yet; genres that are not stored yet are."""
    found = [genres.ensure(title) for title in tags.genres]
    disc, number = find_place(tags, audio.path)
    genre_ids = list(dict.fromkeys(genre.id for genre in found))
    return LibraryTrack(
        id=track_id,
        title=name_title(tags, audio.path),
        artist=name_artist(tags, audio.path),
        album=name_album(tags, audio.path),
        number=number,
        disc=disc,
        genre_top=found[0].title if found else None,
        genres=genre_ids,
        genres_all=add_ancestors(genre_ids, genres.by_id),
        duration_seconds=tags.duration_seconds,
        licence=tags.licence,
        status=TrackStatus.PENDING,
        audio=audio,
        embedded_picture=tags.has_picture,
    )
