"""A folder -> its sound files: what they are called, how large they are and when they were changed."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from backend.domain.track import Audio
from pipelines.errors import CollectionError

MEDIA_TYPES = {
    ".mp3": "audio/mpeg",
    ".flac": "audio/flac",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".m4a": "audio/mp4",
    ".wav": "audio/wav",
}
"""The sound files that are imported, by the ending of their names."""

_FMA_CLIP = re.compile(r"([0-9]{3})/(\1[0-9]{3})\.mp3")
_MISPLACED_CLIP = re.compile(r"(.*/)?[0-9]{6}\.mp3")
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class SoundFile:
    """A sound file; `path` is relative to the folder that was scanned, with `/` between its parts."""

    path: str
    bytes: int
    mtime_ns: int

    @property
    def suffix(self) -> str:
        """The ending of its name in lower case, as in `MEDIA_TYPES`."""
        return PurePosixPath(self.path).suffix.lower()

    def to_audio(self, root: Path) -> Audio:
        """Return it as a track refers to it."""
        media_type = MEDIA_TYPES[self.suffix]
        return Audio(root=str(root), path=self.path, bytes=self.bytes, mtime_ns=self.mtime_ns, media_type=media_type)


@dataclass(slots=True)
class Scan:
    """The sound files of a folder in the order of their paths, and what was left out, by reason."""

    root: Path
    files: list[SoundFile] = field(default_factory=list)
    left_out: dict[str, list[str]] = field(default_factory=dict)

    def leave_out(self, path: str, reason: str) -> None:
        """Note that the file or folder was left out."""
        self.left_out.setdefault(reason, []).append(path)

    def list_notes(self) -> list[str]:
        """Return a line for each reason: how many were left out, and which, for instance."""
        return describe_left_out(self.left_out)


def describe_left_out(left_out: dict[str, list[str]]) -> list[str]:
    """Return a line for each reason: how many names, or which few, were left out for it."""
    return [_describe(reason, sorted(names)) for reason, names in sorted(left_out.items())]


def _describe(reason: str, names: list[str]) -> str:
    more = f" and {len(names) - _EXAMPLES:,} more" if len(names) > _EXAMPLES else ""
    return f"Left out ({reason}): {', '.join(names[:_EXAMPLES])}{more}."


def scan_folder(folder: Path) -> Scan:
    """Return every sound file in `folder` and the folders below it.

    Hidden files and folders are ignored. Links to folders are not followed, so there are no loops: what they
    lead to is found in its own place, or it is outside.

    Raises CollectionError: the folder cannot be read or its name is not valid UTF-8.
    """
    scan = Scan(_resolve(folder))
    for entry, path in _walk(scan):
        try:
            status = entry.stat()
        except OSError:  # removed since the folder was listed
            continue
        scan.files.append(SoundFile(path, status.st_size, status.st_mtime_ns))
    scan.files.sort(key=lambda file: file.path)
    return scan


def find_clips(scan: Scan) -> dict[int, SoundFile]:
    """Return the clips in FMA's layout by track id: `000/000002.mp3` is the clip of track 2."""
    clips = {}
    for file in scan.files:
        if (match := _FMA_CLIP.fullmatch(file.path)) and int(match[2]) > 0:
            clips[int(match[2])] = file
        elif _MISPLACED_CLIP.fullmatch(file.path):
            scan.leave_out(file.path, "not in the folder named by the first three digits")
    return clips


def is_gone(audio: Audio) -> bool:
    """Whether the file is certainly no longer there; not so where it is only forbidden to look."""
    path = os.path.join(audio.root, audio.path)  # noqa: PTH118 - asked of every file of a folder that moved
    try:
        os.stat(path)  # noqa: PTH116 - for the same reason
        return not Path(path).resolve().is_relative_to(Path(audio.root).resolve())
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False


def _resolve(folder: Path) -> Path:
    try:
        root = folder.resolve(strict=True)
        os.scandir(root).close()
        str(root).encode()
    except FileNotFoundError as error:
        raise CollectionError(f"There is no folder {folder}. Check its spelling, or that its disk is there.") from error
    except NotADirectoryError as error:
        raise CollectionError(f"{folder} is a file. Name the folder that holds the music.") from error
    except UnicodeEncodeError as error:
        raise CollectionError(f"The name of the folder {_show(str(folder))} is not valid UTF-8. Rename it.") from error
    except (OSError, RuntimeError) as error:
        raise CollectionError(f"The folder {folder} cannot be read ({error}). Check its permissions.") from error
    return root


def _walk(scan: Scan) -> Iterator[tuple[os.DirEntry[str], str]]:
    """Yield the sound files with their paths; note the folders that cannot be read and the links that lead outside."""
    waiting = [str(scan.root)]
    while waiting:
        folder = waiting.pop()
        for entry in _list_folder(folder, scan):
            path = _relate(entry.path, scan)
            if not _is_unicode(entry.name):
                scan.leave_out(_show(path), "a name that is not valid UTF-8")
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            elif entry.is_symlink():
                if _is_wanted_link(Path(entry.path), path, scan):
                    yield entry, path
            elif _is_sound(entry.name) and entry.is_file():
                yield entry, path


def _list_folder(folder: str, scan: Scan) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError as error:
        scan.leave_out(_show(_relate(folder, scan)), (error.strerror or str(error)).lower())
        return []


def _is_wanted_link(link: Path, path: str, scan: Scan) -> bool:
    """Whether it leads to a file of the collection that is not found in its own place."""
    try:
        target = link.resolve(strict=True)
        is_file = target.is_file()
    except (OSError, RuntimeError):  # it leads nowhere, or to itself, which is a RuntimeError before Python 3.13
        return False
    if not target.is_relative_to(scan.root):
        if not is_file or _is_sound(link.name):
            scan.leave_out(path, "a link that leads outside the folder")
        return False
    hidden = any(part.startswith(".") for part in target.relative_to(scan.root).parts)
    return is_file and _is_sound(link.name) and (hidden or not _is_sound(target.name))


def _relate(path: str, scan: Scan) -> str:
    return path.removeprefix(str(scan.root)).lstrip(os.sep).replace(os.sep, "/")


def _is_sound(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in MEDIA_TYPES


def _is_unicode(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _show(path: str) -> str:
    return os.fsencode(path).decode(errors="replace")
