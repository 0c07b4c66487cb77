"""Journeys through the player's core in a real browser: the queue, radio, keys, the offline shell."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.journeys.player_page import (
    AT_ONE_SIZE,
    go_to,
    open_queue,
    play_from_library,
    recommendations,
    wait_until_it_sounds,
)
from tests.journeys.player_sound import current_source


def now_playing(page: Page) -> Locator:
    return page.get_by_role("region", name="Now playing")


def choose_from_menu(page: Page, title: str, action: str) -> None:
    page.get_by_role("searchbox", name="Search").fill(title)
    library = page.get_by_role("region", name="Library")
    library.get_by_role("button", name=f"More about {title}", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=action, exact=True).click()


def line_up(page: Page, *titles: str) -> None:
    for title in titles:
        choose_from_menu(page, title, "Add to queue")


def lined_up(page: Page) -> list[str]:
    buttons = page.get_by_role("region", name="Queue").get_by_role("button", name=re.compile(r"^Remove "))
    return [(button.get_attribute("aria-label") or "").removeprefix("Remove ") for button in buttons.all()]


@AT_ONE_SIZE
def test_the_queue_is_arranged_by_keyboard_and_survives_a_reload(page: Page) -> None:
    play_from_library(page, "Hum 01")
    wait_until_it_sounds(page)
    line_up(page, "Hiss 01", "Hiss 02", "Hiss 03")
    queue = open_queue(page)
    assert lined_up(page) == ["Hiss 01", "Hiss 02", "Hiss 03"]
    queue.get_by_role("button", name="Move Hiss 03", exact=True).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_role("status").filter(has_text="Hiss 03 is now 2 of 3")).to_be_attached()
    page.keyboard.press("ArrowUp")
    assert lined_up(page) == ["Hiss 03", "Hiss 01", "Hiss 02"]
    expect(queue.get_by_role("button", name="Move Hiss 03", exact=True)).to_be_focused()
    page.get_by_role("button", name="Repeat", exact=True).click()
    page.reload()
    open_queue(page)
    assert lined_up(page) == ["Hiss 03", "Hiss 01", "Hiss 02"]
    expect(page.get_by_role("button", name="Repeat", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(now_playing(page)).to_contain_text("Hum 01")


def test_the_queue_is_arranged_by_hand(page: Page) -> None:
    play_from_library(page, "Hum 01")
    line_up(page, "Hiss 01", "Hiss 02", "Hiss 03")
    queue = open_queue(page)
    handle = queue.get_by_role("button", name="Move Hiss 01", exact=True)
    start, goal = handle.bounding_box(), queue.get_by_role("button", name="Move Hiss 03", exact=True).bounding_box()
    assert start is not None
    assert goal is not None
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 10, goal["y"] + 15, steps=12)
    page.mouse.up()
    assert lined_up(page) == ["Hiss 02", "Hiss 03", "Hiss 01"]
    # Without dragging, the handle shows buttons.
    handle.click()
    queue.get_by_role("button", name="Move Hiss 01 up", exact=True).click()
    handle.click()
    assert lined_up(page) == ["Hiss 02", "Hiss 01", "Hiss 03"]


def test_a_link_in_the_queue_leads_to_a_page_that_can_be_seen(page: Page) -> None:
    play_from_library(page, "Hum 01")
    line_up(page, "Hiss 01")
    queue = open_queue(page)
    queue.get_by_role("link", name="Hiss Artist 1", exact=True).first.click()
    expect(page.get_by_role("heading", name="Hiss Artist 1", level=1)).to_be_visible()
    # Where the queue covers the page it gives way.
    expect(queue).to_be_visible(visible=(page.viewport_size or {"width": 0})["width"] >= 1200)


@AT_ONE_SIZE
def test_a_reload_goes_on_where_it_was_left(page: Page) -> None:
    play_from_library(page, "Clicks 04")
    wait_until_it_sounds(page)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("slider", name="Seek").focus()
    page.keyboard.press("ArrowRight")
    source = current_source(page)
    page.reload()
    page.get_by_role("button", name="Play", exact=True).click()
    wait_until_it_sounds(page)
    assert current_source(page) == source
    assert page.evaluate("document.querySelector('audio[data-current]').currentTime") > 4


@AT_ONE_SIZE
def test_a_radio_goes_on_with_what_sounds_alike_and_never_with_the_same(page: Page) -> None:
    asked: list[dict[str, Any]] = []
    page.on("request", lambda one: asked.append(json.loads(one.post_data or "{}")) if "/blend" in one.url else None)
    line_up(page, "Hum 05")
    choose_from_menu(page, "Hiss 04", "Start radio")
    wait_until_it_sounds(page)
    queue = open_queue(page)
    expect(queue).to_contain_text("Radio: Hiss 04")
    heard = [current_source(page)]
    for _ in range(3):
        page.get_by_role("button", name="Next", exact=True).click()
        page.wait_for_function(f"() => document.querySelector('audio[data-current]').currentSrc !== {heard[-1]!r}")
        wait_until_it_sounds(page)
        page.wait_for_load_state("networkidle")
        heard.append(current_source(page))
    assert len(set(heard)) == len(heard)
    seed = asked[0]["like"][0]
    assert all(seed in one["like"] for one in asked)
    assert asked[-1]["unlike"], "what was skipped at once is not wanted"
    assert set(asked[-1]["unlike"]) < set(asked[-1]["exclude"])
    page.reload()
    expect(open_queue(page)).to_contain_text("Radio: Hiss 04")
    page.get_by_role("button", name="Stop radio").click()
    expect(queue).not_to_contain_text("Radio: Hiss 04")
    assert lined_up(page) == ["Hum 05"], "what the radio took the place of comes back, also after a reload"


def test_the_seek_bar_shows_the_waveform_and_stays_a_slider(page: Page) -> None:
    with page.expect_response(re.compile("/waveform$")) as answered:
        play_from_library(page, "Clicks 06")
    assert answered.value.ok
    wait_until_it_sounds(page)
    drawn = "document.querySelector('[style*=mask-image]')"
    page.wait_for_function(f"() => {drawn}?.getBoundingClientRect().width > 50")
    seek = page.get_by_role("slider", name="Seek")
    seek.focus()
    page.keyboard.press("ArrowRight")
    expect(seek).to_have_attribute("aria-valuetext", re.compile(r"^0:0[5-9] of 0:1[12]$"))


@AT_ONE_SIZE
def test_keys_reach_everything_and_leave_typing_alone(page: Page) -> None:
    play_from_library(page, "Hum 09")
    wait_until_it_sounds(page)
    page.get_by_role("searchbox", name="Search").focus()
    page.keyboard.type(" qrm")
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("Hum 09 qrm")
    page.keyboard.press("Escape")
    page.get_by_role("searchbox", name="Search").fill("")
    page.get_by_role("searchbox", name="Search").blur()
    sound = "document.querySelector('audio[data-current]')"
    page.keyboard.press("-")
    assert page.evaluate(f"{sound}.volume") == pytest.approx(0.75)
    page.keyboard.press("m")
    assert page.evaluate(f"{sound}.muted") is True
    page.keyboard.press("k")
    page.wait_for_function(f"() => {sound}.paused")
    page.keyboard.press("4")
    expect(page.get_by_role("region", name="History")).to_be_visible()
    shown = page.get_by_role("region", name="Queue").is_visible()
    page.keyboard.press("q")
    expect(page.get_by_role("region", name="Queue")).to_be_visible(visible=not shown)
    if not shown:
        page.keyboard.press("q")
    page.keyboard.press("?")
    page.get_by_role("checkbox", name="Use these keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    assert page.evaluate(f"{sound}.muted") is True


@AT_ONE_SIZE
def test_the_lock_screen_knows_what_plays_and_where(page: Page) -> None:
    play_from_library(page, "Hum 04")
    wait_until_it_sounds(page)
    page.wait_for_function("() => navigator.mediaSession.metadata?.artwork.length === 1")
    session = "navigator.mediaSession"
    assert page.evaluate(f"[{session}.metadata.title, {session}.playbackState]") == ["Hum 04", "playing"]
    assert page.evaluate(f"{session}.metadata.artwork[0].src").startswith(("data:image/png", "http"))
    page.get_by_role("button", name="Pause", exact=True).click()
    page.wait_for_function(f"() => {session}.playbackState === 'paused'")


@AT_ONE_SIZE
def test_what_is_still_being_analysed_is_shown_until_it_is_done(page: Page) -> None:
    pending = [20, 20, 0]

    def answer(route: Route) -> None:
        left = pending.pop(0) if len(pending) > 1 else pending[0]
        tracks = {"ready": 30 - left, "pending": left, "unreadable": 0, "no_audio": 0}
        route.fulfill(json={"tracks": tracks, "model": None})

    page.route("**/collection", answer)
    page.reload()
    shown = page.get_by_text("Listening to your music: 10 of 30")
    expect(shown).to_be_visible()
    with page.expect_response(re.compile("/recommendations"), timeout=15_000):
        expect(shown).to_have_count(0, timeout=15_000)


@AT_ONE_SIZE
def test_it_opens_while_the_server_is_away_and_recovers_by_itself(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(address)
    play_from_library(page, "Hiss 08")
    wait_until_it_sounds(page)
    line_up(page, "Hum 07")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    kept = page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async name => "
        "(await (await caches.open(name)).keys()).map(one => new URL(one.url).pathname)))).flat()"
    )
    assert "/" in kept
    assert all(path.count("/") == 1 or path.startswith("/assets/") for path in kept), kept
    context.set_offline(True)
    page.reload()
    expect(page.get_by_role("log", name="Messages")).to_contain_text("Segue does not answer")
    go_to(page, "For you")
    expect(page.get_by_text("Segue is away")).to_be_visible()
    open_queue(page)
    assert lined_up(page) == ["Hum 07"]
    page.get_by_role("button", name="Play", exact=True).click()
    context.set_offline(False)
    expect(page.get_by_role("log", name="Messages")).not_to_contain_text("does not answer", timeout=20_000)
    wait_until_it_sounds(page)
    expect(now_playing(page)).to_contain_text("Hiss 08")
    expect(recommendations(page)).to_have_count(20)


@AT_ONE_SIZE
def test_it_can_be_installed(page: Page, address: str) -> None:
    address_of_manifest = page.get_attribute("link[rel=manifest]", "href")
    answer = page.request.get(f"{address}/{(address_of_manifest or '').removeprefix('./').removeprefix('/')}")
    assert answer.headers["content-type"] == "application/manifest+json"
    icons = answer.json()["icons"]
    assert {(icon["sizes"], icon.get("purpose")) for icon in icons} >= {("192x192", None), ("512x512", "maskable")}
    for icon in icons:
        assert page.request.get(address + icon["src"]).headers["content-type"] == icon["type"]
    worker = page.request.get(f"{address}/sw.js")
    assert (worker.headers["content-type"].split(";")[0], worker.headers["cache-control"]) == (
        "text/javascript",
        "no-cache",
    )
