"""Refuses what only a hostile web page sends: requests under a foreign name, and writes from another site."""

import socket
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.errors import answer_problem
from backend.settings import Settings

_READS = ("GET", "HEAD", "OPTIONS")


class RequestGuard:
    """ASGI middleware: 421 for a `Host` that is none of Segue's names, 403 for a write from another site.

    A page whose name its owner points at this machine (DNS rebinding) can use Segue as its own site, but not
    without sending that name. An address is never refused: it cannot be pointed elsewhere.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._names = _list_names(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        answer: ASGIApp = self._app
        if not self._is_own(headers.get("host", "")):
            answer = answer_problem(
                HTTPStatus.MISDIRECTED_REQUEST,
                "Segue does not know this name of itself. Open it by its address, or add the name to"
                " SEGUE_ALLOWED_HOSTS.",
            )
        elif scope["method"] not in _READS and _is_cross_site(headers):
            answer = answer_problem(HTTPStatus.FORBIDDEN, "Another site cannot change anything in Segue.")
        await answer(scope, receive, send)

    def _is_own(self, host: str) -> bool:
        if not host or "*" in self._names:  # every browser names a host; some health checks do not
            return True
        name = _read_name(host)
        return name in self._names or name.endswith(".localhost") or _is_address(name)


def _list_names(settings: Settings) -> frozenset[str]:
    machine = socket.gethostname().lower()
    first = machine.partition(".")[0]
    return frozenset({"localhost", machine, first, f"{first}.local", settings.host.lower(), *settings.allowed_hosts})


def _read_name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:  # an IPv6 address that is none
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_cross_site(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "cross-site"
    # Browsers leave `Sec-Fetch-Site` out over plain http, except on the loopback.
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2].lower() != headers.get("host", "").lower()
