"""What a benchmark aims at, and the line that tells whether it was met."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aim:
    """A figure and its limit, which it may not exceed, or may not fall short of."""

    name: str
    value: float
    limit: float
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the figure keeps to the limit."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def __str__(self) -> str:
        """Return its line below a table."""
        verdict = "met   " if self.is_met else "MISSED"
        limit = f"{'at least' if self.at_least else 'at most'} {self.limit:g}"
        return f"aim {verdict} {self.name:52} {self.value:8.4g}, {limit}"
