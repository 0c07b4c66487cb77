"""A model that is only tried: its clusters and its catalogue, in memory, whose ids are the rows of the tracks."""

import numpy as np
from numpy.typing import NDArray

from backend.domain.catalogue import Catalogue
from backend.domain.cluster_model import assign_clusters
from backend.domain.feature_vector import Vector
from backend.domain.sound_profile import SoundProfiles
from pipelines.hub_relief import find_relief


def make_catalogue(vectors: Vector, centroids: Vector, artists: NDArray[np.int64], hub_relief: float) -> Catalogue:
    """Return the catalogue of tracks at `vectors` (tracks, dims) by `artists` (tracks,), in their nearest clusters."""
    clusters, distances = assign_clusters(vectors, centroids)
    order = np.lexsort((distances, clusters))
    # Profiles only name the reason of a recommendation, which is not measured here: one for all will do.
    sounds = SoundProfiles(np.zeros((len(vectors), 1), np.float16), {"timbre": slice(0, 1)})
    return Catalogue(
        model_id="trial",
        ids=order.astype(np.int64),
        artists=artists[order],
        vectors=vectors[order],
        starts=np.searchsorted(clusters[order], np.arange(len(centroids) + 1)).astype(np.intp),
        centroids=centroids,
        sounds=sounds,
        relief=find_relief(vectors, artists, hub_relief)[order],
    )
