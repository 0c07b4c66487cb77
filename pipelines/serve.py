"""Starts the service, as its own program: the pipelines know it by name only."""

import os
import socket

import uvicorn

from backend.settings import Settings
from pipelines.errors import StepError


class AddressTakenError(StepError):
    """Something else listens there already."""


def serve_player(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve the API and the player until stopped.

    Raises:
        AddressTakenError: the port is taken, or the address is not one of this machine.
    """
    _require_free(host, port)
    # The service reads its settings from the environment, in this process or in each of several workers.
    os.environ["SEGUE_DATA_DIR"] = str(settings.data_dir)
    uvicorn.run("backend.app:create_app", factory=True, host=host, port=port, workers=workers, log_config=None)


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise AddressTakenError(
                f"Cannot listen on {host}:{port}: {error.strerror}. Choose another port with --port."
            ) from error
