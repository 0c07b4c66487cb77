"""What a page's main thread does in each frame while something moves, by Chromium's own trace."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from playwright.sync_api import Page

FRAME_MS = 1000 / 60
LONG_TASK_MS = 50
"""A task that takes longer is felt (W3C, "Long Tasks API")."""
ROUNDS = 3
TIMES_BARE = 3
"""The limits are those of a machine that has time. Where another one's browser needs longer even for a list without any
player, so many times its frames are the limit, and a long task is longer in proportion."""
SLOWEST_FRAMES = 3
"""No limit is more frames than this: twenty a second are not smooth on any machine."""
_CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline"]
_Event = dict[str, Any]

_BARE_LIST = """
<style>main { height: 100vh; overflow: auto } div { height: 1000000px } li { height: 60px }</style>
<main><div><ul></ul></div></main>
"""
_SCROLL_BARE_LIST = """
async (frames) => {
  const main = document.querySelector("main");
  for (let frame = 0; frame < frames; frame++) {
    main.scrollBy(0, 60);
    const write = (_, row) => `<li><b>${frame + row}</b> <i>of</i> <a href="#">many</a></li>`;
    main.querySelector("ul").innerHTML = Array.from({ length: 20 }, write).join("");
    await new Promise(requestAnimationFrame);
  }
}
"""
_BARE_FRAMES = 60


@dataclass
class Work:
    """Milliseconds of the main thread's own time, in each frame that something moved in, and in each task.

    All that it does counts: scripts, style, layout, paint and commit. Drawing the pixels does not, as a graphics card
    does that meanwhile, or here SwiftShader and the threads of the rasteriser. Nor do other programs' turns, nor work
    that is done when the browser has nothing to do, unless it takes longer than the browser had.
    """

    frames_ms: list[float] = field(default_factory=list)
    tasks_ms: list[float] = field(default_factory=list)
    limit_ms: float = FRAME_MS

    @property
    def usual_ms(self) -> float:
        """The time that 95 of 100 frames stay under."""
        return float(np.quantile(self.frames_ms, 0.95))

    @property
    def is_smooth(self) -> bool:
        longest = LONG_TASK_MS * self.limit_ms / FRAME_MS
        return self.usual_ms < self.limit_ms and max(self.tasks_ms) < longest

    def __str__(self) -> str:
        frames = f"{len(self.frames_ms)} frames of {np.median(self.frames_ms):.1f} ms"
        usual = f"95 of 100 under {self.usual_ms:.1f} of {self.limit_ms:.1f} ms"
        return f"{frames}, {usual}, longest task {max(self.tasks_ms):.1f} ms"


def watch_moves(page: Page, event: str, move: Callable[[], object]) -> Work:
    """Return the work of the frames that had such an `event`, such as `wheel`, while `move` ran.

    What else the machine does leaves the caches cold, which only ever adds: the calmest of a few rounds counts.
    """
    rounds: list[Work] = []
    bare_ms: list[float] = []
    while len(rounds) < ROUNDS and not any(work.is_smooth for work in rounds):
        work = _trace(page, event, move)
        if not work.is_smooth:
            bare_ms.append(_measure_bare_frame(page))
            work.limit_ms = min(max(FRAME_MS, TIMES_BARE * min(bare_ms)), SLOWEST_FRAMES * FRAME_MS)
        rounds.append(work)
    return min(rounds, key=lambda work: (not work.is_smooth, work.usual_ms))


def _measure_bare_frame(page: Page) -> float:
    """Return the work of a usual frame in which plain rows are replaced, in an empty page of the same browser."""
    bare = page.context.new_page()
    bare.set_content(_BARE_LIST)
    work = _trace(bare, "scroll", lambda: bare.evaluate(_SCROLL_BARE_LIST, _BARE_FRAMES))
    bare.close()
    return work.usual_ms


def _trace(page: Page, event: str, move: Callable[[], object]) -> Work:
    browser = page.context.browser
    assert browser
    browser.start_tracing(page=page, categories=_CATEGORIES)
    move()
    events: list[_Event] = json.loads(browser.stop_tracing())["traceEvents"]
    # Compositors commit too: the main thread is the one that hears of events.
    thread = next(_thread_of(one) for one in events if _is_counted(one, event))
    in_order = sorted(events, key=lambda one: float(one["ts"]))
    return _add_up([one for one in in_order if _thread_of(one) == thread], event)


def _thread_of(event: _Event) -> tuple[int, int]:
    return event["pid"], event["tid"]


def _add_up(events: list[_Event], counted: str) -> Work:
    """A frame lasts from the end of the task that commits one to the end of the task that commits the next."""
    work = Work()
    frame_ms, has_moved, task_end, frame_end = 0.0, False, 0.0, float("inf")
    for event in events:
        if event["ts"] >= frame_end:
            if has_moved:
                work.frames_ms.append(frame_ms)
            frame_ms, has_moved, frame_end = 0.0, False, float("inf")
        if event["name"] == "RunTask" and "tdur" in event:
            task_ms, task_end = event["tdur"] / 1000, event["ts"] + event["dur"]
            work.tasks_ms.append(task_ms)
            frame_ms += task_ms
        elif event["name"] == "FireIdleCallback" and "tdur" in event:
            frame_ms -= min(event["tdur"] / 1000, event["args"]["data"]["allottedMilliseconds"])
        elif event["name"] == "Commit":
            frame_end = task_end
        elif _is_counted(event, counted):
            has_moved = True
    return work


def _is_counted(event: _Event, counted: str) -> bool:
    is_dispatch: bool = event["name"] == "EventDispatch" and event["args"]["data"]["type"] == counted
    return is_dispatch
