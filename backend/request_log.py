"""One structured log line and one set of metrics for every request."""

import time

import structlog
from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUESTS = Counter("segue_requests_total", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram("segue_request_seconds", "Seconds until the answer was sent.", ["method", "route"])

log = structlog.get_logger()


class RequestLog:
    """ASGI middleware: logs method, path, status and time. An unforeseen error's trace is the server's own line."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        started = time.perf_counter()

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            _note(scope, status, time.perf_counter() - started)


def _note(scope: Scope, status: int, seconds: float) -> None:
    # The route's pattern, not the path: a metric must not grow with every track id.
    route = getattr(scope.get("route"), "path", "other")
    method = scope["method"]
    REQUESTS.labels(method, route, status).inc()
    SECONDS.labels(method, route).observe(seconds)
    log.info("request", method=method, path=scope["path"], status=status, milliseconds=round(seconds * 1000, 1))
