"""Lists that are answered a page at a time: their shape, their limits and their cursors."""

import base64
import json
from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from backend.errors import BadRequestError

Item = TypeVar("Item")

Limit = Annotated[int, Query(ge=1, le=200, description="How many items to answer.")]
Cursor = Annotated[str | None, Query(description="The `next` of the page before; the other parameters stay.")]


class Page(BaseModel, Generic[Item]):
    """Some of a list; `total` counts the items of all pages."""

    items: list[Item]
    next: str | None = Field(None, description="Pass it as `cursor` to get the next page; null on the last.")
    total: int


def encode_cursor(*keys: str | int | float) -> str:
    """Return an opaque cursor that holds the sort keys of a page's last item."""
    return base64.urlsafe_b64encode(json.dumps(keys).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *readers: Callable[[Any], Any]) -> list[Any]:
    """Return the sort keys in `cursor`, each as its reader makes of it.

    Raises:
        BadRequestError: it is not a cursor of this list.
    """
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [read(key) for read, key in zip(readers, keys, strict=True)]
    except (ValueError, TypeError, AttributeError) as error:
        raise BadRequestError("This cursor is not one of this list. Start again without a cursor.") from error
