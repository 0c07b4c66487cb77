"""Which tracks have a cover: their file holds a picture, or its folder does."""

from pathlib import Path, PurePosixPath

from backend.domain.track import Audio
from backend.pictures import find_picture_beside


class CoverFinder:
    """Tells of the tracks of one import whether they have a cover; each folder is looked at once."""

    def __init__(self) -> None:
        self._beside: dict[tuple[str, str], bool] = {}

    def has_cover(self, audio: Audio | None, *, embedded: bool) -> bool:
        """Whether there is a picture in the file, as `embedded` says, or beside it."""
        return audio is not None and (embedded or self._has_picture_beside(audio))

    def _has_picture_beside(self, audio: Audio) -> bool:
        key = audio.root, str(PurePosixPath(audio.path).parent)
        if key not in self._beside:
            self._beside[key] = find_picture_beside(Path(audio.root), audio.path) is not None
        return self._beside[key]
