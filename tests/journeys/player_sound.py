"""What an ear and a stopwatch would tell of the player: which elements sound, since when, and how loud."""

from dataclasses import dataclass

from playwright.sync_api import Page

_RECORD = """
() => {
  window.heard = [];
  const note = (event) => window.heard.push({
    name: event.type, at: performance.now(), source: event.target.currentSrc ?? ""
  });
  for (const name of ["playing", "ended"]) document.addEventListener(name, note, true);
  document.addEventListener("click", note, true);
}
"""


@dataclass(frozen=True)
class Event:
    """Something that happened: `click`, `playing` or `ended`, when in milliseconds, and of which address."""

    name: str
    at: float
    source: str


def record(page: Page) -> None:
    """Begin to note events; those before are forgotten."""
    page.evaluate(_RECORD)


def events(page: Page, name: str) -> list[Event]:
    return [Event(**event) for event in page.evaluate("window.heard") if event["name"] == name]


def current_source(page: Page) -> str:
    source: str = page.evaluate("document.querySelector('audio[data-current]').currentSrc")
    return source


def wait_until_prepared(page: Page) -> str:
    """Wait until the following track is loaded, and return its address."""
    other = "document.querySelector('audio:not([data-current])')"
    page.wait_for_function(f"{other}.currentSrc && {other}.readyState >= 3")
    source: str = page.evaluate(f"{other}.currentSrc")
    return source


def measure_bare_start_ms(page: Page, track_id: int) -> float:
    """Return how long the browser takes from asking for a sound until it plays, the best of three."""
    took: float = page.evaluate(
        """async (id) => {
          const times = [];
          for (let round = 0; round < 3; round++) {
            const begun = performance.now(), sound = new Audio(`/tracks/${id}/audio`);
            sound.volume = 0;
            await sound.play();
            times.push(performance.now() - begun);
            sound.pause();
          }
          return Math.min(...times);
        }""",
        track_id,
    )
    return took
