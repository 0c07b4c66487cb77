"""The demo collection: its sound, its files and tags, and that it can be completed after an interruption."""

from itertools import groupby
from pathlib import Path

import librosa
import mutagen
import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from pipelines.compose_demo import locate_piece, write_missing
from pipelines.demo.render import render_piece
from pipelines.demo.repertoire import list_pieces
from pipelines.demo.waves import SAMPLE_RATE_HZ, Sound

FIRST_OF_EACH_ARTIST = [next(pieces) for _, pieces in groupby(list_pieces(), key=lambda piece: piece.artist)]
WRITTEN = FIRST_OF_EACH_ARTIST[6::6]


@pytest.fixture(scope="module")
def sounds() -> list[Sound]:
    return [render_piece(piece) for piece in FIRST_OF_EACH_ARTIST]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written_to = tmp_path_factory.mktemp("demo")
    assert write_missing(WRITTEN, written_to) == len(WRITTEN)
    return written_to


def test_the_repertoire_is_eight_styles_of_three_artists_with_distinct_titles() -> None:
    pieces = list_pieces()
    artists = {(piece.style, piece.artist) for piece in pieces}
    assert len({piece.style for piece in pieces}) == 8
    assert len(artists) == 24
    assert len({piece.title for piece in pieces}) == len(pieces) == 72
    assert all(piece.artist.endswith(" (demo)") for piece in pieces)


def test_every_piece_has_its_own_file_with_a_name_any_system_can_hold() -> None:
    paths = [locate_piece(piece, Path("demo")) for piece in list_pieces()]
    assert len({str(path).lower() for path in paths}) == len(paths)
    for path in paths:
        assert str(path).isascii()
        assert not set(str(path)) & set('<>:"|?*\\')


def test_every_piece_is_20_to_30_seconds_of_stereo(sounds: list[Sound]) -> None:
    for sound in sounds:
        assert sound.shape[0] == 2
        assert 20 <= sound.shape[1] / SAMPLE_RATE_HZ <= 30


def test_every_piece_is_as_loud_as_the_others_and_leaves_room_for_the_encoder(sounds: list[Sound]) -> None:
    for sound in sounds:
        assert np.isfinite(sound).all()
        assert 0.4 < np.abs(sound).max() <= 10 ** (-2.5 / 20)
        assert 20 * np.log10(np.sqrt(np.mean(np.square(sound)))) == pytest.approx(-15.5, abs=0.7)


def test_no_piece_starts_or_ends_with_a_click_or_carries_an_offset(sounds: list[Sound]) -> None:
    for sound in sounds:
        assert np.abs(sound[:, [0, -1]]).max() < 1e-3
        assert np.abs(sound.mean(axis=1)).max() < 1e-3


def test_a_piece_is_composed_the_same_every_time(sounds: list[Sound]) -> None:
    for index in (3, 9, 18):
        assert np.array_equal(render_piece(FIRST_OF_EACH_ARTIST[index]), sounds[index])


def test_pieces_of_one_artist_differ(sounds: list[Sound]) -> None:
    second = next(piece for piece in list_pieces() if piece.number == 2)
    assert second.artist == FIRST_OF_EACH_ARTIST[0].artist
    assert not np.array_equal(render_piece(second), sounds[0])


def test_what_sounds_most_alike_among_other_artists_is_of_the_same_style(sounds: list[Sound]) -> None:
    described = np.array([_describe_sound(sound) for sound in sounds])
    scaled = (described - described.mean(axis=0)) / described.std(axis=0)
    distances = np.linalg.norm(scaled[:, None] - scaled[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    styles = np.array([piece.style for piece in FIRST_OF_EACH_ARTIST])
    assert np.mean(styles[distances.argmin(axis=1)] == styles) >= 0.75


def test_tags_name_the_piece_and_its_licence(folder: Path) -> None:
    for piece in WRITTEN:
        tags = mutagen.File(locate_piece(piece, folder), easy=True)
        assert tags["title"] == [piece.title]
        assert tags["artist"] == [piece.artist]
        assert tags["album"] == [piece.album]
        assert tags["genre"] == [piece.style]
        assert tags["tracknumber"] == [str(piece.number)]
        assert tags["date"] == [str(piece.year)]
        assert "CC0" in tags["copyright"][0]


def test_the_files_decode_to_the_composed_length_without_clipping(folder: Path) -> None:
    for piece in WRITTEN:
        heard, rate_hz = soundfile.read(locate_piece(piece, folder))
        assert rate_hz == SAMPLE_RATE_HZ
        assert heard.shape[1] == 2
        assert 20 <= len(heard) / rate_hz <= 30
        assert 0.4 < np.abs(heard).max() < 1


def test_a_second_run_writes_nothing(folder: Path) -> None:
    before = _stamp_files(folder)
    assert write_missing(WRITTEN, folder) == 0
    assert _stamp_files(folder) == before


def test_an_interrupted_run_leaves_only_whole_files_and_is_completed(folder: Path, tmp_path: Path) -> None:
    def interrupt(done: int, total: int, failed: int = 0) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_missing(WRITTEN, tmp_path, interrupt)
    kept = sorted(tmp_path.rglob("*.mp3"))
    assert kept
    assert all(path.read_bytes() == _same_file(path, tmp_path, folder).read_bytes() for path in kept)
    killed = locate_piece(WRITTEN[0], tmp_path)
    killed.unlink(missing_ok=True)
    killed.with_suffix(".part").write_bytes(b"what a killed run had written")
    missing = [piece for piece in WRITTEN if not locate_piece(piece, tmp_path).exists()]
    assert write_missing(WRITTEN, tmp_path) == len(missing)
    assert not list(tmp_path.rglob("*.part"))
    assert killed.read_bytes() == _same_file(killed, tmp_path, folder).read_bytes()


def test_progress_counts_up_to_what_was_missing(folder: Path) -> None:
    locate_piece(WRITTEN[-1], folder).unlink()
    heard: list[tuple[int, ...]] = []
    write_missing(WRITTEN, folder, lambda *told: heard.append(told))
    assert heard == [(1, 1)]


def _describe_sound(sound: Sound) -> npt.NDArray[np.float64]:
    middle = sound.mean(axis=0)[5 * SAMPLE_RATE_HZ : 15 * SAMPLE_RATE_HZ : 2]
    mfcc = librosa.feature.mfcc(y=middle, sr=SAMPLE_RATE_HZ // 2, n_mfcc=20)
    return np.concatenate([mfcc.mean(axis=1), mfcc.std(axis=1)])


def _stamp_files(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*.mp3")}


def _same_file(path: Path, one: Path, other: Path) -> Path:
    return other / path.relative_to(one)
