"""No page of the player has a fault that axe-core can find, in either theme and at either size."""

from typing import Any, Literal

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.player_page import (
    PAGES,
    go_to,
    play_from_library,
    recommendations,
    wait_until_it_sounds,
)
from tests.journeys.segue_process import REPOSITORY

AXE = REPOSITORY / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CHANGED = """
async () => {
  for (let calm = 0; calm < 5; ) {
    await new Promise(requestAnimationFrame);
    calm = document.getAnimations().some((one) => one instanceof CSSTransition) ? 0 : calm + 1;
  }
}
"""
"""Waits until colours have gone over to those of the other theme."""


def test_no_page_has_a_fault(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    expect(recommendations(page)).to_have_count(20)
    assert find_faults(page) == []
    play_from_library(page, "Hum 03")
    wait_until_it_sounds(page)
    for name in PAGES:
        go_to(page, name)
        page.wait_for_load_state("networkidle")
        assert find_faults(page) == [], name


def test_no_page_below_the_library_has_a_fault(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    play_from_library(page, "Hum 03")
    wait_until_it_sounds(page)
    for address in list_addresses(page):
        page.evaluate("address => { location.hash = address }", address)
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert find_faults(page) == [], address
        assert page.evaluate("document.querySelector('main').scrollWidth <= window.innerWidth"), address


def test_what_opens_over_a_page_has_no_fault(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    play_from_library(page, "Hum 04")
    wait_until_it_sounds(page)
    page.get_by_role("searchbox", name="Search").blur()
    page.keyboard.press("r")
    library = page.get_by_role("region", name="Library")
    library.get_by_role("button", name="More about Hum 04", exact=True).click()
    assert find_faults(page) == [], "menu"
    page.get_by_role("dialog").get_by_role("button", name="Add to queue", exact=True).click()
    queue = page.get_by_role("region", name="Queue")
    if not queue.is_visible():
        page.keyboard.press("q")
    expect(queue).to_contain_text("Radio: Hum 04")
    queue.get_by_role("button", name="Move Hum 04", exact=True).click()
    assert find_faults(page) == [], "queue"
    if page.get_by_role("button", name="Close the queue").is_visible():
        page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert find_faults(page) == [], "keys"


def test_no_page_has_a_fault_while_the_server_is_away(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    context.set_offline(True)
    page.reload()
    expect(page.get_by_text("Segue is away")).to_be_visible()
    for name in PAGES:
        go_to(page, name)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_timeout(500)
        assert find_faults(page) == [], name


def list_addresses(page: Page) -> list[str]:
    """Return the address of one page of each kind."""
    one, other = page.evaluate("fetch('/tracks?limit=2').then(answer => answer.json())")["items"]
    genre = page.evaluate("fetch('/genres').then(answer => answer.json())")["items"][0]
    return [
        f"#/artist?id={one['artist']['id']}",
        f"#/album?id={one['album']['id']}",
        f"#/track?id={one['id']}",
        "#/albums",
        "#/artists",
        "#/unreadable",
        "#/nonsense",
        "#/clusters",
        "#/cluster?id=0",
        "#/genres",
        f"#/genre?id={genre['id']}",
        f"#/path?from={one['id']}&to={other['id']}",
        f"#/blend?like={one['id']}&unlike={other['id']}",
        "#/history?show=top",
        "#/history?show=liked",
    ]


def find_faults(page: Page) -> list[tuple[str, str, Any]]:
    """Return each broken rule with its theme and the first part of the page that breaks it.

    What differs by theme is contrast: in the dark it alone is looked at once more.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    return [*_find_faults(page, "light", {}), *_find_faults(page, "dark", {"runOnly": ["color-contrast"]})]


def _find_faults(page: Page, theme: Literal["light", "dark"], options: dict[str, Any]) -> list[tuple[str, str, Any]]:
    page.emulate_media(color_scheme=theme)
    assert page.evaluate(f"matchMedia('(prefers-color-scheme: {theme})').matches")
    page.evaluate(CHANGED)
    # Of what passes one node is enough, to see that the rules ran at all.
    found = page.evaluate("options => axe.run(options)", {**options, "resultTypes": ["violations"]})
    assert found["passes"]
    return [(theme, fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]]
