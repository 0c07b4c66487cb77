"""Names for clusters: by the genres and tags that set each apart from the collection, or else by how it sounds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count

from backend.domain.track import split_words

Terms = Sequence[str]
"""What is said of one track: its genres, or its tags."""

MIN_SHARE = 0.2
"""A term must hold for a fifth of a cluster's tracks to be part of its name."""
MIN_LIFT = 1.25
"""And it must be a quarter more common there than in the collection."""
SECOND = 0.5
"""A second genre is named when it tells at least half as much as the first."""


@dataclass(frozen=True, slots=True)
class ClusterTraits:
    """What a cluster can be named by: its tracks (by id), the genres and tags of each, the words for its sound."""

    tracks: Sequence[int]
    genres: Sequence[Terms]
    tags: Sequence[Terms]
    sound: Sequence[str]


def name_clusters(clusters: Sequence[ClusterTraits]) -> list[str]:
    """Return a name for each cluster, all of them different.

    A name depends on what the clusters hold, not on their order: the same clusters have the same names in every run.
    """
    all_genres = _count_genres(chain.from_iterable(one.genres for one in clusters))
    all_tags = _count_tags(chain.from_iterable(one.tags for one in clusters))
    parts = [_find_parts(one, all_genres, all_tags) for one in clusters]
    bases = Counter(part.base for part in parts)
    names: dict[int, str] = {}
    # The larger cluster chooses first; among equals the one with the lower track id.
    for index in sorted(range(len(clusters)), key=lambda one: (-len(clusters[one].tracks), *clusters[one].tracks[:1])):
        part = parts[index]
        wishes = part.wish_names(alone=bases[part.base] == 1)
        names[index] = next(name for name in wishes if name not in names.values())
    return [names[index] for index in range(len(clusters))]


@dataclass(frozen=True, slots=True)
class _Parts:
    base: str
    further: Sequence[str]

    def wish_names(self, *, alone: bool) -> Iterator[str]:
        """Yield names in order of preference, without end; only a base that nobody else has stands alone."""
        base = self.base[0].upper() + self.base[1:]
        if alone:
            yield base
        yield from (f"{base}, {word}" for word in self.further)
        longest = ", ".join([base, *self.further[:2]])
        yield longest
        yield from (f"{longest} {number}" for number in count(2))


def _find_parts(cluster: ClusterTraits, all_genres: "_Counted", all_tags: "_Counted") -> _Parts:
    genres = _find_telling(_count_genres(cluster.genres), all_genres)
    said = {word for genre, _ in genres for word in split_words(genre)}
    tags = [tag for tag, _ in _find_telling(_count_tags(cluster.tags), all_tags) if not said >= set(split_words(tag))]
    sound = list(cluster.sound)
    if genres:
        named = [genre for genre, tells in genres[:2] if tells >= SECOND * genres[0][1]]
        # One genre leaves room for what is special about it here.
        special = tags[:1] if len(named) == 1 else []
        return _Parts(", ".join([" and ".join(named), *special]), [*tags[len(special) :], *sound])
    if tags:
        return _Parts(", ".join(tags[:2]), [*tags[2:], *sound])
    if sound:
        return _Parts(", ".join(sound[:2]), sound[2:])
    common = _count_genres(cluster.genres).terms.most_common(1)
    return _Parts(common[0][0] if common else "Mixed", [])


@dataclass(frozen=True, slots=True)
class _Counted:
    terms: Counter[str]
    tracks: int


def _count_genres(tracks: Iterable[Terms]) -> _Counted:
    # Of what has no genre, the genre is unknown.
    return _count_tags(genres for genres in tracks if genres)


def _count_tags(tracks: Iterable[Terms]) -> _Counted:
    # What has no tag has none that stands out: it counts as a track.
    said = [set(terms) for terms in tracks]
    # Sorted, because the order of a set changes from run to run, and with it which of two equals counts as first.
    return _Counted(Counter(term for terms in said for term in sorted(terms)), len(said))


def _find_telling(inside: _Counted, everywhere: _Counted) -> list[tuple[str, float]]:
    """Return the terms that set a cluster apart and how much each tells: its share times the surprise of it."""
    telling = []
    for term, tracks in inside.terms.items():
        share = tracks / inside.tracks
        lift = share / (everywhere.terms[term] / everywhere.tracks)
        if share >= MIN_SHARE and lift >= MIN_LIFT:
            telling.append((term, share * (lift - 1)))
    return sorted(telling, key=lambda one: (-one[1], one[0]))
