"""Facts about the OpenAPI document."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.app import create_app
from backend.domain.sound_traits import read_traits
from backend.domain.track import EXAMPLE_OTHER_TRACK_ID, EXAMPLE_TRACK_ID, Track, stable_id, track_from_document
from backend.openapi import render_openapi
from backend.settings import Settings
from pipelines.acoustic_features import compute_acoustic_vector
from pipelines.compose_demo import locate_piece, write_missing
from pipelines.decode_audio import decode_audio
from pipelines.demo.repertoire import list_pieces
from pipelines.genres import GenreRegister
from pipelines.import_tracks import import_music
from pipelines.storage import Storage

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
    assert examples().keys() >= {"PlayRequest", "PlayProgress", "RatingRequest", "Track"}


def test_the_example_track_is_the_demos_first_piece(storage: Storage, tmp_path: Path) -> None:
    pieces = list_pieces()
    # The genres get their ids in the order of the files.
    genres = GenreRegister(storage)
    for piece in sorted(pieces, key=lambda piece: locate_piece(piece, tmp_path)):
        genres.ensure(piece.style)
    write_missing(pieces[:1], tmp_path)
    import_music(storage, tmp_path)
    [document] = storage.tracks.find({})
    sound = read_traits(compute_acoustic_vector(decode_audio(tmp_path / document["audio"]["path"]).samples))
    # A document leaves out what is null in an example.
    found = track_from_document(document).model_dump(mode="json", exclude_none=True)
    example = examples()["Track"]
    assert example.pop("sound") == pytest.approx(sound.model_dump(), abs=0.01)
    assert {**found, "status": "ready"} == example


def test_the_examples_work_one_after_the_other_and_for_every_listener(
    client: TestClient, stranger: TestClient, library: Storage
) -> None:
    example = Track.model_validate(examples()["Track"])
    first = library.tracks.find_one({"_id": 1})
    assert first is not None
    library.tracks.insert_one({**first, "_id": example.id})
    for listener in (client, stranger):
        played = listener.post("/play", json=examples()["PlayRequest"])
        assert played.status_code == 201
        path = f"/play/{played.json()['play_id']}"
        assert listener.patch(path, json=examples()["PlayProgress"]).status_code == 200
        rated = listener.put(f"/tracks/{EXAMPLE_TRACK_ID}/rating", json=examples()["RatingRequest"])
        assert rated.status_code == 200


def examples() -> dict[str, Any]:
    schemas = create_app(Settings()).openapi()["components"]["schemas"]
    return {name: schema["example"] for name, schema in schemas.items() if "example" in schema}


def test_the_other_example_is_the_last_piece_of_the_demo() -> None:
    last = locate_piece(list_pieces()[-1], Path())
    assert stable_id(last.as_posix()) == EXAMPLE_OTHER_TRACK_ID
