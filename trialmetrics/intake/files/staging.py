"""Records become a file of ours: one line per line of theirs, in UTF-8, cells parted by a mark that no text can hold.

A line that belongs to the record above it is there too, as a mark, so that the number of a line is its place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from trialmetrics.intake.files.records import QUOTE, Valid, scan

LINE = "\x1f"  # begins a line
CELL = "\x1e"  # between cells
BREAK = "\x1d"  # a line end within a cell
NATIVE = "\x1c"  # before a number as a workbook holds it, whatever the notation of its column
NO_DELIMITER = "\x1b"  # what the reader of the staged file takes for its delimiter
CONTINUED = "\x02"  # a line that belongs to the record above it
REPLACED = "\x01"  # for a character that the copy cannot hold; it is told of where it stands
_MARKS = (LINE, CELL, BREAK, NATIVE, CONTINUED, NO_DELIMITER, "\x00")
_REPLACE_MARKS = str.maketrans(dict.fromkeys(_MARKS, REPLACED))
LONGEST_LINE = 1 << 18  # characters; no row of ours comes near it
LONGEST_CELL = 8000  # what is cut here is still too long for any column
MAX_EXTRA_CELLS = 5  # cells right of the header that are still told apart


@dataclass
class Staged:
    """What was staged: how many lines, and the lines with a quote that never closes."""

    lines: int
    unclosed: list[int]


def stage_text(chunks: Iterable[str], target: Path, delimiter: str, width: int, valid: Valid) -> Staged:
    """Write the records of a text; `width`: cells of the header, `valid`: whether cells are a valid row."""
    staged = Staged(0, [])
    with target.open("w", encoding="utf-8", newline="") as copy:
        for body in _staged_blocks(chunks, delimiter, width, valid, staged):
            copy.write(body)
    return staged


def stage_rows(rows: Iterable[list[str]], target: Path) -> Staged:
    """Write the rows of a workbook."""
    staged = Staged(0, [])
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
            # A line longer than any row can be is kept only as far as it shows that it is too long.
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
    """Whether every line is one record without quotes, none far longer or far wider than the header asks for."""
    if QUOTE in block:
        return False
    if block.count(delimiter) > (block.count("\n") + 1) * (width + MAX_EXTRA_CELLS):
        return False
    step = LONGEST_LINE // 2
    return all(block.find("\n", at, at + step) >= 0 for at in range(0, len(block) - step, step))


def _records(
    lines: list[str], delimiter: str, width: int, valid: Valid, staged: Staged, *, final: bool
) -> tuple[str, int]:
    """The staged form of the records in `lines`, and how many lines those take; the last one may need more."""
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
            staged.unclosed.append(staged.lines + at + 1)
        staged_lines.append(_staged_line(_limit_width(record.cells, width, delimiter)))
        staged_lines.append(f"{LINE}{CONTINUED}\n" * (record.line_count - 1))
        at += record.line_count
    staged.lines += at
    return "".join(staged_lines), at


def _staged_line(cells: list[str]) -> str:
    return f"{LINE}{CELL.join(cell[:LONGEST_CELL].replace(chr(10), BREAK) for cell in cells)}\n"


def _limit_width(cells: list[str], width: int, delimiter: str) -> list[str]:
    """Cells far right of the header are one cell, so that one odd line does not need the room of millions."""
    max_cells = width + MAX_EXTRA_CELLS
    return (
        cells
        if len(cells) <= max_cells
        else [*cells[: max_cells - 1], delimiter.join(cells[max_cells - 1 :])]
    )


def _shorten(line: str, delimiter: str, width: int) -> str:
    """A line too long for any row, its cells cut to what still shows that they are too long."""
    cells = line.split(delimiter, width + MAX_EXTRA_CELLS)
    return delimiter.join(cell[:LONGEST_CELL] for cell in cells)[:LONGEST_LINE]


def _replace_marks(text: str) -> str:
    return text.translate(_REPLACE_MARKS) if any(mark in text for mark in _MARKS) else text
