"""Lists that are answered a page at a time: their shape, their limits and their cursors."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from backend.domain.track import MAX_ID
from backend.errors import BadRequestError

Item = TypeVar("Item")

_LONGEST_CURSOR = 10_000
"""Longer than any that is made: a cursor holds one title of at most 500 characters."""

Limit = Annotated[int, Query(ge=1, le=200, description="How many items to answer.")]
Cursor = Annotated[
    str | None,
    Query(max_length=_LONGEST_CURSOR, description="The `next` of the page before; the other parameters stay."),
]


class Page(BaseModel, Generic[Item]):
    """Some of a list; `total` counts the items of all pages."""

    items: list[Item]
    next: str | None = Field(None, description="Pass it as `cursor` to get the next page; null on the last.")
    total: int


def encode_cursor(*keys: str | int | float) -> str:
    """Return an opaque cursor that holds the sort keys of a page's last item."""
    return base64.urlsafe_b64encode(json.dumps(keys, ensure_ascii=False).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *readers: Callable[[Any], Any]) -> list[Any]:
    """Return the sort keys in `cursor`, each as its reader makes of it.

    Raises:
        BadRequestError: it is not a cursor of this list.
    """
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [read(key) for read, key in zip(readers, keys, strict=True)]
    # Whoever writes cursors by hand meets all of these: 1e999 overflows, and "[[[[..." recurses too deeply.
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise BadRequestError("This cursor is not one of this list. Start again without a cursor.") from error


def read_only(expected: str) -> Callable[[Any], str]:
    """Return what reads a key that is the same in all cursors of a list. It raises ValueError for any other."""

    def read(key: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
        if key != expected:
            raise ValueError("This is a key of another list.")
        return expected

    return read


def read_text(key: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
    """Return a text of a cursor. Raises ValueError for one that the database could not take."""
    text = str(key)
    text.encode()
    return text


def read_number(key: Any) -> int:  # noqa: ANN401 - whatever JSON can hold
    """Return a whole number of a cursor. Raises ValueError for one that is larger than any id."""
    number = int(key)
    if abs(number) > MAX_ID:
        raise ValueError("No id is that large.")
    return number


def read_time(key: Any) -> datetime:  # noqa: ANN401 - whatever JSON can hold
    """Return a time of a cursor, in UTC. Raises ValueError or OverflowError for what is none."""
    return datetime.fromisoformat(key).astimezone(UTC)
