"""What happens between two frames: a library of 100,000 tracks scrolls, and recommendations follow their answer."""

import json
import re
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Route, expect

from tests.journeys.main_thread import watch_moves
from tests.journeys.player_page import AT_ONE_SIZE, go_to, recommendations, wait_until_it_sounds

MANY = 100_000
FRAMES = 90
STEPS = (40, 120)
"""Pixels a frame; the second is a list thrown by hand, nine screens a second."""
ALBUM = 10
"""Tracks that share a cover."""
SKIPS = 4

SCROLL = """
async ({ frames, step }) => {
  const main = document.querySelector("main");
  for (let frame = 0; frame < frames; frame++) {
    main.scrollBy(0, step);
    await new Promise(requestAnimationFrame);
  }
}
"""
COUNT_FRAMES = """
let frame = 0, answered = null;
const count = () => { frame++; requestAnimationFrame(count); };
requestAnimationFrame(count);
window.waited = [];
const ask = window.fetch;
window.fetch = async (request, ...rest) => {
  const answer = await ask(request, ...rest);
  if (request.method !== "POST" || !request.url.endsWith("/play")) return answer;
  for (const name of ["json", "text"]) {
    const read = answer[name].bind(answer);
    answer[name] = async () => {
      const body = await read();
      answered = frame;
      return body;
    };
  }
  return answer;
};
window.watch = (list) => new MutationObserver(() => {
  if (answered !== null) window.waited.push(frame - answered);
  answered = null;
}).observe(list, { childList: true });
"""


def test_a_library_of_a_hundred_thousand_tracks_scrolls_within_a_frame(page: Page) -> None:
    model = page.evaluate("fetch('/tracks?limit=1').then(answer => answer.json())")["items"][0]
    page.route(re.compile(r"/tracks\?"), lambda route: _answer_many(route, model))
    # A page that was just opened may have begun to ask for the list already.
    page.reload()
    go_to(page, "Library")
    expect(page.get_by_role("status").filter(has_text="100,000 tracks")).to_be_visible()
    expect(page.get_by_role("button", name="Play Track 1", exact=True)).to_be_visible()
    for step in STEPS:
        scroll = {"frames": FRAMES, "step": step}
        work = watch_moves(page, "scroll", partial(page.evaluate, SCROLL, scroll))
        assert len(work.frames_ms) > FRAMES / 2
        assert work.is_smooth, f"{step} pixels a frame: {work}"
    expect(page.get_by_role("button", name="Play Track 3", exact=True)).to_have_count(0)
    rows = page.get_by_role("region", name="Library").get_by_role("listitem").count()
    assert rows < 100, "only what can be seen is in the document"


@AT_ONE_SIZE
def test_recommendations_are_there_one_frame_after_their_answer(page: Page) -> None:
    page.add_init_script(COUNT_FRAMES)
    page.reload()
    expect(recommendations(page)).to_have_count(20)
    page.evaluate("window.watch(document.querySelector('section[aria-label=Recommendations] ul'))")
    page.keyboard.press("Space")
    for _ in range(SKIPS):
        wait_until_it_sounds(page)
        with page.expect_response(lambda answer: answer.url.endswith("/play") and answer.request.method == "POST"):
            page.get_by_role("button", name="Next", exact=True).click()
        page.wait_for_timeout(300)
    waited = page.evaluate("window.waited")
    assert len(waited) >= SKIPS
    assert max(waited) <= 1, waited


def _answer_many(route: Route, model: dict[str, Any]) -> None:
    """Answer a page of a collection that is far larger than the real one."""
    asked = parse_qs(urlsplit(route.request.url).query)
    begin, limit = int(asked.get("cursor", ["0"])[0]), int(asked.get("limit", ["50"])[0])
    end = min(begin + limit, MANY)
    items = [
        {**model, "id": number, "title": f"Track {number}", "album": {"id": number // ALBUM, "title": "Album"}}
        for number in range(begin + 1, end + 1)
    ]
    body = {"items": items, "next": str(end) if end < MANY else None, "total": MANY}
    route.fulfill(body=json.dumps(body), content_type="application/json")
