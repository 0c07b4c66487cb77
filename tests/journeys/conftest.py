"""What journeys in a browser share: Segue on a folder of music, and a new listener at two sizes of window."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.player_page import DESKTOP, start_browser
from tests.journeys.segue_process import serve_segue
from tests.journeys.synthetic_music import write_music


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Segue, started with one command on a folder of music, of which one file is broken."""
    folder = tmp_path_factory.mktemp("journey")
    write_music(folder / "music")
    (folder / "music" / "Broken.ogg").write_bytes(b"OggS" + bytes(500))
    with serve_segue(folder / "data", "run", "--music", folder / "music") as address:
        yield address


# Not for the session: while it lives, no other test of this process can have an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with start_browser() as browser:
        yield browser


@pytest.fixture(params=[DESKTOP, (360, 740)], ids=["desktop", "phone"])
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A new listener's browser, at two sizes; `AT_ONE_SIZE` is for what has nothing to do with size."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """The player, just opened; an error on its console fails the test."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(address)
    yield page
    assert errors == []
