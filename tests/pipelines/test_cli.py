"""The command line: exit status, what goes to which stream, clear errors, and commands that start quickly."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE
from urllib.request import urlopen

import pytest
from typer.testing import CliRunner, Result

from backend.settings import Settings
from pipelines.cli import app
from pipelines.musicnn_weights import locate_network
from pipelines.report_collection import report_collection
from pipelines.steps import run_cluster
from pipelines.storage import Storage
from pipelines.stored_models import list_models
from tests.synthetic_library import fill_library
from tests.synthetic_sounds import make_tone, write_sound

REPOSITORY = Path(__file__).parents[2]
SEGUE = Path(sys.executable).with_name("segue")
COMMANDS = ("", "run", "import", "import fma", "import music", "import demo", "extract", "cluster", "models")
MORE_COMMANDS = ("evaluate", "models activate", "models download", "report", "serve")
HEAVY = ("librosa", "numba", "sklearn", "scipy", "pandas", "av", "soundfile", "onnx", "onnxruntime")


@pytest.fixture
def environment(mongodb_uri: str, storage: Storage, tmp_path: Path) -> dict[str, str]:
    data_dir = str(tmp_path / "data")
    return {"SEGUE_MONGODB_URI": mongodb_uri, "SEGUE_DATABASE": storage.name, "SEGUE_DATA_DIR": data_dir}


@pytest.fixture(autouse=True)
def settings(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


def invoke(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.mark.parametrize("command", COMMANDS + MORE_COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    result = invoke(*command.split(), "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["import", "music", "/nowhere/at/all"], "does not exist"),
        (["run", "--fma", "."], "--fma and --metadata go together"),
        (["cluster", "--recipe", "cake"], "There is no recipe cake"),
        (["cluster", "--k", "0"], "greater than or equal to 1"),
        (["models", "download", "cake"], "is not one of 'musicnn'"),
        (["dance"], "No such command"),
    ],
)
def test_wrong_usage_is_status_2(words: list[str], complaint: str) -> None:
    result = invoke(*words)
    assert result.exit_code == 2
    assert complaint in " ".join(result.stderr.replace("│", "").split())
    assert result.stdout == ""


def test_a_wrong_setting_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGUE_PORT", "many")
    result = invoke("report")
    assert result.exit_code == 2
    assert "SEGUE_PORT" in result.stderr


def test_an_empty_setting_is_as_if_it_were_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SPARK_MASTER", "MONGODB_URI", "DATA_DIR", "PORT"):
        monkeypatch.delenv(f"SEGUE_{name}", raising=False)
    unset = Settings()
    for name in ("SPARK_MASTER", "MONGODB_URI", "DATA_DIR", "PORT"):
        monkeypatch.setenv(f"SEGUE_{name}", "")
    assert Settings() == unset
    assert unset.spark_master == "local[*]"


def test_what_cannot_be_done_is_status_1_and_one_line(tmp_path: Path) -> None:
    for words, complaint in [
        (["import", "music", str(tmp_path)], "There are no sound files"),
        (["cluster"], "No track is ready"),
        (["models", "activate", "nothing"], "There is no model nothing"),
    ]:
        result = invoke(*words)
        assert result.exit_code == 1
        assert result.stderr.splitlines()[-1].startswith("segue: ")
        assert complaint in result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize("words", [["report"], ["models"], ["extract"], ["cluster"], ["evaluate"]])
def test_a_folder_without_a_collection_is_refused_and_left_as_it_is(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SEGUE_MONGODB_URI")
    result = invoke(*words, "--data-dir", tmp_path / "wrong")
    assert result.exit_code == 1
    assert f"There is no collection in {tmp_path / 'wrong'}. Name its folder with --data-dir" in result.stderr
    assert not (tmp_path / "wrong").exists()


@pytest.mark.parametrize(
    ("command", "default"),
    [
        ("cluster", "[default: the square root of half the tracks"),
        ("cluster", "[default: the best that the features allow]"),
        ("report", "--json Answer as JSON. --data-dir"),
    ],
)
def test_the_help_tells_defaults_and_shows_flags_as_such(command: str, default: str) -> None:
    shown = " ".join(invoke(command, "--help").stdout.replace("<path>", "").split())
    assert default in shown


def test_an_import_says_how_many_tracks_have_no_sound_file(storage: Storage, tmp_path: Path) -> None:
    fill_library(storage, 3)
    storage.tracks.update_many({}, {"$set": {"status": "no_audio", "audio": None}})
    write_sound(tmp_path / "a.wav", make_tone(440, 2))
    assert "3 tracks of the collection have no sound file" in invoke("import", "music", tmp_path).stdout


def test_a_database_that_does_not_answer_is_status_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGUE_MONGODB_URI", "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200")
    monkeypatch.setattr("pipelines.storage.CONNECT_TIMEOUT_MS", 200)
    result = invoke("report")
    assert result.exit_code == 1
    [line] = result.stderr.splitlines()
    assert line.startswith("segue: No MongoDB answers at 127.0.0.1:1. Start it, set SEGUE_MONGODB_URI to one that does")


@pytest.mark.parametrize(
    ("uri", "complaint"),
    [
        ("127.0.0.1:1", "No MongoDB answers at 127.0.0.1:1."),
        ("mongodb+ssh://localhost", "SEGUE_MONGODB_URI is no address of a MongoDB"),
        ("mongodb://localhost:many", "SEGUE_MONGODB_URI is no address of a MongoDB"),
        ("mongodb://me:secret@127.0.0.1:1/music", "No MongoDB answers at 127.0.0.1:1."),
    ],
)
def test_a_wrong_address_of_the_database_is_one_line_that_says_what_to_do(
    uri: str, complaint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEGUE_MONGODB_URI", uri)
    monkeypatch.setattr("pipelines.storage.CONNECT_TIMEOUT_MS", 200)
    result = invoke("report")
    assert result.exit_code == 1
    [line] = result.stderr.splitlines()
    assert line.startswith(f"segue: {complaint}")
    assert "unset it" in line
    assert "secret" not in line


def test_a_database_that_refuses_is_told_with_its_reason(mongodb_uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    socket_path = mongodb_uri.removeprefix("mongodb://")
    monkeypatch.setenv("SEGUE_MONGODB_URI", f"mongodb://me:secret@{socket_path}/?authSource=admin")
    result = invoke("report")
    assert result.exit_code == 1
    assert "refuses Segue (Authentication failed.)" in result.stderr
    assert "secret" not in result.stderr


def test_an_extraction_that_can_read_nothing_is_status_1_and_one_of_broken_files_is_not(tmp_path: Path) -> None:
    music = tmp_path / "music"
    clips = [write_sound(music / f"{number}.wav", make_tone(440, 0.2)) for number in range(2)]
    assert invoke("import", "music", music).exit_code == 0
    music.rename(tmp_path / "elsewhere")
    result = invoke("extract", "--workers", "1")
    assert result.exit_code == 1
    assert "2 clips could not be read this time; the next run tries them again." in result.stdout
    assert result.stdout.count(f"The folder {music} is gone or empty: mount its drive") == 1
    # No clip was tried.
    assert "Listening" not in result.stderr

    # Where a drive is mounted otherwise.
    music.mkdir()
    assert f"The folder {music} is gone or empty" in invoke("extract", "--workers", "1").stdout
    music.rmdir()

    (tmp_path / "elsewhere").rename(music)
    clips[0].unlink()
    result = invoke("extract", "--workers", "1")
    assert result.exit_code == 0
    assert "1 clips analysed" in result.stdout
    assert "1 of them unreadable" in result.stdout
    assert "1 clips could not be read" in result.stdout
    assert "Are they still where they were imported from?" in result.stdout
    assert "is gone" not in result.stdout


def test_more_clusters_than_tracks_are_status_1(storage: Storage) -> None:
    fill_library(storage, 4)
    result = invoke("cluster", "--k", "5")
    assert result.exit_code == 1
    assert "5 clusters need at least 5 tracks" in result.stderr


def test_models_are_listed_and_switched(storage: Storage) -> None:
    fill_library(storage, 12)
    assert invoke("cluster").exit_code == 0
    assert invoke("cluster", "--recipe", "seed", "--k", "3").exit_code == 0
    new, old = (model.id for model in list_models(storage))
    lines = invoke("models").stdout.splitlines()
    assert [line.split()[:3] for line in lines[1:]] == [[new, "active", "seed"], [old, "retired", "acoustic"]]
    result = invoke("models", "activate", old)
    assert (result.exit_code, result.stdout) == (0, f"{old} is the active model.\n")
    assert [model.state for model in list_models(storage)] == ["retired", "active"]


def test_models_are_listed_with_what_was_measured_of_them_in_100_columns(storage: Storage) -> None:
    fill_library(storage, 12)
    assert invoke("cluster").exit_code == 0
    # As wide as it gets; and one that was measured less.
    storage.models.update_one({}, {"$set": {"tracks": 1_000_000, "k": 512, "quality.inertia": 123456.0}})
    wide = storage.models.find_one()
    assert wide is not None
    older = {"_id": "one-cluster", "created_at": wide["created_at"] - timedelta(days=1)}
    storage.models.insert_one({**wide, **older, "k": 1, "quality": {"inertia": 2.5}})
    head, *rows = invoke("models").stdout.splitlines()
    assert head.split() == ["model", "state", "recipe", "tracks", "k", "inertia", "silhouette", "purity", "NMI"]
    silhouette, purity, nmi = (f"{wide['quality'][key]:.3g}" for key in ("silhouette", "genre_purity", "genre_nmi"))
    assert [row.split()[3:] for row in rows] == [
        ["1000000", "512", "1.23e+05", silhouette, purity, nmi],
        ["1000000", "1", "2.5", "-", "-", "-"],
    ]
    assert max(len(row) for row in (head, *rows)) <= 100


def test_a_missing_network_is_told_once_a_command_and_not_where_a_recipe_was_named(
    storage: Storage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    how = "`segue models download musicnn` gets it"
    for number in range(3):
        write_sound(tmp_path / "music" / f"{number}.wav", make_tone(440 + number, 2))
    assert invoke("import", "music", tmp_path / "music").exit_code == 0
    assert invoke("extract", "--workers", "1").stderr.count(how) == 1
    # Nothing is to be listened to.
    assert how not in invoke("extract", "--workers", "1").output
    assert invoke("cluster").stdout.count(f"The recipe is acoustic, as MusiCNN is missing: {how}") == 1
    for recipe in ("acoustic", "seed"):
        assert "The recipe is" not in invoke("cluster", "--recipe", recipe).output
    # As `segue run`, which said so before it listened.
    storage.models.delete_many({})
    assert run_cluster(storage, tmp_path / "data", None, None, only_if_new=True)
    assert "The recipe is" not in capsys.readouterr().out

    pytest.importorskip("onnxruntime", reason="this needs the extra `neural`")
    network = locate_network(tmp_path / "data")
    network.parent.mkdir(parents=True)
    network.touch()
    assert "as MusiCNN has not heard the tracks: `segue extract` lets it." in invoke("cluster").stdout


def test_a_network_that_was_downloaded_is_not_fetched_again_and_one_that_cannot_be_had_is_status_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("onnx", reason="this needs the extra `neural`")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    result = invoke("models", "download", "musicnn")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "pip downloads musicnn" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("segue: pip could not download musicnn")
    assert "--from FILE" in result.stderr

    path = locate_network(tmp_path / "elsewhere")
    path.parent.mkdir(parents=True)
    path.touch()
    for words in (["models", "download", "musicnn", "--data-dir"], ["models", "--data-dir"]):
        rest = [] if "download" in words else ["download", "musicnn"]
        result = invoke(*words, tmp_path / "elsewhere", *rest)
        assert (result.exit_code, result.stdout) == (0, f"Network: musicnn is ready, in {path}.\n")
        assert result.stderr == ""


def test_the_report_counts_and_gives_reasons(storage: Storage) -> None:
    fill_library(storage, 3)
    storage.tracks.update_one(
        {"_id": 2}, {"$set": {"status": "unreadable", "status_reason": "The file is empty.", "audio.path": "a [b].mp3"}}
    )
    assert invoke("report").stdout.splitlines() == [
        "3 tracks: 0 pending, 2 ready, 0 no_audio, 1 unreadable",
        "2: The file is empty. (/music/a [b].mp3)",
    ]
    as_json = json.loads(invoke("report", "--json").stdout)
    assert as_json == report_collection(storage).model_dump(mode="json")
    assert as_json["by_status"] == {"pending": 0, "ready": 2, "no_audio": 0, "unreadable": 1}
    assert as_json["unusable"] == [{"track": 2, "path": "/music/a [b].mp3", "reason": "The file is empty."}]


def test_results_go_to_standard_output_and_progress_to_standard_error(
    environment: dict[str, str], tmp_path: Path
) -> None:
    write_sound(tmp_path / "music" / "[1] a.wav", make_tone(440, 2))
    command = [str(SEGUE), "import", "music", str(tmp_path / "music")]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=True)
    assert done.stdout == "Tracks: 1 added, 0 updated, 0 lost their file, 0 unchanged.\n"
    assert "Reading the collection" in done.stderr
    assert "Reading" not in done.stdout


def test_the_command_line_loads_no_library_that_only_a_step_needs() -> None:
    listing = "import sys, pipelines.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", listing], check=True, capture_output=True, text=True).stdout.split()
    assert set(loaded).isdisjoint(HEAVY)


@pytest.mark.parametrize("seconds", [0, 0.1, 0.2, 0.3, 0.4])
def test_ctrl_c_while_the_command_line_is_loaded_is_quiet(environment: dict[str, str], seconds: float) -> None:
    command = [sys.executable, "-m", "pipelines", "report"]
    with subprocess.Popen(
        command, cwd=REPOSITORY, env={**os.environ, **environment}, stdout=PIPE, stderr=PIPE, text=True
    ) as running:
        # What is among the first that is loaded; before, Python itself is on its way.
        while b"pydantic_core" not in Path(f"/proc/{running.pid}/maps").read_bytes():
            assert running.poll() is None
            time.sleep(0.005)
        time.sleep(seconds)
        running.send_signal(signal.SIGINT)
        out, said = running.communicate(timeout=20)
    if running.returncode == 0:
        # It was through already.
        assert out.startswith("0 tracks")
        return
    # The latter is how Python ends where it was met in a piece of code that a library makes as it is loaded, and is
    # 130 to a shell too.
    assert running.returncode in {130, -signal.SIGINT}
    assert said in {"", "Stopped. What was written stays; the next run goes on.\n"}


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    return number


def test_run_is_ready_within_seconds_where_nothing_is_new_and_ends_in_order(
    storage: Storage, environment: dict[str, str], tmp_path: Path, port: int
) -> None:
    for number in range(6):
        write_sound(tmp_path / "music" / f"{number}.wav", make_tone(200 * (number + 1), 2))
    assert invoke("import", "music", tmp_path / "music").exit_code == 0
    assert invoke("extract", "--workers", "1").exit_code == 0
    assert invoke("cluster").exit_code == 0
    (model,) = list_models(storage)
    command = [str(SEGUE), "run", "--music", str(tmp_path / "music"), "--port", str(port)]
    started = time.monotonic()
    with subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True) as running:
        while not answers(port):
            assert running.poll() is None
            assert time.monotonic() - started < 30
            time.sleep(0.05)
        assert running.stdout is not None
        output = ""
        while "Model:" not in output and (line := running.stdout.readline()):
            output += line
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0
    assert "0 clips analysed" in output
    assert f"Model: {model.id} stays: there is nothing new." in output
    assert [one.id for one in list_models(storage)] == [model.id]


def test_a_port_that_is_taken_is_told_before_the_service_starts() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = invoke("serve", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 1
    assert "Choose another port with --port" in result.stderr


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/ready", timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False
