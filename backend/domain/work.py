"""What the pipelines do before there are tracks to count, as they note it and the service tells it."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field

WORK_ID = "import"

FRESH_SECONDS = 60
"""A note that is older was left by work that was cut short."""


class WorkStep(StrEnum):
    """What is being done."""

    COMPOSING = "composing"
    """The demo collection is written."""
    READING = "reading"
    """Files and their tags are read, or FMA's tables."""


class Work(BaseModel):
    """A step, and how far it is; `total` is 0 until it is known."""

    step: WorkStep
    done: int = Field(ge=0)
    total: int = Field(ge=0)
    at: datetime
