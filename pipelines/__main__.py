"""Where `segue` begins: loads the command line, and is quiet should Ctrl-C come meanwhile."""

# ruff: noqa: PLC0415 - what is loaded at the top, Ctrl-C breaks off with a traceback.

import os
import signal
from types import FrameType

from pipelines.errors import INTERRUPTED


def main() -> None:
    """Run the command line."""
    before = signal.getsignal(signal.SIGINT)
    # Not where it is ignored, as of what a shell script starts in the background.
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end_quietly)
    from pipelines.cli import app

    signal.signal(signal.SIGINT, before)
    app()


def _end_quietly(_signal: int, _frame: FrameType | None) -> None:
    # At once: nothing is in hand yet, and a library that is being loaded may catch an exception or tell of it.
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
