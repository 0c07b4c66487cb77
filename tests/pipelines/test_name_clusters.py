"""Facts about the names of clusters and the words for their sound."""

import numpy as np

from backend.domain.feature_vector import ACOUSTIC
from pipelines.describe_sound import describe_sound
from pipelines.name_clusters import ClusterTraits, name_clusters

SLOTS = [slot.name for slot in ACOUSTIC.slots]


def make_traits(
    first: int, genres: list[str], tags: list[str] | None = None, sound: list[str] | None = None
) -> ClusterTraits:
    """Return a cluster whose tracks have one genre each and, all of them, the tags."""
    tracks = range(first, first + len(genres))
    known = [[genre] if genre else [] for genre in genres]
    return ClusterTraits(tracks, known, [tags or [] for _ in tracks], sound or [])


def test_a_cluster_is_named_by_the_genres_that_are_more_common_there() -> None:
    names = name_clusters(
        [
            make_traits(1, ["Rock"] * 6 + ["Punk"] * 4),
            make_traits(20, ["Folk"] * 8 + ["Rock"] * 2),
            make_traits(40, ["Jazz"] * 10),
        ]
    )
    assert names == ["Punk and Rock", "Folk", "Jazz"]


def test_a_genre_that_is_everywhere_names_nothing() -> None:
    names = name_clusters(
        [make_traits(1, ["Rock"] * 10, sound=["loud", "fast"]), make_traits(20, ["Rock"] * 10, sound=["quiet"])]
    )
    assert names == ["Loud, fast", "Quiet"]


def test_a_tag_that_stands_out_tells_more_than_one_genre() -> None:
    names = name_clusters(
        [
            make_traits(1, ["Rock"] * 10, tags=["rock", "female vocalists"]),
            make_traits(20, ["Folk"] * 10, tags=["guitar"]),
            make_traits(40, ["Jazz"] * 10),
        ]
    )
    assert names == ["Rock, female vocalists", "Folk, guitar", "Jazz"]


def test_without_genres_tags_name_a_cluster() -> None:
    names = name_clusters([make_traits(1, [""] * 5, tags=["chillout", "ambient"]), make_traits(9, [""] * 5, ["metal"])])
    assert names == ["Ambient, chillout", "Metal"]


def test_without_genres_and_tags_the_sound_names_a_cluster() -> None:
    names = name_clusters(
        [make_traits(1, [""] * 3, sound=["bright", "fast", "loud"]), make_traits(9, [""] * 3, sound=["dark"])]
    )
    assert names == ["Bright, fast", "Dark"]


def test_no_two_names_are_the_same() -> None:
    alike = [make_traits(10 * one, ["Rock"] * 5, sound=["loud"] if one < 3 else ["quiet"]) for one in range(1, 6)]
    names = name_clusters([*alike, make_traits(90, ["Folk"] * 25), make_traits(200, []), make_traits(300, [])])
    assert len(set(names)) == len(names) == 8
    assert names[:3] == ["Rock, loud", "Rock, loud 2", "Rock, quiet"]
    assert all(names)


def test_names_follow_the_content_and_not_the_order() -> None:
    clusters = [make_traits(10 * one, ["Rock"] * 5, sound=["loud"]) for one in range(1, 5)]
    clusters.append(make_traits(90, ["Folk"] * 20))
    assert name_clusters(clusters[::-1])[::-1] == name_clusters(clusters)


def test_a_cluster_sounds_as_it_differs_from_the_collection() -> None:
    acoustic = np.random.default_rng(0).standard_normal((60, len(SLOTS))).astype(np.float32)
    clusters = np.repeat([0, 1, 2], 20).astype(np.int32)
    acoustic[:20, SLOTS.index("onset_mean")] += 9
    acoustic[20:40, SLOTS.index("tempo_bpm")] += 99
    acoustic[20:40, SLOTS.index("spectral_centroid_hz_mean")] -= 9
    acoustic[20:40, SLOTS.index("rms_mean")] += 3
    sounds = describe_sound(acoustic, clusters, 4)
    assert sounds[0][0] == "percussive"
    assert sounds[1][:2] == ["dark", "loud"]
    assert sounds[3] == []
    assert not {word for words in sounds for word in words} & {"fast", "slow"}


def test_a_collection_that_sounds_the_same_throughout_has_no_words() -> None:
    sounds = describe_sound(np.ones((8, len(SLOTS)), np.float32), np.repeat([0, 1], 4).astype(np.int32), 2)
    assert sounds == [[], []]
