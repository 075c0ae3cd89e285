"""A file of rows that were set aside comes back: each of its cells as it came in the first time."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from trialmetrics.export.formulas import unguarded
from trialmetrics.intake.files.staging import BREAK, CELL, LINE
from trialmetrics.intake.remembered_settings import is_mended

_STRIPPED = ".as-they-came"
_BLOCK = 1 << 20


def may_hold_guards(path: Path, header: Sequence[str]) -> bool:
    """Whether apostrophes that we put there may stand in the file."""
    if not is_mended(header):
        return False
    with path.open("rb") as file:
        return any(b"'" in block for block in iter(partial(file.read, _BLOCK), b""))


def strip_guards(staged: Path) -> None:
    """Take off, in a staged copy, the apostrophes that were put before formula signs when the rows were written."""
    target = staged.with_suffix(_STRIPPED)
    with (
        staged.open(encoding="utf-8", newline="\n") as lines,
        target.open("w", encoding="utf-8", newline="") as copy,
    ):
        copy.writelines(map(_stripped_line, lines))
    target.replace(staged)


def _stripped_line(line: str) -> str:
    if "'" not in line:
        return line
    cells = line.rstrip("\n").removeprefix(LINE).replace(BREAK, "\n").split(CELL)
    return f"{LINE}{CELL.join(map(unguarded, cells)).replace(chr(10), BREAK)}\n"
