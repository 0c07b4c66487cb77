"""The map in a real browser: what is drawn, found, named and played there, and what a frame costs in a large one."""

import re
from typing import Any

import numpy as np
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.player_page import go_to, play_from_library, wait_until_it_sounds

MANY = 100_000
FRAMES = 60
FRAME_MS = 4
"""Of a sixtieth of a second, the rest belongs to the browser and the graphics card."""

HUES = """
async (bytes) => {
  const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const pixels = canvas.getImageData(0, 0, image.width, image.height).data;
  const hues = new Set();
  for (let at = 0; at < pixels.length; at += 4) {
    const [red, green, blue] = pixels.subarray(at, at + 3);
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > 90) {
      hues.add([red, green, blue].indexOf(Math.max(red, green, blue)));
    }
  }
  return hues.size;
}
"""


def open_map(page: Page) -> Locator:
    """Open the map and return what takes its keys and pointers."""
    go_to(page, "Map")
    surface = page.get_by_role("application", name=re.compile("^Map of"))
    expect(surface).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Show the cluster")).first).to_be_visible()
    return surface


def source(page: Page) -> str:
    address: str = page.evaluate("document.querySelector('audio[data-current]').currentSrc")
    return address


def place_of_first_track(page: Page, surface: Locator) -> tuple[int, float, float]:
    """Return the id of the track that lies furthest left, and where on the page it shows."""
    columns = page.evaluate("fetch('/map').then((answer) => answer.json())")
    first = int(np.argmin(columns["x"]))
    box = surface.bounding_box()
    assert box
    scale = min(box["width"], box["height"]) / 2 * 0.87
    x = box["x"] + box["width"] / 2 + columns["x"][first] * scale
    y = box["y"] + box["height"] / 2 - columns["y"][first] * scale
    return columns["ids"][first], x, y


def test_points_are_drawn_in_the_colours_of_their_genres(page: Page) -> None:
    surface = open_map(page)
    page.wait_for_timeout(300)
    assert page.evaluate(HUES, list(surface.screenshot())) >= 2


def test_the_pointer_names_a_track_and_a_click_plays_it(page: Page) -> None:
    surface = open_map(page)
    track, x, y = place_of_first_track(page, surface)
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    title = page.evaluate("(id) => fetch(`/tracks/${id}`).then((answer) => answer.json())", track)["title"]
    expect(page.locator(".card", has_text=title)).to_be_visible()
    page.mouse.click(x, y)
    wait_until_it_sounds(page)
    assert source(page).endswith(f"/tracks/{track}/audio")
    expect(page.get_by_role("region", name="Now playing")).to_contain_text(title)


def test_the_keyboard_moves_the_map_and_plays_what_is_in_the_middle(page: Page) -> None:
    surface = open_map(page)
    surface.focus()
    for key in ("ArrowLeft", "ArrowLeft", "+", "+", "ArrowUp"):
        page.keyboard.press(key)
    nearest = page.locator("#around + ul").get_by_role("listitem").first
    expect(page.locator(".card")).to_contain_text(re.compile("Hum|Hiss|Clicks"))
    page.wait_for_timeout(600)
    title = re.findall(r"(?:Hum|Hiss|Clicks) \d\d", nearest.inner_text())[0]
    page.keyboard.press("Enter")
    wait_until_it_sounds(page)
    expect(page.get_by_role("region", name="Now playing")).to_contain_text(title)


def test_a_search_on_the_map_shows_what_it_finds(page: Page) -> None:
    open_map(page)
    page.get_by_role("searchbox", name="Find on the map").fill("Hum 07")
    expect(page.get_by_text("1 track found")).to_be_visible()
    expect(page.locator("#around + ul").get_by_role("listitem").first).to_contain_text("Hum 07")
    page.get_by_role("searchbox", name="Find on the map").fill("nowhere")
    expect(page.get_by_text("Nothing like that is on the map")).to_be_visible()


def test_the_listeners_way_is_drawn_from_play_to_play(page: Page) -> None:
    for title in ("Hum 02", "Hiss 02", "Clicks 02"):
        play_from_library(page, title)
        wait_until_it_sounds(page)
    open_map(page)
    expect(page.locator("svg line")).to_have_count(2)
    expect(page.locator("svg .current")).to_be_visible()


def test_a_frame_of_a_large_map_costs_little(page: Page) -> None:
    a_track = page.evaluate("fetch('/tracks?limit=1').then((answer) => answer.json())")["items"][0]
    page.route(re.compile(r"/map$"), answer_large_map)
    page.route(
        re.compile(r"/tracks/\d+$"),
        lambda route: route.fulfill(json={**a_track, "id": int(route.request.url.rsplit("/", 1)[1])}),
    )
    surface = open_map(page)
    box = surface.bounding_box()
    assert box
    page.evaluate(MEASURE_FRAMES)
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    for step in range(FRAMES):
        page.mouse.move(box["x"] + 200 + step, box["y"] + 200 + step / 2)
    page.mouse.up()
    spent = page.evaluate("window.spent")
    assert len(spent) >= 5
    assert np.median(spent) < FRAME_MS


MEASURE_FRAMES = """
() => {
  window.spent = [];
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (work) =>
    ask((now) => {
      const began = performance.now();
      work(now);
      window.spent.push(performance.now() - began);
    });
}
"""


def answer_large_map(route: Route) -> None:
    """Answer a map of 100,000 points in place of the service's."""
    rng = np.random.default_rng(0)
    columns: dict[str, Any] = {
        "model": "large",
        "ids": list(range(1, MANY + 1)),
        "x": rng.normal(0, 0.4, MANY).clip(-1, 1).round(4).tolist(),
        "y": rng.normal(0, 0.4, MANY).clip(-1, 1).round(4).tolist(),
        "clusters": rng.integers(0, 3, MANY).tolist(),
        "genres": rng.integers(0, 3, MANY).tolist(),
        "genre_titles": ["Hum", "Hiss", "Clicks"],
    }
    route.fulfill(json=columns)
