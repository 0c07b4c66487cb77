"""Models of what is ready so far, made while the rest of the collection is still listened to."""

from collections.abc import Callable

from pipelines.cli_start import err
from pipelines.cluster_tracks import count_usable_tracks
from pipelines.errors import StepError
from pipelines.storage import Storage
from pipelines.stored_models import find_active_model

FIRST_AT = 40
"""So many tracks fill two lists of recommendations and make a few clusters; it takes seconds to listen to them."""

GROWTH = 2
"""The next model comes when there are so many times the tracks: all models together cost little more than the last."""

WORTH_IT = 0.25
"""With fewer clips left than this share of the usable tracks, the last model is so near that none comes before it."""


class EarlyModels:
    """Counts the clips that were listened to, and says when to make a model of them."""

    def __init__(self, storage: Storage, make_model: Callable[[], None]) -> None:
        active = find_active_model(storage)
        self._storage = storage
        self._make_model = make_model
        self._next_at = max(FIRST_AT, GROWTH * active.tracks if active else 0)
        self._until_next = self._next_at - count_usable_tracks(storage)

    def note_clip(self, left: int) -> None:
        """Note that one more clip was listened to, and make a model when there is enough new; `left` are to come.

        A model that cannot be made is said in a line: the listening, and who plays meanwhile, go on without it.
        """
        self._until_next -= 1
        # Each clip makes at most one track usable, so that they need not be counted every time.
        if self._until_next > 0:
            return
        usable = count_usable_tracks(self._storage)
        if usable >= self._next_at and left >= WORTH_IT * usable:
            self._try_model(usable)
            self._next_at = GROWTH * usable
        self._until_next = max(self._next_at - usable, 1)

    def _try_model(self, usable: int) -> None:
        try:
            self._make_model()
        except (StepError, MemoryError) as error:
            reason = str(error) or "There is not enough memory."
            err.print(f"Note: listening goes on without a model of the first {usable} tracks. {reason}")
