"""Takes the pictures of the README: plays a few pieces of the demo collection and saves what a listener then sees.

`python -m tests.journeys.take_screenshots FOLDER [DATA_DIR]`; without a data directory it starts from nothing.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page

from tests.journeys.player_page import recommendations, start_browser, wait_until_it_sounds
from tests.journeys.segue_process import serve_segue
from tests.journeys.shrink_picture import shrink_picture

PLAYS = 4
SOUND = "document.querySelector('audio[data-current]')"


@dataclass(frozen=True)
class Picture:
    """A picture: its name, and the window and theme that it shows."""

    name: str
    width: int
    height: int
    theme: Literal["light", "dark"]
    scale: float


PICTURES = (
    Picture("player.png", 1280, 860, "light", 1),
    Picture("player-phone.png", 390, 780, "dark", 1.5),
)


def take_screenshots(folder: Path, data_dir: Path) -> None:
    """Save the pictures into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with serve_segue(data_dir, "run", "--demo") as address, start_browser() as browser:
        for picture in PICTURES:
            _take(browser, address, picture, folder / picture.name)


def _take(browser: Browser, address: str, picture: Picture, path: Path) -> None:
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        device_scale_factor=picture.scale,
        color_scheme=picture.theme,
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
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1000)
    page.screenshot(path=path)
    shrink_picture(path)
    context.close()


def _play_to_the_end(page: Page) -> None:
    wait_until_it_sounds(page)
    with page.expect_response(lambda answer: answer.url.endswith("/play") and answer.request.method == "POST"):
        page.evaluate(f"{SOUND}.currentTime = {SOUND}.duration - 0.5")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as empty:
        take_screenshots(Path(sys.argv[1]), Path((*sys.argv[2:], empty)[0]))
