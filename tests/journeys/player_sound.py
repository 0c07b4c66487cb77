"""What an ear and a stopwatch would tell of the player: which elements sound, since when, and how loud."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

_BEGIN = """
async (address) => {
  const sound = new Audio(address);
  const happens = (name) => new Promise((done) => sound.addEventListener(name, done, { once: true }));
  sound.muted = true;
  sound.preload = "none";
  const begins = happens("playing"), asked = performance.now();
  await Promise.all([sound.play(), begins]);
  const waited = performance.now() - asked;
  sound.pause();
  sound.removeAttribute("src");
  sound.load();
  return waited;
}
"""
_RECORD = """
() => {
  const isNew = !window.heard;
  window.heard = [];
  if (!isNew) return;
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


def measure_click(page: Page, button: Locator) -> float:
    """Return the milliseconds from a click on `button` to sound."""
    record(page)
    button.click()
    page.wait_for_function("() => window.heard.some(event => event.name === 'playing')")
    return events(page, "playing")[0].at - events(page, "click")[0].at


def current_source(page: Page) -> str:
    source: str = page.evaluate("document.querySelector('audio[data-current]').currentSrc")
    return source


def measure_bare_wait(page: Page, address: str) -> float:
    """Return the milliseconds from `play()` to sound of an audio element without any player: the browser's own part."""
    waited: float = page.evaluate(_BEGIN, address)
    return waited


def wait_until_prepared(page: Page) -> None:
    """Wait until the following track is loaded."""
    other = "document.querySelector('audio:not([data-current])')"
    page.wait_for_function(f"() => {other}.currentSrc && {other}.readyState >= 3")
