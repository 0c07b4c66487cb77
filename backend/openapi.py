"""Writes the OpenAPI document, from which the player's types are generated: python -m backend.openapi FILE."""

import json
import sys
from pathlib import Path

from backend.app import create_app
from backend.settings import Settings


def render_openapi() -> str:
    """Return the OpenAPI document as it is committed."""
    return json.dumps(create_app(Settings()).openapi(), indent=2) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render_openapi())
