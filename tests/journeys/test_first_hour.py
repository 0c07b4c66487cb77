"""What somebody new to Segue meets: no music yet, files that cannot be read, a small screen under a finger."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.journeys.player_page import go_to, recommendations
from tests.journeys.segue_process import answers, serve_segue

FINGER_PX = 44


def test_an_empty_collection_says_what_to_do_and_nothing_on_the_console(browser: Browser, tmp_path: Path) -> None:
    with serve_segue(tmp_path, "serve", is_ready=answers) as address:
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(address)
        for name in ("For you", "Library"):
            go_to(page, name)
            expect(page.get_by_text("No music here yet")).to_be_visible()
            expect(page.get_by_text("segue run --demo")).to_be_visible()
        page.close()
    assert said == []


def test_what_is_done_before_there_is_music_is_shown(page: Page) -> None:
    work = {"step": "composing", "done": 5, "total": 72, "at": "2026-01-01T00:00:00Z"}
    nothing = {"ready": 0, "pending": 0, "unreadable": 0, "no_audio": 0}

    def answer(route: Route) -> None:
        route.fulfill(json={"tracks": nothing, "model": None, "work": work})

    page.route("**/collection", answer)
    page.reload()
    expect(page.get_by_role("progressbar", name="Composing music to try: 5 of 72")).to_be_visible()


def test_artists_and_albums_are_listed_and_lead_to_their_pages(page: Page) -> None:
    for name, one in (("Artists", "Hiss Artist 2"), ("Albums", "Clicks")):
        go_to(page, "Library")
        page.get_by_role("navigation", name="Explore").get_by_role("link", name=name, exact=True).click()
        listed = page.get_by_role("list", name=name).get_by_role("listitem")
        expect(listed).to_have_count(15)
        listed.get_by_role("link", name=one).first.click()
        expect(page.get_by_role("heading", level=1, name=one)).to_be_visible()


def test_a_long_list_grows_as_its_end_comes_near(page: Page) -> None:
    def answer(route: Route) -> None:
        route.continue_(url=route.request.url.replace("limit=60", "limit=2"))

    page.route("**/artists?*", answer)
    page.evaluate("location.hash = '#/artists'")
    artists = page.get_by_role("list", name="Artists").get_by_role("listitem")
    expect(artists.nth(7)).to_be_attached()
    page.evaluate("document.querySelector('main').scrollTo(0, 1e6)")
    expect(artists).to_have_count(15)


def test_the_library_tells_what_is_unreadable_and_why(page: Page) -> None:
    go_to(page, "Library")
    page.get_by_role("link", name="1 file unreadable").click()
    file = page.get_by_role("list", name="Unreadable files").get_by_role("listitem")
    expect(file).to_contain_text("Broken")
    assert len(file.inner_text()) > len("Broken Unknown artist")


def test_an_address_that_leads_nowhere_says_so_and_leads_home(page: Page) -> None:
    page.evaluate("location.hash = '#/nonsense'")
    expect(page.get_by_role("heading", level=1, name="There is no such page")).to_be_visible()
    page.get_by_role("link", name="Go to For you").click()
    expect(page.get_by_role("heading", level=1, name="For you")).to_be_visible()


@pytest.mark.parametrize("size", [(360, 740), (768, 1024), (1440, 900)])
def test_a_message_covers_nothing_and_moves_nothing_aside(
    browser: Browser, address: str, size: tuple[int, int]
) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(address)
    recommendations(page).first.wait_for()
    before = page.get_by_role("main").bounding_box()
    recommendations(page).first.get_by_role("button", name="More about").click()
    page.get_by_role("dialog").get_by_role("button", name="Add to queue", exact=True).click()
    notice = page.get_by_role("log", name="Messages").get_by_text("is in the queue")
    expect(notice).to_be_visible()
    # Until it has come to rest.
    page.wait_for_timeout(400)
    others = [page.get_by_role("main"), page.get_by_role("region", name="Now playing")]
    others += page.get_by_role("navigation", name="Main").get_by_role("link").all()
    assert not any(overlap(notice, other) for other in others)
    after = page.get_by_role("main").bounding_box()
    assert before
    assert after
    assert (after["x"], after["width"]) == (before["x"], before["width"])
    page.close()


def overlap(one: Locator, other: Locator) -> bool:
    a, b = one.bounding_box(), other.bounding_box()
    assert a
    assert b
    apart = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
    return not (apart or a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"])


def test_a_finger_finds_everything_of_a_page(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address)
    recommendations(page).first.wait_for()
    for place in ("#/", "#/library", "#/albums", "#/history", "#/path", "#/blend"):
        page.evaluate("place => { location.hash = place }", place)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        targets = page.locator("main").locator("button:not([aria-label^=Play]), .pill, nav a, select")
        small = [
            target.inner_text() or target.get_attribute("aria-label")
            for target in targets.all()
            if target.is_visible() and (target.bounding_box() or {"height": 0})["height"] < FINGER_PX
        ]
        assert small == [], place
    context.close()
