"""Starts the service, as its own program: the pipelines know it by name only."""

import os
import socket
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from threading import Thread

import uvicorn
from uvicorn.supervisors import Multiprocess

from backend.settings import Settings
from pipelines.errors import StepError
from pipelines.steps import out

GRACE_SECONDS = 3
"""How long answers may go on when the service is told to stop: a paused player does not read its sound at all."""

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - translated for a person, not listened on
"""The address of this machine by which one that stands for all of them is reached."""


class AddressTakenError(StepError):
    """Something else listens there already."""


def serve_player(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve the API and the player until stopped; say on standard output where, once they answer.

    Raises:
        AddressTakenError: the port is taken, or the address is not one of this machine.
    """
    config = uvicorn.Config(
        "backend.app:create_app",
        factory=True,
        workers=workers,
        log_config=None,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with _listen(host, port) as listener:
        # The service reads its settings from the environment, in this process or in each of several workers.
        os.environ["SEGUE_DATA_DIR"] = str(settings.data_dir)
        os.environ["SEGUE_HOST"] = host
        Thread(target=_announce, args=(host, listener.getsockname()[1]), daemon=True).start()
        if workers > 1:
            Multiprocess(config, sockets=[listener]).run()
        else:
            # A server that has stopped in order passes the signal that stopped it on.
            with suppress(KeyboardInterrupt):
                uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        # At once, so that nobody else gets the port while the service starts; who is early waits a moment.
        listener.listen()
    except OSError as error:
        listener.close()
        raise AddressTakenError(
            f"Cannot listen on {host}:{port}: {error.strerror}. Choose another port with --port."
        ) from error
    return listener


def _announce(host: str, port: int) -> None:
    """Say where the player is as soon as the service answers; a service that does not start says why itself."""
    own = _EVERYWHERE.get(host, host)
    try:
        connection = HTTPConnection(own, port)
        connection.request("GET", "/health")
        connection.getresponse().read()
        connection.close()
    except (OSError, HTTPException):
        return
    others = f", to other machines at {_write_address(socket.gethostname(), port)}" if own != host else ""
    out.print(f"Segue plays at {_write_address(own, port)}{others}")


def _write_address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
