"""What tests of the import share: a way to put tagged sound files somewhere, and to count what is written."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile

from pipelines.storage import Storage


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Half a second of a tone, as the bytes of an mp3 file."""
    path = tmp_path_factory.mktemp("sound") / "tone.mp3"
    soundfile.write(path, 0.2 * np.sin(2 * np.pi * 440 * np.arange(11_025) / 22_050), 22_050)
    return path.read_bytes()


@pytest.fixture
def put(sound: bytes) -> Callable[..., Path]:
    """Writes a sound file, with tags by their easy names; the time it was changed never changes by itself."""

    def write(path: Path, **tags: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sound)
        if tags:
            tagged = mutagen.File(path, easy=True)
            tagged.add_tags()
            tagged.update(tags)
            tagged.save()
        os.utime(path, ns=(1, 1_600_000_000_000_000_000))
        return path

    return write


@pytest.fixture
def writes(storage: Storage) -> Iterator[Callable[[], int]]:
    """Tells how many writes the server has seen in this database since."""
    storage.command("profile", 2)
    yield lambda: storage["system.profile"].count_documents({"op": {"$in": ["insert", "update", "remove"]}})
    storage.command("profile", 0)
