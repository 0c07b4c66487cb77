"""The map in a real browser: what is drawn, found, named and played there, and what a frame costs in a large one."""

import re
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import FloatRect, Locator, Page, Route, expect

from tests.journeys.main_thread import watch_moves
from tests.journeys.player_page import AT_ONE_SIZE, go_to, play_from_library, wait_until_it_sounds

MANY = 100_000
CLUSTERS = 223
"""As many as so many tracks are put into."""
FRAMES = 60
SWIPE_STEPS = 6
FLIGHT_MS = 600
"""Longer than the map takes to fly somewhere."""

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


@AT_ONE_SIZE
def test_points_are_drawn_in_the_colours_of_their_genres(page: Page) -> None:
    surface = open_map(page)
    page.wait_for_timeout(300)
    assert page.evaluate(HUES, list(surface.screenshot())) >= 2


@AT_ONE_SIZE
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


@AT_ONE_SIZE
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


@AT_ONE_SIZE
def test_the_listeners_way_is_drawn_from_play_to_play(page: Page) -> None:
    for title in ("Hum 02", "Hiss 02", "Clicks 02"):
        play_from_library(page, title)
        wait_until_it_sounds(page)
    open_map(page)
    expect(page.locator("svg line")).to_have_count(2)
    expect(page.locator("svg .current")).to_be_visible()


def test_all_of_the_map_shows_above_the_player_bar(page: Page) -> None:
    surface = open_map(page).bounding_box()
    bar = page.get_by_role("region", name="Now playing").bounding_box()
    assert surface
    assert bar
    assert surface["y"] + surface["height"] <= bar["y"]


def test_every_cluster_that_has_room_is_named(page: Page) -> None:
    open_map(page)
    clusters = page.evaluate("fetch('/clusters').then((answer) => answer.json())")["items"]
    names = page.get_by_role("button", name=re.compile("^Show the cluster"))
    expect(names).to_have_count(len(clusters))
    boxes = [box for box in (name.bounding_box() for name in names.all()) if box]
    for number, one in enumerate(boxes):
        assert all(are_apart(one, other) for other in boxes[number + 1 :])


def test_a_finger_moves_the_map_and_two_bring_it_closer(page: Page) -> None:
    box = open_map(page).bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    first = rings(page)
    swipe(page, [(middle, (-40.0, 24.0))])
    moved = rings(page)
    assert moved == pytest.approx(first + np.array([-40, 24]), abs=8)
    swipe(page, [(middle, (60.0, 0.0)), ((middle[0] - 60, middle[1]), (-60.0, 0.0))])
    closer = rings(page)
    assert np.ptp(closer[:, 0]) == pytest.approx(3 * np.ptp(first[:, 0]), rel=0.1)


def test_a_drag_may_begin_on_the_name_of_a_cluster(page: Page) -> None:
    surface = open_map(page)
    name = page.get_by_role("button", name=re.compile("^Show the cluster")).first
    box = name.bounding_box()
    assert box
    first = rings(page)
    page.mouse.move(box["x"] + 20, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 48, steps=5)
    page.mouse.up()
    assert rings(page) == pytest.approx(first + np.array([0, 40]), abs=8)
    assert page.evaluate("document.querySelector('audio[data-current]').currentSrc") == ""
    name.click()
    page.wait_for_timeout(FLIGHT_MS)
    assert np.ptp(rings(page)[:, 0]) > 1.2 * np.ptp(first[:, 0]), "a click on it shows the cluster"
    expect(surface).to_be_visible()


def test_a_map_of_a_hundred_thousand_tracks_moves_within_a_frame(page: Page) -> None:
    box = open_large_map(page).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def move(how: str) -> None:
        page.mouse.move(x, y)
        if how == "drag":
            page.mouse.down()
        for step in range(FRAMES):
            if how == "wheel":
                page.mouse.wheel(0, -60 if step < FRAMES / 2 else 60)
            else:
                page.mouse.move(x + 60 * np.sin(step / 9), y + step)
        page.mouse.up()

    for how in ("drag", "wheel", "hover"):
        work = watch_moves(page, "wheel" if how == "wheel" else "pointermove", partial(move, how))
        assert len(work.frames_ms) > FRAMES / 3
        assert work.is_smooth, f"{how}: {work}"


def open_large_map(page: Page) -> Locator:
    """Open a map of many tracks and clusters in place of the service's."""
    track = page.evaluate("fetch('/tracks?limit=1').then((answer) => answer.json())")["items"][0]
    clusters = page.evaluate("fetch('/clusters').then((answer) => answer.json())")
    model = clusters["items"][0]
    clusters["items"] = [
        {**model, "id": number, "name": f"{model['name']} {number}", "size": MANY // CLUSTERS}
        for number in range(CLUSTERS)
    ]
    page.route(re.compile(r"/map$"), answer_large_map)
    page.route(re.compile(r"/clusters$"), lambda route: route.fulfill(json=clusters))
    page.route(
        re.compile(r"/tracks/\d+$"),
        lambda route: route.fulfill(json={**track, "id": int(route.request.url.rsplit("/", 1)[1])}),
    )
    surface = open_map(page)
    # The clusters' cards come a few at a time.
    expect(page.locator("article")).to_have_count(CLUSTERS, timeout=30_000)
    return surface


def rings(page: Page) -> NDArray[np.float64]:
    """Return where on the map's screen the recommended tracks are, a row each."""
    # The last move is shown by the next frame.
    page.evaluate("() => new Promise(requestAnimationFrame)")
    places = "rings => rings.map(one => [Number(one.getAttribute('cx')), Number(one.getAttribute('cy'))])"
    return np.array(page.locator("circle.recommended").evaluate_all(places))


def swipe(page: Page, fingers: list[tuple[tuple[float, float], tuple[float, float]]]) -> None:
    """Put each finger at its first place, and move it by its second, in pixels."""
    hand = page.context.new_cdp_session(page)

    def touch(event: str, part: float) -> None:
        points = [
            {"x": x + part * dx, "y": y + part * dy, "id": number} for number, ((x, y), (dx, dy)) in enumerate(fingers)
        ]
        hand.send("Input.dispatchTouchEvent", {"type": event, "touchPoints": [] if event == "touchEnd" else points})

    touch("touchStart", 0)
    for step in range(1, SWIPE_STEPS + 1):
        touch("touchMove", step / SWIPE_STEPS)
    touch("touchEnd", 1)


def are_apart(one: FloatRect, other: FloatRect) -> bool:
    return (
        one["x"] + one["width"] <= other["x"]
        or other["x"] + other["width"] <= one["x"]
        or one["y"] + one["height"] <= other["y"]
        or other["y"] + other["height"] <= one["y"]
    )


def answer_large_map(route: Route) -> None:
    """Answer a map of 100,000 points, each near the middle of its cluster."""
    rng = np.random.default_rng(0)
    clusters = rng.integers(0, CLUSTERS, MANY)
    middles = rng.uniform(-0.9, 0.9, (CLUSTERS, 2))
    places = (middles[clusters] + rng.normal(0, 0.06, (MANY, 2))).clip(-1, 1).round(4)
    columns: dict[str, Any] = {
        "model": "large",
        "ids": list(range(1, MANY + 1)),
        "x": places[:, 0].tolist(),
        "y": places[:, 1].tolist(),
        "clusters": clusters.tolist(),
        "genres": (clusters % 3).tolist(),
        "genre_titles": ["Hum", "Hiss", "Clicks"],
    }
    route.fulfill(json=columns)
