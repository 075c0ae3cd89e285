"""A table as CSV text, as the spreadsheet of its reader opens it."""

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
    """What stands between the cells of a line, and between the units and tenths of a number."""

    delimiter: str
    decimal: str


COMMA = Notation(",", ".")
SEMICOLON = Notation(";", ",")
# Languages in which a number has a decimal point; nearly all others of which a spreadsheet knows have a comma.
_POINT = frozenset((
    "en", "zh", "ja", "ko", "th", "he", "hi", "ms", "ta", "te", "bn", "gu", "kn", "ml", "mr", "pa", "ur", "ne", "si", "my", "km",
    "sw", "ga", "cy", "mt", "yue",
))  # fmt: skip
# Where a country writes otherwise than its language does.
_OF_COUNTRIES = {
    **dict.fromkeys(("en-ZA", "en-BE", "en-NL", "en-DE", "en-AT", "en-DK", "en-FI", "en-SE", "en-SI"), SEMICOLON),
    **dict.fromkeys(("de-CH", "de-LI", "it-CH", "rm-CH"), Notation(";", ".")),
    **dict.fromkeys((f"es-{country}" for country in ["419", "MX", "US", "PR", "GT", "HN", "NI", "PA", "PE", "SV", "DO"]), COMMA),
}  # fmt: skip


def notation_of(locale: str | None) -> Notation:
    """The notation of a reader whose browser asks for `locale`, such as `nl-NL`; of nobody in particular: comma and point."""
    language, _mark, rest = (locale or "en").replace("_", "-").partition("-")
    country = rest.rpartition("-")[2].upper()
    of_language = COMMA if language.casefold() in _POINT else SEMICOLON
    return _OF_COUNTRIES.get(f"{language.casefold()}-{country}", of_language)


def csv_text(table: "pd.DataFrame", notation: Notation = COMMA) -> str:
    """A table as CSV. Its first column is text: a line that begins with a number below zero would be a formula where it is
    not split."""
    return csv_of(map(str, table.columns), table.itertuples(index=False, name=None), notation)


def csv_of(
    headings: Iterable[str], rows: Iterable[Sequence[Any]], notation: Notation = COMMA, line_end: str = "\n"
) -> str:
    """Headings and rows as CSV, texts guarded, numbers as the notation has them, days and moments in ISO 8601."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=notation.delimiter, lineterminator=line_end)
    writer.writerow(map(guarded, headings))
    writer.writerows([_written(cell, notation) for cell in row] for row in rows)
    return text.getvalue()


def is_missing(cell: Any) -> bool:
    """Whether a cell holds nothing: None, NaN, NaT or NA."""
    if cell is None or isinstance(cell, float):
        return cell is None or math.isnan(cell)
    pandas = sys.modules.get(
        "pandas"
    )  # a template does without: where nobody imported it no cell is of its kinds
    return pandas is not None and bool(pandas.isna(cell))


def _written(cell: Any, notation: Notation) -> str:
    if isinstance(cell, str):
        return guarded(cell)
    if is_missing(cell):
        return ""
    if isinstance(cell, datetime):
        return str(cell.replace(tzinfo=None, microsecond=0))
    if isinstance(cell, float):
        return str(float(cell)).replace(".", notation.decimal)
    return str(cell)
