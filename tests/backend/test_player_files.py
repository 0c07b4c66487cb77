"""Facts about the built player beside the API."""

import pytest
from fastapi.testclient import TestClient

from backend.player_files import PROTECTION
from tests.backend.conftest import PLAYER


@pytest.mark.parametrize(("path", "file"), [("/", "index.html"), *((f"/{name}", name) for name in PLAYER)])
def test_every_file_of_the_player_is_served_and_asked_for_again_unless_its_name_is_hashed(
    client: TestClient, path: str, file: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (200, PLAYER[file])
    is_hashed = "assets/" in path
    assert answer.headers["cache-control"] == ("public, max-age=31536000, immutable" if is_hashed else "no-cache")
    again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, answer.headers["cache-control"])


def test_the_player_loads_only_what_is_its_own_and_is_framed_by_nobody(client: TestClient) -> None:
    for path in ("/", "/assets/index-B4tt3ry.js", "/sw.js"):
        headers = client.get(path).headers
        assert {name: headers[name] for name in PROTECTION} == PROTECTION
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        again = client.get(path, headers={"If-None-Match": headers["etag"]})
        assert "content-security-policy" in again.headers


def test_the_documentation_page_keeps_its_own_script(client: TestClient) -> None:
    page = client.get("/docs")
    assert "<script>" in page.text
    assert "content-security-policy" not in page.headers


@pytest.mark.parametrize(
    ("path", "media_type"), [("/sw.js", "text/javascript"), ("/manifest.webmanifest", "application/manifest+json")]
)
def test_what_makes_the_player_installable_has_the_type_that_browsers_ask_for(
    client: TestClient, path: str, media_type: str
) -> None:
    assert client.get(path).headers["content-type"].split(";")[0] == media_type


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/play", 405),
        ("PUT", "/tracks", 405),
        ("POST", "/", 405),
        ("DELETE", "/icon.svg", 405),
        ("DELETE", "/nowhere", 404),
        ("GET", "/nowhere", 404),
        ("GET", "/assets/nothing.js", 404),
        ("GET", "/assets/../../secret", 404),
        ("GET", "/assets/", 404),
    ],
)
def test_beside_the_player_the_api_answers_as_without_it(
    client: TestClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
