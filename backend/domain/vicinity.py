"""What lies around a taste, and how near it is to what a listener turned away from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from backend.domain.feature_vector import Vector

Rows = NDArray[np.intp]


@dataclass(slots=True)
class Vicinity:
    """The `rows` (n,) around some tracks of a catalogue, and their `similarity` (n, m) to each of those."""

    rows: Rows
    similarity: Vector
    closest: Rows = field(init=False)
    """Which of the tracks each row is nearest to, (n,)."""
    _compared: tuple[tuple[int, ...], Vector] = field(init=False)

    def __post_init__(self) -> None:
        """Find the closest, and begin without anything compared."""
        self.closest = self.similarity.argmax(axis=1)
        self._compared = (), np.zeros((len(self.rows), 0), np.float32)

    def compare(self, others: Sequence[int], measure: Callable[[Rows, Rows], Vector]) -> Vector:
        """Return what `measure`, always the same, says of the rows and each of `others`: (n, others).

        It is asked of new ones only. What was compared last is remembered, and no more than that.
        """
        wanted, (known, columns) = tuple(others), self._compared
        if wanted == known:
            return columns
        places = {row: place for place, row in enumerate(known)}
        new = [row for row in wanted if row not in places]
        if new:
            columns = np.concatenate([columns, measure(self.rows, np.array(new, dtype=np.intp))], axis=1)
            places |= {row: len(known) + place for place, row in enumerate(new)}
        columns = columns[:, [places[row] for row in wanted]]
        # At once, as another thread may rank with the same vicinity.
        self._compared = wanted, columns
        return columns
