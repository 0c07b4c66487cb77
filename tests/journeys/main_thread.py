"""What a page's main thread does in each frame, by Chromium's own trace."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from playwright.sync_api import Page

_CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline"]
FRAME_MS = 1000 / 60
LONG_TASK_MS = 50
"""A task that takes longer is felt (W3C, "Long Tasks API")."""
_Event = dict[str, Any]


@dataclass
class Work:
    """Milliseconds of the main thread's own time, in each frame that something moved in, and in each task.

    All that it does counts: scripts, style, layout, paint and commit. Drawing the pixels does not, as a graphics card
    does that meanwhile, or here SwiftShader and the threads of the rasteriser. Nor do other programs' turns.
    """

    frames_ms: list[float] = field(default_factory=list)
    tasks_ms: list[float] = field(default_factory=list)

    @property
    def usual_ms(self) -> float:
        """The time that 95 of 100 frames stay under."""
        return float(np.quantile(self.frames_ms, 0.95))


@contextmanager
def watch_main_thread(page: Page, moves: str) -> Iterator[Work]:
    """Yield what is filled once the block has run; `moves` is the event that frames are counted by, such as `wheel`."""
    browser = page.context.browser
    assert browser
    work = Work()
    browser.start_tracing(page=page, categories=_CATEGORIES)
    yield work
    events: list[_Event] = json.loads(browser.stop_tracing())["traceEvents"]
    # Only the page in front commits frames.
    thread = next(_thread_of(event) for event in events if event["name"] == "Commit")
    _count(work, sorted((one for one in events if _thread_of(one) == thread), key=lambda one: float(one["ts"])), moves)


def _thread_of(event: _Event) -> tuple[int, int]:
    return event["pid"], event["tid"]


def _count(work: Work, events: list[_Event], moves: str) -> None:
    """A frame lasts from the end of the task that commits one to the end of the task that commits the next."""
    frame_ms, has_moved, ends_at = 0.0, False, 0.0
    for event in events:
        if ends_at and event["ts"] > ends_at:
            if has_moved:
                work.frames_ms.append(frame_ms)
            frame_ms, has_moved, ends_at = 0.0, False, 0.0
        if event["name"] == "RunTask" and "tdur" in event:
            task, task_ms = event, event["tdur"] / 1000
            work.tasks_ms.append(task_ms)
            frame_ms += task_ms
        elif event["name"] == "Commit":
            ends_at = task["ts"] + task["dur"]
        elif event["name"] == "EventDispatch":
            has_moved = has_moved or event["args"]["data"]["type"] == moves
