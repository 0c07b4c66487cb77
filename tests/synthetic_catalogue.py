"""A catalogue whose answers are known: clusters far apart, their tracks close together."""

import numpy as np

from backend.domain.catalogue import Catalogue
from backend.domain.sound_profile import SoundProfiles

DIMENSIONS = 16
SPREAD = 2.0
DISTANCE = 10.0


def make_catalogue(clusters: int = 4, per_cluster: int = 30, tracks_per_artist: int = 1) -> Catalogue:
    """Return a catalogue in which cluster c holds the ids c * 1000 + 1, c * 1000 + 2, ..."""
    rng = np.random.default_rng(1)
    centroids = rng.standard_normal((clusters, DIMENSIONS)).astype(np.float32) * DISTANCE
    vectors = np.concatenate(
        [centroid + SPREAD * rng.standard_normal((per_cluster, DIMENSIONS)) for centroid in centroids]
    ).astype(np.float32)
    ids = np.array([cluster * 1000 + one + 1 for cluster in range(clusters) for one in range(per_cluster)])
    return Catalogue(
        model_id="synthetic",
        ids=ids.astype(np.int64),
        artists=(np.arange(len(ids)) // tracks_per_artist).astype(np.int64),
        vectors=vectors,
        starts=np.arange(0, len(ids) + 1, per_cluster),
        centroids=centroids,
        sounds=SoundProfiles(vectors.astype(np.float16), {"timbre": slice(0, 4), "brightness": slice(4, DIMENSIONS)}),
        relief=np.zeros(len(ids), np.float32),
    )


def cluster_of(track: int) -> int:
    """Return the cluster of a track of `make_catalogue`."""
    return track // 1000
