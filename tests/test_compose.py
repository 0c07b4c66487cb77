"""The containers, as far as they can be proved without an engine that builds them."""

import subprocess
import sys
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from backend.settings import Settings

REPOSITORY = Path(__file__).parents[1]
DOCKERFILES = ("backend/Dockerfile", "frontend/Dockerfile")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The Compose file as data."""
    yaml = pytest.importorskip("ruamel.yaml", reason="comes with the extra `check`")
    loaded: dict[str, Any] = yaml.YAML(typ="safe").load(REPOSITORY / "docker-compose.yml")
    return loaded


def test_the_file_follows_the_compose_specification() -> None:
    pytest.importorskip("check_jsonschema", reason="comes with the extra `check`")
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    checked = subprocess.run(check, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_image_that_is_built_has_its_dockerfile(compose: dict[str, Any]) -> None:
    built = {name: one["build"] for name, one in compose["services"].items() if "build" in one}
    assert {name: one["dockerfile"] for name, one in built.items()} == {
        "api": "backend/Dockerfile",
        "pipelines": "backend/Dockerfile",
        "player": "frontend/Dockerfile",
    }
    for one in built.values():
        assert (REPOSITORY / one["context"] / one["dockerfile"]).is_file()


@pytest.mark.parametrize("dockerfile", DOCKERFILES)
def test_every_file_that_a_dockerfile_copies_exists_and_reaches_the_builder(dockerfile: str) -> None:
    sent = {line[1:] for line in (REPOSITORY / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = list_copied(dockerfile)
    assert copied
    for source in copied:
        assert (REPOSITORY / source).exists(), source
        assert PurePosixPath(source).parts[0] in sent, source


def test_only_the_player_is_published_and_only_on_this_machine(compose: dict[str, Any]) -> None:
    published = {name: one["ports"] for name, one in compose["services"].items() if "ports" in one}
    assert published == {"player": ["${ADDRESS:-127.0.0.1}:${PORT:-8000}:8080"]}


def test_whoever_imports_or_plays_a_sound_finds_it_at_the_same_path(compose: dict[str, Any]) -> None:
    api, pipelines = (compose["services"][name] for name in ("api", "pipelines"))
    assert api["volumes"] == pipelines["volumes"]
    assert any(volume.endswith(":/music:ro") for volume in api["volumes"])
    data_dir = pipelines["environment"]["SEGUE_DATA_DIR"]
    assert f"data:{data_dir}" in api["volumes"], "the demo collection is composed in the data folder"


def test_the_containers_name_settings_that_exist(compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("api", "pipelines"):
        environment = compose["services"][name]["environment"]
        for variable, value in environment.items():
            monkeypatch.setenv(variable, value)
        settings = {f"SEGUE_{key.upper()}": str(value) for key, value in Settings().model_dump().items()}
        assert environment.keys() <= settings.keys()
        given = {variable: value for variable, value in environment.items() if not value.startswith("${")}
        assert given.items() <= settings.items()
        assert environment["SEGUE_MONGODB_URI"] == "mongodb://mongodb:27017"


def test_the_pipelines_run_only_when_asked_for(compose: dict[str, Any]) -> None:
    waiting = {name for name, one in compose["services"].items() if one.get("profiles") == ["pipelines"]}
    assert waiting == {"pipelines"}


def list_copied(dockerfile: str) -> list[str]:
    """The sources of its COPY lines that come from the repository and not from another stage."""
    words = [line.split() for line in (REPOSITORY / dockerfile).read_text().splitlines() if line.startswith("COPY ")]
    return [source for line in words if not line[1].startswith("--from=") for source in line[1:-1]]
