"""Facts about sound profiles and the part of the sound in which two tracks agree."""

import numpy as np

from backend.domain.feature_vector import ACOUSTIC
from backend.domain.recommendation import ReasonKind
from backend.domain.sound_profile import (
    PER_GROUP,
    PROFILE_COLUMNS,
    SoundProfiles,
    find_profile_groups,
    pack_profile,
    profile_sounds,
    sample_pairs,
    unpack_profiles,
)


def test_the_closest_group_is_the_part_of_the_sound_that_agrees() -> None:
    profiles = np.random.default_rng(2).standard_normal((200, 6)).astype(np.float16)
    profiles[1, :4] = profiles[0, :4]
    profiles[2, 4:] = profiles[0, 4:]
    sounds = SoundProfiles(profiles, {"timbre": slice(0, 4), "brightness": slice(4, 6)})
    assert sounds.closest_groups(np.array([0]), np.array([1])) == ["timbre"]
    assert sounds.closest_groups(np.array([0]), np.array([2])) == ["brightness"]


def test_every_group_of_a_profile_is_a_kind_of_reason_and_holds_slots_of_that_group() -> None:
    groups = find_profile_groups()
    assert set(groups) < {kind.value for kind in ReasonKind}
    for group, part in groups.items():
        columns = PROFILE_COLUMNS[part]
        assert 0 < len(columns) <= PER_GROUP
        assert {ACOUSTIC.slots[column].group for column in columns} == {group}
    assert sum(part.stop - part.start for part in groups.values()) == len(PROFILE_COLUMNS)


def test_a_profile_is_scored_within_the_collection_and_survives_storage() -> None:
    vectors = np.random.default_rng(3).normal(50, 7, (300, len(ACOUSTIC.slots))).astype(np.float32)
    vectors[:, PROFILE_COLUMNS[0]] = 1
    profiles = profile_sounds(vectors)
    assert np.abs(profiles.mean(axis=0, dtype=np.float64)).max() < 0.01
    assert np.allclose(profiles[:, 1:].std(axis=0, dtype=np.float64), 1, atol=0.01)
    assert not profiles[:, 0].any()
    assert np.array_equal(unpack_profiles([pack_profile(profile) for profile in profiles]), profiles)


def test_random_pairs_never_pair_a_track_with_itself() -> None:
    left, right = sample_pairs(3)
    assert len(left) > 1000
    assert (left != right).all()
    assert len(sample_pairs(1)[0]) == 0


def test_among_very_near_tracks_the_part_that_agrees_still_wins_and_not_the_first_by_name() -> None:
    profiles = np.random.default_rng(5).standard_normal((500, 8)).astype(np.float16)
    groups = {"brightness": slice(0, 4), "timbre": slice(4, 8)}
    profiles[1] = profiles[0]
    profiles[1, 0] += np.float16(0.02)
    assert SoundProfiles(profiles, groups).closest_groups(np.array([0]), np.array([1])) == ["timbre"]
