"""Write the staged copy of a file: UTF-8, one line per line of the file, cells separated by a character that no text contains.

A line that continues the record above it is staged as a mark, so that line numbers stay the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from trialmetrics.intake.files.records import QUOTE, Valid, scan

LINE = "\x1f"  # begins a line
CELL = "\x1e"  # between cells
BREAK = "\x1d"  # line end within a cell
NATIVE = "\x1c"  # precedes a workbook's own number, whose decimal sign is a point whatever the column's
NO_DELIMITER = "\x1b"  # delimiter given to read_csv for a staged copy, in which it never occurs
CONTINUED = "\x02"  # a line that continues the record above it
REPLACED = "\x01"  # replaces a character that would be taken for a mark; reported as a problem of its row
_MARKS = (LINE, CELL, BREAK, NATIVE, CONTINUED, NO_DELIMITER, "\x00")
_REPLACE_MARKS = str.maketrans(dict.fromkeys(_MARKS, REPLACED))
LONGEST_LINE = 1 << 18  # characters; far beyond any real row
LONGEST_CELL = 8000  # characters; a cell cut to this is still too long for any column
MAX_EXTRA_CELLS = 5  # cells right of the header that are kept apart


@dataclass
class Staged:
    """The number of lines staged, and the numbers of lines with a quote that never closes -> whether it took in other cells."""

    lines: int
    unclosed: dict[int, bool]


def stage_text(chunks: Iterable[str], target: Path, delimiter: str, width: int, valid: Valid) -> Staged:
    """Stage a text; `width`: cells of the header; `valid(cells)`: whether cells form a valid row."""
    staged = Staged(0, {})
    with target.open("w", encoding="utf-8", newline="") as copy:
        for body in _staged_blocks(chunks, delimiter, width, valid, staged):
            copy.write(body)
    return staged


def stage_rows(rows: Iterable[list[str]], target: Path) -> Staged:
    """Stage the rows of a workbook."""
    staged = Staged(0, {})
    with target.open("w", encoding="utf-8", newline="") as copy:
        for cells in rows:
            copy.write(_staged_line([cell if cell[:1] == NATIVE else _replace_marks(cell) for cell in cells]))
            staged.lines += 1
    return staged


def unstage(line: str) -> list[str]:
    """The cells of one line of the staged file."""
    return [cell.replace(BREAK, "\n") for cell in line.rstrip("\n").removeprefix(LINE).split(CELL)]


def _staged_blocks(
    chunks: Iterable[str], delimiter: str, width: int, valid: Valid, staged: Staged
) -> Iterator[str]:
    rest = ""
    for chunk in chunks:
        text = rest + _replace_marks(chunk)
        end = text.rfind("\n")
        if end < 0:
            # Of an endless line keep just enough to show that it is too long.
            rest = text[: 2 * LONGEST_LINE]
            continue
        block, rest = text[:end], text[end + 1 :]
        if _is_plain(block, delimiter, width):
            staged.lines += block.count("\n") + 1
            yield LINE + block.replace(delimiter, CELL).replace("\n", "\n" + LINE) + "\n"
        else:
            lines = block.split("\n")
            block_text, consumed = _records(lines, delimiter, width, valid, staged, final=False)
            rest = "\n".join([*lines[consumed:], rest])
            yield block_text
    if rest:
        yield _records(rest.split("\n"), delimiter, width, valid, staged, final=True)[0]


def _is_plain(block: str, delimiter: str, width: int) -> bool:
    """Whether every line is one record without quotes, and none is far longer or wider than the header."""
    if QUOTE in block:
        return False
    if block.count(delimiter) > (block.count("\n") + 1) * (width + MAX_EXTRA_CELLS):
        return False
    step = LONGEST_LINE // 2
    return all(block.find("\n", at, at + step) >= 0 for at in range(0, len(block) - step, step))


def _records(
    lines: list[str], delimiter: str, width: int, valid: Valid, staged: Staged, *, final: bool
) -> tuple[str, int]:
    """The staged records in `lines`, and how many lines were consumed; unless `final`, an open last record is left for later."""
    staged_lines = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if len(line) > LONGEST_LINE:
            line = lines[at] = _shorten(line, delimiter, width)
        if QUOTE not in line and line.count(delimiter) < width + MAX_EXTRA_CELLS:
            staged_lines.append(f"{LINE}{line.replace(delimiter, CELL)}\n")
            at += 1
            continue
        record = scan(lines, at, delimiter, valid)
        if not final and record.unclosed and at + record.line_count == len(lines):
            break
        if record.unclosed:
            staged.unclosed[staged.lines + at + 1] = len(record.cells) < width
        staged_lines.append(_staged_line(_limit_width(record.cells, width, delimiter)))
        staged_lines.append(f"{LINE}{CONTINUED}\n" * (record.line_count - 1))
        at += record.line_count
    staged.lines += at
    return "".join(staged_lines), at


def _staged_line(cells: list[str]) -> str:
    return f"{LINE}{CELL.join(cell[:LONGEST_CELL].replace(chr(10), BREAK) for cell in cells)}\n"


def _limit_width(cells: list[str], width: int, delimiter: str) -> list[str]:
    """Join cells far right of the header, so that one absurd line does not cost millions of cells."""
    max_cells = width + MAX_EXTRA_CELLS
    return (
        cells
        if len(cells) <= max_cells
        else [*cells[: max_cells - 1], delimiter.join(cells[max_cells - 1 :])]
    )


def _shorten(line: str, delimiter: str, width: int) -> str:
    """A line too long for any row, its cells cut but still too long to be accepted."""
    cells = line.split(delimiter, width + MAX_EXTRA_CELLS)
    return delimiter.join(cell[:LONGEST_CELL] for cell in cells)[:LONGEST_LINE]


def _replace_marks(text: str) -> str:
    return text.translate(_REPLACE_MARKS) if any(mark in text for mark in _MARKS) else text
