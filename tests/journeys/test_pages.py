"""The journey through the collection: artists, albums, clusters, genres, similar tracks, paths, blends, own lists."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.player_page import (
    AT_ONE_SIZE,
    PAGES,
    go_to,
    play_from_library,
    recommendations,
    wait_until_it_sounds,
)

MAIN = "document.querySelector('main')"


def open_menu(page: Page, title: str) -> Locator:
    page.get_by_role("button", name=f"More about {title}", exact=True).first.click()
    return page.get_by_role("dialog", name=f"More about {title}")


def find_in_library(page: Page, title: str) -> None:
    page.get_by_role("searchbox", name="Search").fill(title)
    expect(page.get_by_role("button", name=f"Play {title}", exact=True)).to_be_visible()


def explore(page: Page, name: str) -> None:
    go_to(page, "Library")
    page.get_by_role("navigation", name="Explore").get_by_role("link", name=name, exact=True).click()


def pick(page: Page, field: str, title: str) -> None:
    """Choose a track in a field by the keyboard, as the pattern of a combobox has it."""
    box = page.get_by_role("combobox", name=field, exact=True)
    box.fill(title)
    expect(page.get_by_role("option").filter(has_text=title)).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Enter")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_an_artist_leads_to_albums_and_an_album_plays_through(page: Page) -> None:
    find_in_library(page, "Hum 01")
    open_menu(page, "Hum 01").get_by_role("link", name="Go to Hum Artist 1").click()
    artist = page.get_by_role("region", name="Artist")
    expect(artist.get_by_role("heading", name="Hum Artist 1")).to_be_visible()
    expect(artist).to_contain_text("2 tracks on 1 album")
    artist.get_by_role("list", name="Albums").get_by_role("link").click()
    album = page.get_by_role("region", name="Album")
    expect(album.get_by_role("heading", name="Hum", exact=True)).to_be_visible()
    expect(album.get_by_role("button", name=re.compile("^Play Hum 0[12]$"))).to_have_count(2)
    album.get_by_role("button", name="Play all").click()
    wait_until_it_sounds(page)
    expect(page.get_by_role("region", name="Now playing")).to_contain_text("Hum 01")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("region", name="Now playing")).to_contain_text("Hum 02")


def test_a_cluster_tells_how_it_sounds_and_lists_its_tracks(page: Page) -> None:
    explore(page, "Clusters")
    page.get_by_role("list", name="Clusters").get_by_role("link").first.click()
    cluster = page.get_by_role("region", name="Cluster")
    expect(cluster).to_contain_text("sound alike")
    expect(cluster.get_by_role("list", name="Typical tracks").get_by_role("listitem").first).to_be_visible()
    cluster.get_by_role("button", name="Radio").click()
    wait_until_it_sounds(page)


def test_genres_lead_to_their_tracks(page: Page) -> None:
    explore(page, "Genres")
    page.get_by_role("list", name="Genres", exact=True).get_by_role("link", name="Clicks").click()
    genre = page.get_by_role("region", name="Genre")
    expect(genre).to_contain_text("10 tracks")
    expect(genre.get_by_role("button", name="Play Clicks 01", exact=True)).to_be_visible()
    expect(genre.get_by_role("button", name=re.compile("^Play Hum"))).to_have_count(0)


def test_what_plays_leads_to_its_page_and_to_similar_tracks(page: Page) -> None:
    play_from_library(page, "Hiss 04")
    wait_until_it_sounds(page)
    page.get_by_role("region", name="Now playing").get_by_role("link", name="Hiss 04").click()
    track = page.get_by_role("region", name="Track")
    expect(track.get_by_role("heading", name="Hiss 04")).to_be_visible()
    similar = track.get_by_role("list", name="Similar tracks").get_by_role("listitem")
    expect(similar.first).to_contain_text("Hiss")
    expect(similar.first).to_contain_text(re.compile(r"\d+ %, "))
    track.get_by_role("link", name="Find a path from here").click()
    expect(page.get_by_role("combobox", name="From", exact=True)).to_have_value(re.compile("^Hiss 04"))


@AT_ONE_SIZE
def test_a_path_is_found_kept_in_the_address_and_played(page: Page) -> None:
    explore(page, "Path")
    pick(page, "From", "Hum 02")
    pick(page, "To", "Clicks 09")
    way = page.get_by_role("list", name="The path").get_by_role("listitem")
    expect(way).to_have_count(10)
    expect(way.first).to_contain_text("Hum 02")
    expect(way.last).to_contain_text("Clicks 09")
    page.get_by_role("slider", name="Length").fill("6")
    expect(way).to_have_count(6)
    page.reload()
    expect(way).to_have_count(6)
    expect(page.get_by_role("combobox", name="To", exact=True)).to_have_value(re.compile("^Clicks 09"))
    page.get_by_role("button", name="Play all").click()
    wait_until_it_sounds(page)
    expect(page.get_by_role("region", name="Now playing")).to_contain_text("Hum 02")


def test_a_blend_grows_from_the_menu_and_gives_its_reasons(page: Page) -> None:
    find_in_library(page, "Hum 05")
    open_menu(page, "Hum 05").get_by_role("link", name="Add to blend").click()
    blended = page.get_by_role("list", name="The blend").get_by_role("listitem")
    expect(blended.first).to_contain_text("“Hum 05”")
    pick(page, "Unlike", "Hum 06")
    pick(page, "Like", "Hiss 03")
    expect(page.get_by_role("list", name="Like these", exact=True).get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_role("list", name="Unlike these").get_by_role("listitem")).to_have_count(1)
    expect(blended.filter(has_text="“Hiss 03”").first).to_be_visible()
    # The blend is still there after a look elsewhere.
    explore(page, "Genres")
    explore(page, "Blend")
    expect(page.get_by_role("list", name="Like these", exact=True).get_by_role("listitem")).to_have_count(2)
    page.get_by_role("list", name="Like these", exact=True).get_by_role("button", name="Remove Hiss 03").click()
    expect(blended.filter(has_text="“Hiss 03”")).to_have_count(0)
    page.get_by_role("button", name="Play all").click()
    wait_until_it_sounds(page)


def test_a_recommendation_is_disliked_on_its_card_and_the_page_stays(page: Page) -> None:
    play_from_library(page, "Hum 03")
    wait_until_it_sounds(page)
    go_to(page, "For you")
    expect(recommendations(page).first).to_contain_text("Hum 03")
    page.evaluate(f"{MAIN}.scrollTo(0, 260)")
    less = recommendations(page).nth(6).get_by_role("button", name=re.compile("^Less like "))
    title = (less.get_attribute("aria-label") or "").removeprefix("Less like ")
    less.focus()
    before = page.evaluate(f"{MAIN}.scrollTop")
    with page.expect_response(re.compile("/recommendations")):
        page.keyboard.press("Enter")
    expect(recommendations(page).filter(has=page.get_by_role("heading", name=title, exact=True))).to_have_count(0)
    assert page.evaluate(f"{MAIN}.scrollTop") == before
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused.startswith("Less like "), focused


@AT_ONE_SIZE
def test_likes_and_what_was_played_most_are_listed(page: Page) -> None:
    play_from_library(page, "Clicks 05")
    wait_until_it_sounds(page)
    page.wait_for_function("() => document.querySelector('audio[data-current]').currentTime > 6.5")
    page.get_by_role("button", name="Like", exact=True).first.click()
    expect(page.get_by_text("More like “Clicks 05”")).to_be_visible()
    page.get_by_role("button", name="Next", exact=True).click()
    go_to(page, "History")
    history = page.get_by_role("region", name="History")
    history.get_by_role("link", name="Liked").click()
    expect(history.get_by_role("list", name="Liked").get_by_role("listitem")).to_have_count(1)
    expect(history).to_contain_text("Clicks 05")
    history.get_by_role("link", name="Most played").click()
    most = history.get_by_role("list", name="Most played").get_by_role("listitem")
    expect(most).to_have_count(1)
    expect(most).to_contain_text("1 play")


@AT_ONE_SIZE
def test_the_history_is_exported_and_erased(page: Page, tmp_path: Path) -> None:
    play_from_library(page, "Hum 09")
    wait_until_it_sounds(page)
    go_to(page, "History")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export").click()
    download.value.save_as(tmp_path / "own.json")
    assert "Hum 09" in json.dumps(json.loads((tmp_path / "own.json").read_text()))
    page.get_by_role("button", name="Erase history").click()
    page.get_by_role("dialog").get_by_role("button", name="Erase", exact=True).click()
    expect(page.get_by_text("Nothing heard yet")).to_be_visible()


def test_the_library_sorts_by_album_and_filters_by_cluster(page: Page) -> None:
    go_to(page, "Library")
    library = page.get_by_role("region", name="Library")
    library.get_by_label("Sort by").select_option("Album")
    expect(library.get_by_role("listitem").first).to_contain_text("Clicks")
    library.get_by_label("Cluster").select_option(index=1)
    expect(library.get_by_role("status")).not_to_have_text("30 tracks")
    assert "cluster=" in page.url


@AT_ONE_SIZE
@pytest.mark.parametrize("place", ["artist?id=1", "album?id=1", "genre?id=none"])
def test_what_does_not_exist_says_so(page: Page, place: str) -> None:
    page.evaluate("place => { location.hash = '#/' + place }", place)
    expect(page.get_by_role("heading", name=re.compile("^There is no such "))).to_be_visible()


def test_the_landmarks_stay_on_every_page(page: Page) -> None:
    for name in ("Genres", "Clusters", "Path", "Blend"):
        explore(page, name)
        navigation = page.get_by_role("navigation", name="Main")
        for landmark in PAGES:
            expect(navigation.get_by_role("link", name=landmark, exact=True)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        assert page.evaluate(f"{MAIN}.scrollWidth <= {MAIN}.clientWidth"), name
