"""Starts the service, alone or beside the analysis of a collection; the pipelines know it by name only."""

import multiprocessing
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from multiprocessing.process import BaseProcess
from threading import Thread

import typer
import uvicorn
from uvicorn.supervisors import Multiprocess

from backend.settings import Settings
from pipelines.analyse_collection import Collection, analysing
from pipelines.errors import StepError
from pipelines.steps import out

GRACE_SECONDS = 3
"""How long answers may go on when the service is told to stop: a paused player does not read its sound at all."""

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - translated for a person, not listened on
"""The address of this machine by which one that stands for all of them is reached."""


class ServiceFailedError(StepError):
    """The service does not start."""


class AnalysisKilledError(StepError):
    """The analysis ended without a word."""


class AddressTakenError(StepError):
    """Something else listens there already."""


def serve_player(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve the API and the player until stopped; say on standard output where, once they answer.

    Raises:
        AddressTakenError: the port is taken, or the address is not one of this machine.
    """
    config = _configure(settings, host, workers)
    with _listen(host, port) as listener:
        _announce_when_it_answers(host, listener, lambda: None)
        if workers > 1:
            Multiprocess(config, sockets=[listener]).run()
        else:
            _run(uvicorn.Server(config), listener)


def serve_while_analysing(settings: Settings, host: str, port: int, collection: Collection) -> None:
    """Serve until stopped, and analyse the collection meanwhile; should that fail, stop with status 1.

    Raises:
        AddressTakenError: the port is taken, or the address is not one of this machine. Nothing was analysed then.
    """
    # A line for every request would drown the progress of the analysis.
    os.environ.setdefault("SEGUE_LOG_LEVEL", "warning")
    server = uvicorn.Server(_configure(settings, host, workers=1))
    is_announced = multiprocessing.get_context("spawn").Event()
    with _listen(host, port) as listener, analysing(settings.data_dir, collection, is_announced) as analysis:
        # In this order, because the progress bar would take the line of the address for its own.
        _announce_when_it_answers(host, listener, is_announced.set)
        Thread(target=_stop_when_it_fails, args=(server, analysis), daemon=True).start()
        _run(server, listener)
        status = analysis.exitcode
    _raise_failure(status or 0)


def _raise_failure(status: int) -> None:
    # Whoever tells a whole group of processes to stop may meet the analysis before it can do so in order.
    if status < 0 and status != -signal.SIGTERM:
        raise AnalysisKilledError(
            f"The analysis was killed (signal {-status}), perhaps for want of memory. What is ready stays;"
            " `segue run` goes on with the rest."
        )
    if status > 0:
        # It has said itself what is wrong.
        raise typer.Exit(1)


def _stop_when_it_fails(server: uvicorn.Server, analysis: BaseProcess) -> None:
    analysis.join()
    if analysis.exitcode:
        server.should_exit = True


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    # A server that has stopped in order passes the signal that stopped it on.
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
        if not server.started:
            raise ServiceFailedError("The service could not start; the lines before this one say why.")


def _configure(settings: Settings, host: str, workers: int) -> uvicorn.Config:
    # The service reads its settings from the environment, in this process or in each of several workers.
    os.environ["SEGUE_DATA_DIR"] = str(settings.data_dir)
    os.environ["SEGUE_HOST"] = host
    return uvicorn.Config(
        "backend.app:create_app",
        factory=True,
        workers=workers,
        log_config=None,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


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


def _announce_when_it_answers(host: str, listener: socket.socket, then: Callable[[], None]) -> None:
    def announce() -> None:
        _announce(host, listener.getsockname()[1])
        then()

    Thread(target=announce, daemon=True).start()


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
