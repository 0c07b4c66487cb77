"""The player in a real browser, by its landmarks: how to start the browser, and what a listener does there."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# Without a graphics card, WebGL is computed by SwiftShader.
QUIET = [
    "--no-sandbox",
    "--enable-unsafe-swiftshader",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]
PLAYING = "() => { const sound = document.querySelector('audio[data-current]'); return sound && !sound.paused && "
DESKTOP = (1280, 800)
AT_ONE_SIZE = pytest.mark.parametrize("context", [DESKTOP], ids=["desktop"], indirect=True)
"""For a test of what is the same at every size of the window."""
PAGES = ("For you", "Library", "Map", "History")


@contextmanager
def start_browser() -> Iterator[Browser]:
    """Yield Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def recommendations(page: Page) -> Locator:
    return page.get_by_role("region", name="Recommendations").get_by_role("listitem")


def go_to(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True).click()


def play_from_library(page: Page, title: str) -> None:
    page.get_by_role("searchbox", name="Search").fill(title)
    library = page.get_by_role("region", name="Library")
    library.get_by_role("button", name=f"Play {title}", exact=True).click()


def wait_until_it_sounds(page: Page) -> None:
    page.wait_for_function(PLAYING + "sound.currentTime > 0.3 }")


def open_queue(page: Page) -> Locator:
    """Show the queue, and return it."""
    queue = page.get_by_role("region", name="Queue")
    if not queue.is_visible():
        if page.get_by_role("button", name="More controls").is_visible():
            page.get_by_role("button", name="More controls").click()
        page.get_by_role("button", name="Show the queue").click()
    expect(queue).to_be_visible()
    return queue
