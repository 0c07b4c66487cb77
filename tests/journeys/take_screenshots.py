"""Takes pictures of the main pages: plays a few pieces of the demo collection and saves what a listener then sees.

`python -m tests.journeys.take_screenshots FOLDER [--readme FOLDER] [--data-dir DIR]` takes each page in both themes
and at both sizes, and with `--readme` the two pictures of the README; without a data directory it starts from nothing.
"""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page

from tests.journeys.player_page import recommendations, start_browser, wait_until_it_sounds
from tests.journeys.segue_process import serve_segue
from tests.journeys.shrink_picture import shrink_picture

PLAYS = 4
SOUND = "document.querySelector('audio[data-current]')"
PAGES = {"for-you": "#/", "library": "#/library", "map": "#/map", "history": "#/history"}
DRAWING_MS = 1500


@dataclass(frozen=True)
class Window:
    """What the player is looked at in."""

    name: str
    width: int
    height: int
    theme: Literal["light", "dark"]
    scale: float = 1


WINDOWS = tuple(
    Window(f"{name}-{theme}", width, height, theme)
    for name, width, height in (("wide", 1440, 900), ("phone", 360, 740))
    for theme in ("light", "dark")
)
README = (Window("player", 1280, 860, "light"), Window("player-phone", 390, 780, "dark", 1.5))


def take_screenshots(folder: Path, readme: Path | None, data_dir: Path) -> None:
    """Save a picture of each page for each window into `folder`, and those of the README into `readme`."""
    with serve_segue(data_dir, "run", "--demo") as address, start_browser() as browser:
        for window in WINDOWS:
            with _listen(browser, address, window) as page:
                for name, place in {**PAGES, "album": _find_album(page)}.items():
                    _take(page, place, folder / f"{name}-{window.name}.png")
        if readme:
            for window in README:
                with _listen(browser, address, window) as page:
                    _take(page, "#/", readme / f"{window.name}.png")


@contextmanager
def _listen(browser: Browser, address: str, window: Window) -> Iterator[Page]:
    """Yield the player of a listener who has heard a few tracks, in the middle of the next one."""
    context = browser.new_context(
        viewport={"width": window.width, "height": window.height},
        device_scale_factor=window.scale,
        color_scheme=window.theme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    recommendations(page).first.wait_for()
    page.keyboard.press("Space")
    for _ in range(PLAYS):
        _play_to_the_end(page)
    wait_until_it_sounds(page)
    page.evaluate(f"{SOUND}.currentTime = 0.4 * {SOUND}.duration")
    page.keyboard.press("Space")
    yield page
    context.close()


def _play_to_the_end(page: Page) -> None:
    wait_until_it_sounds(page)
    with page.expect_response(lambda answer: answer.url.endswith("/play") and answer.request.method == "POST"):
        page.evaluate(f"{SOUND}.currentTime = {SOUND}.duration - 0.5")


def _find_album(page: Page) -> str:
    tracks = page.evaluate("fetch('/tracks?sort=album').then(answer => answer.json())")["items"]
    return f"#/album?id={tracks[0]['album']['id']}"


def _take(page: Page, place: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    page.evaluate("place => { location.hash = place }", place)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(DRAWING_MS)
    page.screenshot(path=path)
    shrink_picture(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Take pictures of the main pages.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readme", type=Path, metavar="FOLDER")
    parser.add_argument("--data-dir", type=Path, metavar="DIR")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as empty:
        take_screenshots(given.folder, given.readme, given.data_dir or Path(empty))
