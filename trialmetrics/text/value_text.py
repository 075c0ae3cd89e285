"""Words for single values of a log or sheet, for how they were turned when read, and for what a corrected file changes."""

from itertools import groupby
from typing import TYPE_CHECKING, Any

from trialmetrics.text.date_text import localized_moment
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.number_text import NOTHING, digits
from trialmetrics.text.terms import column_words, criterion_words, event_words, meaning_words
from trialmetrics.vocabulary import EVENT_COLUMNS, RATINGS, SHEET_COLUMNS

if TYPE_CHECKING:
    from trialmetrics.store.differences import Difference

_LONGEST = 60
# What a sheet calls the events that its columns stand for.
_SHEET_COLUMN = {
    "request": "requested_at", "reply": "first_reply_at", "delivery": "delivered_at", "closed": "closed_at", "chase": "chases",
    "error": "errors", "recovery": "recoveries", "initiative": "initiatives", "complaint": "complaints",
}  # fmt: skip


def value_words(column: str, value: Any) -> str:
    """One value as it is shown: `value` of our `column`, moments as ISO texts; a dash where missing."""
    if value is None or value != value:
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if column in RATINGS and not isinstance(value, str):
        return _("{n} of 5").format(n=_number(value))
    if isinstance(value, int | float):
        return _number(value)
    kind = {**EVENT_COLUMNS, **SHEET_COLUMNS}[column].kind
    if kind == "text":
        return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
    return str(localized_moment(meaning_words(column, value)))


def turned(example: dict[str, Any]) -> str | None:
    """How one text of a column was turned, `9 → 4.6 of 5`; None where it is shown as written. `example`: of `Reading.examples`."""
    text, value = example["text"], value_words(example["column"], example["value"])
    return None if text.casefold() == value.casefold() else f"{text} → {value}"


def changed_lines(differences: "list[Difference]", *, kind: str) -> list[str]:
    """Per line that a corrected file changes a sentence: `line 13: delivered 10-09-2026 → 11-09-2026`.

    `differences`: in the order of their lines; `kind` of the file.
    """
    lines = []
    for (is_gone, line), group in groupby(
        differences, key=lambda difference: (difference.is_gone, difference.line)
    ):
        of_line = [*group]
        sentence = (
            _("line {line} of the earlier file ({supplier}): {changes}")
            if is_gone
            else _("line {line} ({supplier}): {changes}")
        )
        # A supplier that was renamed is so in every event of a sheet's row.
        changes = "; ".join(dict.fromkeys(_change(difference, kind) for difference in of_line))
        lines.append(sentence.format(line=line, supplier=of_line[0].supplier, changes=changes))
    return lines


def _change(difference: "Difference", kind: str) -> str:
    what = _what(difference, kind)
    if difference.more:
        more = (
            ngettext("{n} more", "{n} more", difference.more)
            if difference.more > 0
            else ngettext("{n} fewer", "{n} fewer", -difference.more)
        )
        return _("{what}: {more}").format(what=what, more=more.format(n=digits(abs(difference.more))))
    old, new = (value_words(difference.column, value) for value in (difference.old, difference.new))
    return f"{what} {old} → {new}"


def _what(difference: "Difference", kind: str) -> str:
    if difference.column == "occurred_at":
        column = _SHEET_COLUMN.get(difference.event) if kind == "sheet" else None
        return column_words(column) if column else event_words(difference.event)
    if difference.column in RATINGS:
        return criterion_words(difference.column)
    return column_words(difference.column)


def _number(value: float) -> str:
    rounded = round(value, 2)
    decimals = 0 if float(rounded).is_integer() else 1 if float(10 * rounded).is_integer() else 2
    return digits(rounded, decimals)
