"""Services as processes of their own: one that does not start says why."""

import sys

import pytest

from tests.benchmarks.answers import find_port
from tests.benchmarks.service_processes import run_service


def test_a_service_that_does_not_start_says_why() -> None:
    command = [sys.executable, "-c", "raise SystemExit('the door is locked')"]
    with (
        pytest.raises(RuntimeError, match="did not become ready; it said:\nthe door is locked"),
        run_service(command, find_port(), "/ready"),
    ):
        pass
