"""Strip formula guards (apostrophes that our exports put before signs such as `=`) from rows that come back mended."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from trialmetrics.export.formulas import unguarded
from trialmetrics.intake.files.staging import BREAK, CELL, LINE
from trialmetrics.intake.remembered_settings import is_mended

_STRIPPED = ".as-they-came"
_BLOCK = 1 << 20


def may_hold_guards(path: Path, header: Sequence[str]) -> bool:
    """Whether the file is our export and contains any apostrophe."""
    if not is_mended(header):
        return False
    with path.open("rb") as file:
        return any(b"'" in block for block in iter(partial(file.read, _BLOCK), b""))


def strip_guards(staged: Path) -> None:
    """Rewrite a staged copy in place without the guards."""
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
