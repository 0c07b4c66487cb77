"""The genres of the collection: those that FMA defines, and those that the tags of own files name."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError

from backend.domain.genre import Genre, genre_from_document
from backend.domain.track import fold
from pipelines.storage import Storage

FIRST_OWN_ID = 100_000
"""The lowest id of a genre that FMA does not define; FMA's own end at 1,235."""


def add_ancestors(genre_ids: Iterable[int], genres: Mapping[int, Genre]) -> list[int]:
    """Return the genres and all above them, sorted."""
    found: set[int] = set()
    waiting = list(genre_ids)
    while waiting:
        genre_id = waiting.pop()
        if genre_id in found:
            continue
        found.add(genre_id)
        genre = genres.get(genre_id)
        if genre and genre.parent is not None:
            waiting.append(genre.parent)
    return sorted(found)


class GenreRegister:
    """The stored genres by title, which takes in new ones."""

    def __init__(self, storage: Storage) -> None:
        """Read the genres that are stored."""
        self._storage = storage
        self.by_id: dict[int, Genre] = {}
        self._by_title: dict[str, Genre] = {}
        self._read()

    def ensure(self, title: str) -> Genre:
        """Return the genre of this title; a new one is stored if there is none, whatever case and accents."""
        while (genre := self._by_title.get(fold(title))) is None:
            new_id = max([FIRST_OWN_ID - 1, *self.by_id]) + 1
            with suppress(DuplicateKeyError):  # another import took the id meanwhile, perhaps for the same title
                self._storage.genres.insert_one(Genre(id=new_id, title=title, top_level=new_id).to_document())
            self._read()
        return genre

    def _read(self) -> None:
        # FMA's ids are the lower ones: of two genres of one title FMA's is taken.
        for document in self._storage.genres.find({}).sort("_id", 1):
            genre = genre_from_document(document)
            self.by_id[genre.id] = genre
            self._by_title.setdefault(fold(genre.title), genre)


def store_genres(storage: Storage, genres: Iterable[Genre]) -> None:
    """Write FMA's genres as far as they differ from what is stored; own genres of the same title become FMA's."""
    stored = {document["_id"]: document for document in storage.genres.find({})}
    wanted = [genre.to_document() for genre in genres]
    changed = [document for document in wanted if stored.get(document["_id"]) != document]
    if changed:
        writes = [UpdateOne({"_id": one["_id"]}, {"$set": one}, upsert=True) for one in changed]
        storage.genres.bulk_write(writes, ordered=False)
    by_title = {document["folded_title"]: document for document in wanted}
    for document in stored.values():
        if document["_id"] >= FIRST_OWN_ID and (same := by_title.get(document["folded_title"])):
            _merge(storage, document, same)


def _merge(storage: Storage, own: dict[str, Any], same: dict[str, Any]) -> None:
    """Move the tracks from one genre to the other, then delete it: a crash in between is mended by the next import."""
    above = add_ancestors([same["_id"]], {one["_id"]: genre_from_document(one) for one in storage.genres.find({})})
    replaced = {"$map": {"input": "$genres", "in": {"$cond": [{"$eq": ["$$this", own["_id"]]}, same["_id"], "$$this"]}}}
    others = {"$filter": {"input": "$genres_all", "cond": {"$ne": ["$$this", own["_id"]]}}}
    top = {"$cond": [{"$eq": ["$genre_top", own["title"]]}, same["title"], "$genre_top"]}
    united = {"$sortArray": {"input": {"$setUnion": [others, above]}, "sortBy": 1}}
    storage.tracks.update_many(
        {"genres_all": own["_id"]}, [{"$set": {"genres": replaced, "genres_all": united, "genre_top": top}}]
    )
    storage.genres.delete_one({"_id": own["_id"]})
