"""Write the text of a merged range into the cells that it covers, and join headings of two lines."""

from collections.abc import Iterator, Sequence

from trialmetrics.errors import UnreadableFile
from trialmetrics.intake.files.sheet_marks import Merge
from trialmetrics.text.language import _

Rows = list[list[str]]


def within(merges: Sequence[Merge], rows: Rows) -> list[Merge]:
    """The ranges cut to the sheet, without those over its whole width, which are titles. Raises UnreadableFile where they overlap.

    So however far they reach, writing them costs no more than the cells of the sheet.
    """
    height, width = len(rows), max(map(len, rows), default=0)
    used = (
        max((at + 1 for row in rows for at in range(len(row) - 1, -1, -1) if row[at]), default=0)
        if merges
        else 0
    )
    inside = [
        Merge(top, left, min(bottom, height - 1), min(right, width - 1))
        for top, left, bottom, right in merges
        if top < height and left < width and (left > 0 or right + 1 < used or used < 2)
    ]
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in inside) > height * width:
        raise UnreadableFile(_("The sheet has merged ranges that overlap; save it anew, or as CSV."))
    return inside


def fill_down(rows: Rows, merges: Sequence[Merge]) -> None:
    """Write each range's text into the cells below its first one."""
    for top, left, bottom, _right in merges:
        for line in range(top + 1, bottom + 1):
            rows[line][left] = rows[line][left] or rows[top][left]


def fill_right(rows: Rows, merges: Sequence[Merge], header_end: int) -> None:
    """Write each range's text into its other columns, below the header (its last line, from 1)."""
    for top, left, bottom, right in merges:
        for line in range(max(top, header_end), bottom + 1):
            for column in range(left + 1, right + 1):
                rows[line][column] = rows[line][column] or rows[line][left]


def header_line(header_end: int, merges: Sequence[Merge]) -> int:
    """The last line of the header (from 1): below the one found where its line has groups of headings and reaches down."""
    beginning = [merge for merge in merges if merge.top == header_end - 1]
    if any(merge.right > merge.left and merge.bottom == merge.top for merge in beginning):
        return max(merge.bottom for merge in beginning) + 1
    return header_end


def headings(rows: Rows, merges: Sequence[Merge], header_end: int) -> list[str]:
    """The headings on a line, each with the one that groups it on the line above; one merged over several columns stands for
    those that have cells below it."""
    cells = list(rows[header_end - 1])
    groups = [merge for merge in merges if merge.bottom == header_end - 2 and merge.right > merge.left]
    for merge in groups if len(groups) > 1 else _over_empty(groups, merges, header_end):
        for column in range(merge.left, merge.right + 1):
            cells[column] = " ".join(filter(None, (rows[merge.top][merge.left], cells[column])))
    for merge in merges:
        if (
            merge.top < header_end <= merge.bottom + 1
            and merge.right > merge.left
            and merge.bottom == header_end - 1
        ):
            filled = [*_filled_columns(rows, merge, header_end)] or [merge.left]
            for column in range(merge.left, merge.right + 1):
                cells[column] = rows[merge.top][merge.left] if column in filled else ""
    return cells


def _over_empty(groups: Sequence[Merge], merges: Sequence[Merge], header_end: int) -> Sequence[Merge]:
    """The only group, where another heading reaches down beside it: else it may be a title."""
    reaches_down = any(merge.top < header_end - 1 <= merge.bottom for merge in merges)
    return groups if reaches_down else ()


def _filled_columns(rows: Rows, merge: Merge, header_end: int) -> Iterator[int]:
    for column in range(merge.left, merge.right + 1):
        if any(row[column] for row in rows[header_end:]):
            yield column
