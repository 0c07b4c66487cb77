"""Models of what is ready so far, made while the rest of the collection is still listened to."""

from collections.abc import Callable

from backend.domain.track import TrackStatus
from pipelines.storage import Storage
from pipelines.stored_models import find_active_model

FIRST_AT = 40
"""So many tracks fill two lists of recommendations and make a few clusters; it takes seconds to listen to them."""

GROWTH = 2
"""The next model comes when there are so many times the tracks: all models together cost little more than the last."""

WORTH_IT = 0.25
"""With fewer clips left than this share of the ready tracks, the last model is so near that none comes before it."""


class EarlyModels:
    """Counts the clips that were listened to, and says when to make a model of them."""

    def __init__(self, storage: Storage, make_model: Callable[[], None]) -> None:
        active = find_active_model(storage)
        self._storage = storage
        self._make_model = make_model
        self._next_at = max(FIRST_AT, GROWTH * active.tracks if active else 0)
        self._until_next = self._next_at - self._count_ready()

    def note_clip(self, left: int) -> None:
        """Note that one more clip was listened to, and make a model when there is enough new; `left` are to come."""
        self._until_next -= 1
        # Each clip makes at most one track ready, so that they need not be counted every time.
        if self._until_next > 0:
            return
        ready = self._count_ready()
        if ready >= self._next_at and left >= WORTH_IT * ready:
            self._make_model()
            self._next_at = GROWTH * ready
        self._until_next = max(self._next_at - ready, 1)

    def _count_ready(self) -> int:
        return self._storage.tracks.count_documents({"status": TrackStatus.READY})
