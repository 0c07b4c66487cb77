"""What was read and ranked for each listener last, kept in this process for as long as it is still true."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from backend.domain.ranking import History
from backend.domain.recommendation import Recommendation

MOST_LISTENERS = 500
"""About 100 kB each: a history of 200 plays and a list."""
TRUE_SECONDS = 30.0
"""A list is true for so long: tracks may lose their file, of which a listener's revision knows nothing."""
QUIET_SECONDS = 600.0
"""Who did nothing for so long is forgotten, and so is here what they erased in another process."""
SWEEP_SECONDS = 30.0
"""How often it is looked who was quiet."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """A listener's history at a revision, and the list of `limit` that a model ranked from it at a moment."""

    revision: int
    history: History
    model_id: str | None
    limit: int
    items: list[Recommendation]
    at: float = field(default_factory=time.monotonic, compare=False)

    def has_true_items(self) -> bool:
        """Tell whether the list may still be answered; the history is true in any case."""
        return time.monotonic() < self.at + TRUE_SECONDS


class Memory:
    """The latest ranking for each of many listeners; those who were quiet for longest are forgotten first.

    A listener's revision grows with everything that they do, in whichever process, so that a ranking of another
    revision is not true any more. It is read with the listener: asking costs nothing.
    """

    def __init__(self) -> None:
        self._rankings: OrderedDict[UUID, Ranking] = OrderedDict()

    def recall(self, listener: UUID, revision: int) -> Ranking | None:
        """Return the listener's latest ranking if it was made at this revision."""
        ranking = self._rankings.get(listener)
        return ranking if ranking and ranking.revision == revision else None

    def keep(self, listener: UUID, ranking: Ranking) -> None:
        """Remember a ranking in place of one that is not newer; without a model, what is ready changes all the time."""
        known = self._rankings.get(listener)
        if ranking.model_id is None or (known and known.revision > ranking.revision):
            return
        self._rankings[listener] = ranking
        self._rankings.move_to_end(listener)
        if len(self._rankings) > MOST_LISTENERS:
            self._rankings.popitem(last=False)

    def forget(self, listener: UUID) -> None:
        """Keep nothing of a listener, but for a list that is being ranked at this moment."""
        self._rankings.pop(listener, None)

    @asynccontextmanager
    async def forgetting(self) -> AsyncIterator[None]:
        """Forget who is quiet, for as long as the context is open."""
        sweeping = asyncio.create_task(self._sweep())
        try:
            yield
        finally:
            sweeping.cancel()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            since = time.monotonic() - QUIET_SECONDS
            while self._rankings and next(iter(self._rankings.values())).at <= since:
                self._rankings.popitem(last=False)
