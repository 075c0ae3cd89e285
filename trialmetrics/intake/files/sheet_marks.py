"""Find a sheet's merged ranges and hidden rows, streaming: calamine reads cells only."""

import re
import zipfile
from pathlib import Path
from typing import NamedTuple

from trialmetrics.errors import UnreadableFile
from trialmetrics.intake.files.error_cells import sheet_part
from trialmetrics.intake.files.sheet_extent import column_number
from trialmetrics.text.language import _

MAX_MERGES = 200_000
_BLOCK = 1 << 20
_OVERLAP = 400  # bytes; a tag split between two blocks is found whole in the second
_MERGE = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^<>]{0,100}?\bref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']"
)
_HIDDEN = re.compile(
    rb"<(?:\w+:)?row\s(?=[^<>]{0,300}?\bhidden=[\"'](?:1|true)[\"'])[^<>]{0,300}?\br=[\"'](\d{1,7})[\"']"
)


class Merge(NamedTuple):
    """A merged range: first and last line, first and last column, all from 0."""

    top: int
    left: int
    bottom: int
    right: int


class Marks(NamedTuple):
    """What a sheet has besides its cells: merged ranges in order, and the lines (from 1) that are hidden."""

    merges: list[Merge]
    hidden: set[int]


def sheet_marks(path: Path, sheet: str) -> Marks:
    """The marks of a sheet. Raises UnreadableFile for more merged ranges than any table has."""
    merges: set[Merge] = set()
    hidden: set[int] = set()
    with zipfile.ZipFile(path) as archive:
        part = sheet_part(archive, sheet)
        if part not in archive.namelist():
            return Marks([], hidden)
        with archive.open(part) as file:
            rest = b""
            while block := file.read(_BLOCK):
                text = rest + block
                hidden.update(int(match[1]) for match in _HIDDEN.finditer(text))
                merges.update(map(_merge, _MERGE.finditer(text)))
                if len(merges) > MAX_MERGES:
                    raise UnreadableFile(
                        _(
                            "Sheet {name} has more than {most} merged ranges; take the merging out, or save the table as CSV."
                        ).format(name=sheet, most=f"{MAX_MERGES:,}")
                    )
                rest = text[-_OVERLAP:]
    return Marks(sorted(merges), hidden)


def _merge(match: re.Match[bytes]) -> Merge:
    left, right = column_number(match[1]) - 1, column_number(match[3]) - 1
    return Merge(int(match[2]) - 1, left, int(match[4]) - 1, right)
