"""What was read and ranked for each listener last, kept in this process for as long as it is still true."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from backend.domain.ranking import History
from backend.domain.recommendation import Recommendation

MOST_LISTENERS = 500
"""About 100 kB each: a history of 200 plays and a list."""
TRUE_SECONDS = 15.0
"""Tracks may lose their file meanwhile, of which a listener's revision knows nothing."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """A listener's history at a revision, and the list of `limit` that a model ranked from it."""

    revision: int
    history: History
    model_id: str | None
    limit: int
    items: list[Recommendation]


class Memory:
    """The latest ranking for each of many listeners; those who were quiet for longest are forgotten first.

    A listener's revision grows with everything that they do, in whichever process, so that a ranking of another
    revision is not true any more. It is read with the listener: asking costs nothing.
    """

    def __init__(self) -> None:
        self._rankings: OrderedDict[UUID, tuple[float, Ranking]] = OrderedDict()

    def recall(self, listener: UUID, revision: int) -> Ranking | None:
        """Return the listener's latest ranking if it was made at this revision, and not long ago."""
        kept_until, ranking = self._rankings.get(listener, (0.0, None))
        return ranking if ranking and ranking.revision == revision and time.monotonic() < kept_until else None

    def keep(self, listener: UUID, ranking: Ranking) -> None:
        """Remember a ranking in place of the one before; without a model, what is ready changes all the time."""
        self._forget_old()
        if ranking.model_id is None:
            return
        self._rankings[listener] = (time.monotonic() + TRUE_SECONDS, ranking)
        self._rankings.move_to_end(listener)
        if len(self._rankings) > MOST_LISTENERS:
            self._rankings.popitem(last=False)

    def forget(self, listener: UUID) -> None:
        """Keep nothing of a listener."""
        self._rankings.pop(listener, None)

    def _forget_old(self) -> None:
        now = time.monotonic()
        while self._rankings and next(iter(self._rankings.values()))[0] < now:
            self._rankings.popitem(last=False)
