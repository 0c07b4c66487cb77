"""The journey of a listener in a real browser: play, hear, see the recommendations change, skip, come back."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.player_page import (
    AT_ONE_SIZE,
    PAGES,
    go_to,
    play_from_library,
    recommendations,
    wait_until_it_sounds,
)
from tests.journeys.synthetic_music import PER_STYLE, STYLES

TRACKS = PER_STYLE * len(STYLES)


def titles(page: Page) -> list[str]:
    return [re.findall(r"(?:Hum|Hiss|Clicks) \d\d", text)[0] for text in recommendations(page).all_inner_texts()]


def test_a_new_listener_sees_a_varied_start_with_reasons(page: Page) -> None:
    expect(recommendations(page)).to_have_count(20)
    expect(recommendations(page).first).to_contain_text("typical track")
    assert {title.split()[0] for title in titles(page)[:6]} == set(STYLES)


def test_a_track_plays_sounds_and_refreshes_the_recommendations(page: Page) -> None:
    expect(recommendations(page)).to_have_count(20)
    before = titles(page)
    play_from_library(page, "Hum 03")
    wait_until_it_sounds(page)
    source = page.evaluate("document.querySelector('audio[data-current]').currentSrc")
    assert re.search(r"/tracks/\d+/audio$", source)
    expect(page.get_by_role("region", name="Now playing")).to_contain_text("Hum 03")
    go_to(page, "For you")
    expect(recommendations(page).first).to_contain_text("Hum 03")
    assert titles(page) != before
    assert titles(page)[0].startswith("Hum")
    assert "Hum 03" not in titles(page)


@AT_ONE_SIZE
def test_next_is_a_skip_that_changes_the_next_recommendations(page: Page) -> None:
    play_from_library(page, "Hiss 05")
    wait_until_it_sounds(page)
    go_to(page, "For you")
    expect(recommendations(page).first).to_contain_text("Hiss 05")
    page.get_by_role("button", name="Next", exact=True).click()
    wait_until_it_sounds(page)
    expect(page.get_by_role("region", name="Now playing")).not_to_contain_text("Hiss 05")
    go_to(page, "History")
    skipped = page.get_by_role("region", name="History").get_by_role("listitem").filter(has_text="Hiss 05")
    expect(skipped).to_contain_text(re.compile("skipped", re.IGNORECASE))


@AT_ONE_SIZE
def test_a_reload_keeps_the_listener_and_the_history(page: Page) -> None:
    play_from_library(page, "Clicks 02")
    wait_until_it_sounds(page)
    page.reload()
    go_to(page, "History")
    expect(page.get_by_role("region", name="History").get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_role("region", name="History")).to_contain_text("Clicks 02")


def test_play_and_pause_seek_and_like_work_from_the_bar(page: Page) -> None:
    play_from_library(page, "Hum 07")
    wait_until_it_sounds(page)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.wait_for_function("() => document.querySelector('audio[data-current]').paused")
    page.get_by_role("slider", name="Seek").focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.querySelector('audio[data-current]').currentTime > 3")
    page.get_by_role("button", name="Play", exact=True).click()
    like = page.get_by_role("button", name="Like", exact=True).first
    like.click()
    expect(like).to_have_attribute("aria-pressed", "true")


@AT_ONE_SIZE
def test_a_like_is_known_to_every_browser_of_the_listener(page: Page) -> None:
    play_from_library(page, "Hum 08")
    wait_until_it_sounds(page)
    like = page.get_by_role("button", name="Like", exact=True).first
    like.click()
    expect(page.get_by_text("More like “Hum 08”")).to_be_visible()
    page.evaluate("addEventListener('pagehide', () => localStorage.clear())")
    page.reload()
    play_from_library(page, "Hum 08")
    expect(like).to_have_attribute("aria-pressed", "true")


def test_only_what_really_comes_next_is_called_next(page: Page) -> None:
    play_from_library(page, "Hum 06")
    wait_until_it_sounds(page)
    go_to(page, "For you")
    expect(recommendations(page).first).to_contain_text("Hum 06")
    expect(recommendations(page).first).to_contain_text("Next")
    repeat = page.get_by_role("button", name=re.compile("^Repeat"))
    repeat.click()
    expect(recommendations(page).first).not_to_contain_text("Next")


@AT_ONE_SIZE
def test_the_end_of_a_track_is_followed_by_a_recommendation(page: Page) -> None:
    play_from_library(page, "Hum 01")
    wait_until_it_sounds(page)
    page.evaluate("document.querySelector('audio[data-current]').currentTime = 11.5")
    expect(page.get_by_role("region", name="Now playing")).not_to_contain_text("Hum 01", timeout=10_000)
    wait_until_it_sounds(page)


def test_the_library_lists_everything_and_finds_as_you_type(page: Page) -> None:
    go_to(page, "Library")
    library = page.get_by_role("region", name="Library")
    expect(library).to_contain_text(str(TRACKS))
    page.get_by_role("searchbox", name="Search").press_sequentially("clicks 1")
    expect(library.get_by_role("button", name="Play Clicks 10", exact=True)).to_be_visible()
    expect(library.get_by_role("button", name="Play Hum 01", exact=True)).to_have_count(0)


@AT_ONE_SIZE
def test_it_works_by_keyboard_alone(page: Page) -> None:
    expect(recommendations(page)).to_have_count(20)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search")).to_be_focused()
    page.keyboard.type("Hiss 09")
    button = page.get_by_role("region", name="Library").get_by_role("button", name="Play Hiss 09", exact=True)
    expect(button).to_be_visible()
    for _ in range(40):
        if button.evaluate("button => button === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait_until_it_sounds(page)


def test_no_page_scrolls_sideways(page: Page) -> None:
    for name in PAGES:
        go_to(page, name)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
