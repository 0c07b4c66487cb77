"""The built player over HTTP, with the headers that frontend/Caddyfile gives it."""

from os import PathLike, stat_result
from pathlib import Path

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_HASHED = "public, max-age=31536000, immutable"
"""The names under /assets carry a hash of their contents; index.html says which are the current ones."""

_NAMED = "no-cache"

PROTECTION = {
    # Covers and waveforms that the player draws are data; Svelte sets styles in attributes.
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline';"
    " frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
"""What a browser may do with the player: load what is its own, and show it in no other site's frame.

frontend/Caddyfile says the same.
"""


def serve_player_files(app: Starlette, folder: Path) -> None:
    """Add a route for each file of the built player to `app`: every other path stays the API's."""
    assets = folder / "assets"
    if assets.is_dir():
        app.router.routes.append(Mount("/assets", _Files(assets, _HASHED), name="assets"))
    named = _Files(folder, _NAMED)
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_relative_to(assets):
            app.router.routes.append(Route(f"/{file.relative_to(folder).as_posix()}", named))
    if (folder / "index.html").is_file():
        app.router.routes.append(Route("/", named))


class _Files(StaticFiles):
    def __init__(self, folder: Path, cache_control: str) -> None:
        super().__init__(directory=folder, html=True)
        self._cache_control = cache_control

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update({"Cache-Control": self._cache_control, **PROTECTION})
        return response
