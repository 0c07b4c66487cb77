"""Every page and state of the player by name, and how to bring each up."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.journeys.player_page import go_to


@dataclass(frozen=True)
class View:
    """A page by its address, and what is opened over it and closed again."""

    name: str
    place: str
    show: Callable[[Page], None] | None = None
    hide: Callable[[Page], None] | None = None


def list_views(page: Page) -> list[View]:
    """Return every view of the collection that `page` shows: its first album, its first track and the like."""
    one, other = page.evaluate("fetch('/tracks?sort=album&limit=2').then(answer => answer.json())")["items"]
    genre = page.evaluate("fetch('/genres').then(answer => answer.json())")["items"][0]["id"]
    both = f"{one['id']}&{{}}={other['id']}"
    return [
        View("for-you", "#/"),
        View("library", "#/library"),
        View("library-search", "#/library?q=a"),
        View("library-nothing", "#/library?q=qqqq"),
        View("albums", "#/albums"),
        View("artists", "#/artists"),
        View("unreadable", "#/unreadable"),
        View("nowhere", "#/nonsense"),
        View("genres", "#/genres"),
        View("genre", f"#/genre?id={genre}"),
        View("clusters", "#/clusters"),
        View("cluster", "#/cluster?id=0"),
        View("path", f"#/path?from={both.format('to')}"),
        View("path-empty", "#/path"),
        View("blend", f"#/blend?like={both.format('unlike')}"),
        View("artist", f"#/artist?id={one['artist']['id']}"),
        View("album", f"#/album?id={one['album']['id']}"),
        View("track", f"#/track?id={one['id']}"),
        View("map", "#/map"),
        View("history", "#/history"),
        View("history-top", "#/history?show=top"),
        View("history-liked", "#/history?show=liked"),
        View("queue", "#/", _press("q"), _press("q")),
        View("menu", "#/library", _open_menu, _press("Escape")),
        View("keys", "#/", _press("?"), _press("Escape")),
        View("notice", "#/", _queue_a_track),
        View("away", "#/", _take_server_away, _bring_server_back),
    ]


FIRST_VIEWS = (View("for-you", "#/"), View("library", "#/library"))
"""What a new listener opens first."""


@contextmanager
def open_view(page: Page, view: View) -> Iterator[None]:
    """Show `view` while the context lasts."""
    page.evaluate("place => { location.hash = place }", view.place)
    page.evaluate("document.activeElement?.blur()")
    page.wait_for_load_state("networkidle")
    if view.show:
        view.show(page)
    yield
    if view.hide:
        view.hide(page)


def _press(key: str) -> Callable[[Page], None]:
    return lambda page: page.keyboard.press(key)


def _open_menu(page: Page) -> None:
    page.get_by_role("button", name="More about").nth(1).click()


def _queue_a_track(page: Page) -> None:
    page.get_by_role("button", name="More about").nth(1).click()
    page.get_by_role("dialog").get_by_role("button", name="Add to queue", exact=True).click()


def _take_server_away(page: Page) -> None:
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    page.reload()
    page.get_by_text("Segue is away").wait_for()


def _bring_server_back(page: Page) -> None:
    page.context.set_offline(False)
    page.reload()
    go_to(page, "For you")
