"""What a request reads of the tracks, by MongoDB's own profiler."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipelines.storage import Storage


@contextmanager
def profiled(library: Storage) -> Iterator[list[dict[str, Any]]]:
    """Yield a list that holds, when the block has ended, what was read of the tracks meanwhile, a command an entry."""
    found: list[dict[str, Any]] = []
    library.command("profile", 2)
    try:
        yield found
    finally:
        library.command("profile", 0)
        profile = library["system.profile"]
        found += profile.find({"$or": [{"command.find": "tracks"}, {"command.aggregate": "tracks"}]}).sort("ts", 1)
        profile.drop()
