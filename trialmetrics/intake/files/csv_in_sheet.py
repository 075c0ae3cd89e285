"""A CSV that was pasted or opened into one column of a sheet: split its lines into cells."""

from collections.abc import Callable, Sequence

from trialmetrics.errors import UnreadableFile
from trialmetrics.intake.files.records import scan
from trialmetrics.intake.header_row import DELIMITERS
from trialmetrics.text.language import _

Rows = Sequence[list[str]]
_ROWS_LOOKED_AT = 50


def delimiter(rows: Rows, recognised: Callable[[list[str]], int]) -> str | None:
    """The delimiter of a CSV whose lines stand in the first filled column of a sheet; None where the sheet is a table itself.

    `recognised`: how many headings are recognised in some cells. A line among the first must have two in a single cell.
    """
    texts = [[cell for cell in row if cell.strip()] for row in rows]
    for cells in [cells for cells in texts if cells][:_ROWS_LOOKED_AT]:
        found = {mark: recognised(_split(cells[0], mark)) for mark in DELIMITERS if mark in cells[0]}
        best = max(found, key=lambda mark: found[mark], default=None)
        if best and found[best] >= 2:
            return best if len(cells) == 1 else None
    return None


def split(rows: Rows, mark: str) -> list[list[str]]:
    """The rows with their cells apart, as many rows as lines. Raises UnreadableFile where some lines fill several columns."""
    lines = []
    for row in rows:
        filled = [cell for cell in row if cell.strip()]
        if len(filled) > 1:
            raise UnreadableFile(
                _(
                    "The sheet holds the lines of a CSV, some of them spread over several columns, which may have changed their "
                    "numbers; load that CSV itself."
                )
            )
        lines.append(filled[0] if filled else "")
    split_rows: list[list[str]] = []
    while len(split_rows) < len(lines):
        record = scan(lines, len(split_rows), mark, lambda _cells: False)
        # A quote that never closes is a mistake in its own line only.
        cells, count = (
            (lines[len(split_rows)].split(mark), 1) if record.unclosed else (record.cells, record.line_count)
        )
        split_rows += [cells, *([] for _line in range(count - 1))]
    return split_rows


def _split(text: str, mark: str) -> list[str]:
    return scan([text], 0, mark, lambda _cells: False).cells
