"""Writes tables as CSV in the notation that the reader's spreadsheet expects."""

import csv
import io
import math
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from trialmetrics.export.formulas import guarded

if TYPE_CHECKING:
    import pandas as pd


class Notation(NamedTuple):
    """The delimiter between cells and the decimal separator in numbers."""

    delimiter: str
    decimal: str


COMMA = Notation(",", ".")
SEMICOLON = Notation(";", ",")
# Languages with a decimal point; nearly all others that spreadsheets support have a decimal comma.
_POINT_LANGUAGES = frozenset((
    "en", "zh", "ja", "ko", "th", "he", "hi", "ms", "ta", "te", "bn", "gu", "kn", "ml", "mr", "pa", "ur", "ne", "si", "my", "km",
    "sw", "ga", "cy", "mt", "yue",
))  # fmt: skip
# Countries whose notation differs from that of their language.
_BY_LOCALE = {
    **dict.fromkeys(("en-ZA", "en-BE", "en-NL", "en-DE", "en-AT", "en-DK", "en-FI", "en-SE", "en-SI"), SEMICOLON),
    **dict.fromkeys(("de-CH", "de-LI", "it-CH", "rm-CH"), Notation(";", ".")),
    **dict.fromkeys((f"es-{country}" for country in ["419", "MX", "US", "PR", "GT", "HN", "NI", "PA", "PE", "SV", "DO"]), COMMA),
}  # fmt: skip


def notation_of(locale: str | None) -> Notation:
    """The notation for a browser locale such as `nl-NL`; comma and point for None."""
    language, _separator, rest = (locale or "en").replace("_", "-").partition("-")
    country = rest.rpartition("-")[2].upper()
    language_notation = COMMA if language.casefold() in _POINT_LANGUAGES else SEMICOLON
    return _BY_LOCALE.get(f"{language.casefold()}-{country}", language_notation)


def csv_text(table: "pd.DataFrame", notation: Notation = COMMA) -> str:
    """A table as CSV text.

    The first column must hold texts: a spreadsheet that does not split a line would take a leading `-5` for a formula.
    """
    return csv_of(map(str, table.columns), table.itertuples(index=False, name=None), notation)


def csv_of(
    headings: Iterable[str], rows: Iterable[Sequence[Any]], notation: Notation = COMMA, line_end: str = "\n"
) -> str:
    """Headings and rows as CSV text: texts guarded, numbers in the notation, dates and times in ISO 8601."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=notation.delimiter, lineterminator=line_end)
    writer.writerow(map(guarded, headings))
    writer.writerows([_cell_text(cell, notation) for cell in row] for row in rows)
    return text.getvalue()


def is_missing(cell: Any) -> bool:
    """Whether a cell is None, NaN, NaT or NA."""
    if cell is None or isinstance(cell, float):
        return cell is None or math.isnan(cell)
    # Templates are written without pandas; unless something imported it, no cell can be one of its missing values.
    pandas = sys.modules.get("pandas")
    return pandas is not None and bool(pandas.isna(cell))


def _cell_text(cell: Any, notation: Notation) -> str:
    if isinstance(cell, str):
        return guarded(cell)
    if is_missing(cell):
        return ""
    if isinstance(cell, datetime):
        return str(cell.replace(tzinfo=None, microsecond=0))
    if isinstance(cell, float):
        return str(float(cell)).replace(".", notation.decimal)
    return str(cell)
