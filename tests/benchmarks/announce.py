"""Says what a benchmark measures at the moment."""

import sys


def announce(work: str) -> None:
    """Print a line to standard error; a bar would not do, as its thread takes processor time that is measured."""
    print(f"{work}...", file=sys.stderr, flush=True)
