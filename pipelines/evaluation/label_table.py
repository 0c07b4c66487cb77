"""The table of labelled clips: its rows, and the sound file that each of them names."""

import csv
from collections import defaultdict
from pathlib import Path, PurePosixPath

from pipelines.errors import StepError
from pipelines.scan_audio import Scan, SoundFile

COLUMNS = ("clip", "artist", "title", "genres")
MOOD = "quadrant"
"""The optional column of moods: quadrants of valence and arousal, such as Q1 for happy."""
EXAMPLES = 3

Labels = dict[str, str]
"""A row of the table, by column."""


class LabelsError(StepError):
    """The table of labels cannot be used."""


def read_labels(table: Path) -> list[Labels]:
    """Return the rows of the table; what may be left out at the end of a row is the mood.

    Raises:
        LabelsError: it cannot be read, lacks a column, has no rows, or rows of another number of cells.
    """
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            numbered = [(reader.line_num, row) for row in reader]
            columns = reader.fieldnames or ()
    except (csv.Error, UnicodeDecodeError) as error:
        raise LabelsError(f"{table} is no table of comma-separated values in UTF-8: {error}.") from error
    if missing := [column for column in COLUMNS if column not in columns]:
        raise LabelsError(
            f"{table} lacks the columns {', '.join(missing)}. It needs {', '.join(COLUMNS)}, separated by commas; its"
            f" first line has {', '.join(columns) or 'nothing'}."
        )
    # DictReader puts what a row has too much under None, and gives None to what it lacks.
    ragged = [str(line) for line, row in numbered if None in row or any(row[column] is None for column in COLUMNS)]
    if ragged:
        raise LabelsError(
            f"{table} has rows with more or fewer cells than its first line: {_name_some(ragged, 'line')}. A cell that"
            " holds a comma stands in quotation marks."
        )
    if not numbered:
        raise LabelsError(f"{table} has no rows.")
    return [{column: cell.strip() for column, cell in row.items() if cell is not None} for _, row in numbered]


def match_files(labels: list[Labels], scan: Scan) -> list[tuple[Labels, SoundFile]]:
    """Return the rows that name a sound file of the scan, each with its file; note in the scan what is left out.

    `clip` is a file's path below the scanned folder, or its name, with or without the ending. A name that several files
    have is left out, and of several rows with one file all but the first.
    """
    files: dict[str, list[SoundFile]] = defaultdict(list)
    for file in scan.files:
        path = PurePosixPath(file.path)
        for name in {file.path, str(path.with_suffix("")), path.name, path.stem}:
            files[name].append(file)
    matched: dict[str, tuple[Labels, SoundFile]] = {}
    for row in labels:
        # A path tells more than a name: it decides between files of one name.
        found = [file for file in files[row["clip"]] if file.path == row["clip"]] or files[row["clip"]]
        if len(found) != 1:
            scan.leave_out(row["clip"], "rows that name several sound files" if found else "rows without a sound file")
        elif found[0].path in matched:
            scan.leave_out(row["clip"], "rows for the same sound file as one before")
        else:
            matched[found[0].path] = (row, found[0])
    return list(matched.values())


def _name_some(names: list[str], what: str) -> str:
    more = f" and {len(names) - EXAMPLES} more" if len(names) > EXAMPLES else ""
    return f"{what} {', '.join(names[:EXAMPLES])}{more}"
