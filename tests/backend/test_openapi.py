"""Facts about the OpenAPI document."""

from pathlib import Path
from typing import Any

import pytest

from backend.app import create_app
from backend.domain.track import EXAMPLE_TRACK_ID, stable_id
from backend.openapi import render_openapi
from backend.settings import Settings
from pipelines.compose_demo import locate_piece
from pipelines.demo.repertoire import list_pieces

COMMITTED = Path(__file__).parents[2] / "frontend" / "openapi.json"


def operations() -> list[tuple[str, dict[str, Any]]]:
    paths = create_app(Settings()).openapi()["paths"]
    return [(f"{method} {path}", operation) for path, methods in paths.items() for method, operation in methods.items()]


def test_the_committed_document_is_current() -> None:
    assert COMMITTED.read_text() == render_openapi(), "run `make api` and commit what it changes"


@pytest.mark.parametrize("operation", [pytest.param(operation, id=name) for name, operation in operations()])
def test_every_endpoint_has_a_summary_a_description_and_problem_answers(operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["description"]
    errors = {status: answer for status, answer in operation["responses"].items() if int(status) >= 400}
    assert errors
    assert all(set(answer["content"]) == {"application/problem+json"} for answer in errors.values())


def test_every_body_has_an_example() -> None:
    schemas = create_app(Settings()).openapi()["components"]["schemas"]
    for name in ("PlayRequest", "PlayProgress", "RatingRequest", "Track"):
        assert "example" in schemas[name]


def test_the_examples_work_on_the_demo_collection() -> None:
    first = locate_piece(list_pieces()[0], Path())
    assert stable_id(first.as_posix()) == EXAMPLE_TRACK_ID
