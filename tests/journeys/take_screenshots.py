"""Takes pictures of every page and state of the player, in both themes, on a phone, a tablet and a wide screen.

`python -m tests.journeys.take_screenshots FOLDER [--readme FOLDER] [--data-dir DIR]` plays a few pieces of the demo
collection first; without a data directory it starts from nothing, which is then looked at as well. `--address URL`
looks at a Segue that runs already. With `--readme` it takes the two pictures of the README.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page

from tests.journeys.player_page import recommendations, start_browser, wait_until_it_sounds
from tests.journeys.segue_process import answers, is_composing, is_listening, serve_segue
from tests.journeys.shrink_picture import shrink_picture
from tests.journeys.views import FIRST_VIEWS, list_views, open_view

PLAYS = 4
SOUND = "document.querySelector('audio[data-current]')"
DRAWING_MS = 1200
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")


@dataclass(frozen=True)
class Window:
    """What the player is looked at in."""

    name: str
    width: int
    height: int
    is_touched: bool = False
    scale: float = 1


WINDOWS = (Window("phone", 360, 740, True), Window("tablet", 768, 1024, True), Window("wide", 1440, 900))
README: tuple[tuple[Window, Theme], ...] = (
    (Window("player", 1280, 860), "light"),
    (Window("player-phone", 390, 780, True, 1.5), "dark"),
)


def take_screenshots(folder: Path, readme: Path | None, address: str) -> None:
    """Save a picture of each view for each window and theme into `folder`, and those of the README into `readme`."""
    with start_browser() as browser:
        for window in WINDOWS:
            with _open(browser, address, window) as page:
                _listen(page)
                for theme in THEMES:
                    _take_views(page, theme, folder, window)
        if readme is None:
            return
        for window, theme in README:
            with _open(browser, address, window) as page:
                _listen(page)
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                _take(page, readme / f"{window.name}.png")


def take_first_screenshots(folder: Path, data_dir: Path) -> None:
    """Save pictures of what a new listener sees: of a Segue without music, and while it listens to the first."""
    with start_browser() as browser:
        with serve_segue(data_dir / "empty", "serve", is_ready=answers) as address:
            _take_state(browser, address, "empty", folder)
        # The second run goes on where the first was stopped.
        for state, is_there in (("composing", is_composing), ("listening", is_listening)):
            with serve_segue(data_dir / "demo", "run", "--demo", is_ready=is_there) as address:
                _take_state(browser, address, state, folder)


def _take_views(page: Page, theme: Theme, folder: Path, window: Window) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    for view in list_views(page):
        with open_view(page, view):
            _take(page, folder / f"{view.name}-{window.name}-{theme}.png")


def _take_state(browser: Browser, address: str, state: str, folder: Path) -> None:
    for window in WINDOWS:
        with _open(browser, address, window) as page:
            for theme in THEMES:
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                for view in FIRST_VIEWS:
                    with open_view(page, view):
                        _take(page, folder / f"{state}-{view.name}-{window.name}-{theme}.png")


@contextmanager
def _open(browser: Browser, address: str, window: Window) -> Iterator[Page]:
    """Yield the player of a new listener."""
    context = browser.new_context(
        viewport={"width": window.width, "height": window.height},
        device_scale_factor=window.scale,
        has_touch=window.is_touched,
        is_mobile=window.is_touched,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def _listen(page: Page) -> None:
    """Hear a few tracks, like one, leave one early, and stop in the middle of another."""
    recommendations(page).first.wait_for()
    page.keyboard.press("Space")
    for _ in range(PLAYS):
        _go_on(page, lambda: page.evaluate(f"{SOUND}.currentTime = {SOUND}.duration - 0.5"))
    wait_until_it_sounds(page)
    page.keyboard.press("l")
    _go_on(page, lambda: page.keyboard.press("n"))
    wait_until_it_sounds(page)
    page.evaluate(f"{SOUND}.currentTime = 0.4 * {SOUND}.duration")
    page.keyboard.press("Space")
    messages = page.get_by_role("button", name="Dismiss")
    while messages.count():
        messages.first.click()
    page.wait_for_load_state("networkidle")


def _go_on(page: Page, leave: Callable[[], object]) -> None:
    """Leave what sounds, and wait until the next track is told to be played."""
    wait_until_it_sounds(page)
    with page.expect_response(lambda answer: answer.url.endswith("/play") and answer.request.method == "POST"):
        leave()


def _take(page: Page, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(DRAWING_MS)
    page.screenshot(path=path)
    shrink_picture(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Take pictures of every page.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readme", type=Path, metavar="FOLDER")
    parser.add_argument("--data-dir", type=Path, metavar="DIR")
    parser.add_argument("--address", metavar="URL")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as empty:
        if given.address:
            take_screenshots(given.folder, given.readme, given.address)
        else:
            take_first_screenshots(given.folder, Path(empty))
            with serve_segue(given.data_dir or Path(empty) / "demo", "run", "--demo") as served:
                take_screenshots(given.folder, given.readme, served)
