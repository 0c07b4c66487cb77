"""The words that MusiCNN knows for a sound, and which of them a track gets."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

# fmt: off
TAGS = (
    "rock", "pop", "alternative", "indie", "electronic", "female vocalists", "dance", "00s", "alternative rock",
    "jazz", "beautiful", "metal", "chillout", "male vocalists", "classic rock", "soul", "indie rock", "Mellow",
    "electronica", "80s", "folk", "90s", "chill", "instrumental", "punk", "oldies", "blues", "hard rock", "ambient",
    "acoustic", "experimental", "female vocalist", "guitar", "Hip-Hop", "70s", "party", "country", "easy listening",
    "sexy", "catchy", "funk", "electro", "heavy metal", "Progressive rock", "60s", "rnb", "indie pop", "sad", "House",
    "happy",
)
# fmt: on
"""The 50 most used tags of the Million Song Dataset's listeners, in the order of the network's outputs."""

MIN_LIKELIHOOD = 0.15
"""By this 99 % of the labelled clips have a tag, and 2.2 on average; of those tagged Hip-Hop, rock and jazz 82, 69 and
56 % have such a genre. At 0.1 it would be 4 tags, of which those of jazz and folk mostly are wrong."""
MOST_TAGS = 5


def choose_tags(likelihoods: NDArray[np.floating[Any]]) -> list[str]:
    """Return the tags that stand out in a track, the likeliest first, from the likelihood of each of TAGS (50,).

    The rule asks the track alone: in a collection of nothing but jazz every track is found by that word.
    """
    order = np.argsort(-likelihoods, kind="stable")[:MOST_TAGS]
    return [TAGS[tag] for tag in order if likelihoods[tag] >= MIN_LIKELIHOOD]
