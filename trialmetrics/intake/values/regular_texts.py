"""Read the common notations in SQL, for millions of rows at once; must agree with the Python readers in `words`."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from trialmetrics.intake.values.dates import by_separator
from trialmetrics.intake.values.moments import FIRST_YEAR, LAST_YEAR
from trialmetrics.intake.values.value import Notation, Value
from trialmetrics.intake.values.words import WORD_LISTS
from trialmetrics.vocabulary import ERRORS, NOT_OBSERVED, Column

SQL_TYPES = {
    "moment": "timestamp",
    "number": "double",
    "rating": "double",
    "count": "integer",
    "yes_no": "boolean",
}
_ARROW_TYPES = {
    "timestamp": pa.timestamp("us"),
    "double": pa.float64(),
    "integer": pa.int32(),
    "boolean": pa.bool_(),
    "varchar": pa.string(),
}
_TIME = r"([01]\d|2[0-3]):\d{2}(:\d{2})?"
_ISO = rf"\d{{4}}-\d{{2}}-\d{{2}}([ T]{_TIME})?"
_MIDNIGHT = "00:00(:00)?$"
_CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{fffd}]"
_NO_TEXT = (*NOT_OBSERVED, *ERRORS)
_LONGEST_NO_TEXT = max(map(len, _NO_TEXT))


def sql(text: str, column: Column, notation: Notation) -> str:
    """SQL expression for the value of `text`; null if the text is not regular."""
    if column.kind == "text":
        unless_too_long = f"case when length({text}) > {column.longest} then null else {text} end"
        value = f"case when strlen({text}) > {column.longest} then {unless_too_long} else {text} end"
        if notation.plain_texts:
            return value
        is_no_text = f"list_contains({_sql_list(_NO_TEXT)}, lower({text}))"
        return (
            f"case when strlen({text}) <= {_LONGEST_NO_TEXT} then case when {is_no_text} then null "
            f"when regexp_matches({text}, '{_CONTROLS}') then null else {text} end "
            f"when regexp_matches({text}, '{_CONTROLS}') then null else {value} end"
        )
    if column.kind in ("event", "outcome", "class", "channel"):
        return f"case when list_contains({_sql_list(WORD_LISTS[column.kind])}, {text}) then {text} end"
    if column.kind == "number":
        return _number(text, r"\d{1,12}", r"(\d{1,2}|\d{4,9})", notation.decimal)
    if column.kind == "count":
        return rf"case when regexp_full_match({text}, '\d{{1,2}}') then {text}::integer end"
    if column.kind == "rating":
        low, high = notation.scale
        value = _number(text, r"\d{1,3}", r"\d{1,2}", notation.decimal)
        score = (
            f"1 + 0.4 * {value}" if (low, high) == (1, 10) else f"1 + 4 * ({value} - {low}) / {high - low}"
        )
        return f"case when {value} between {min(low, high)} and {max(low, high)} then {score} end"
    if column.kind == "moment" and notation.offset is not None:
        return "null::timestamp"
    if column.kind == "moment":
        return _moment(text, notation.date_order)
    return f"null::{SQL_TYPES.get(column.kind, 'varchar')}"


def date_only(text: str, notation: Notation) -> str:
    """SQL expression: is a regular moment a date without a time?"""
    midnight = f" or regexp_matches({text}, '{_MIDNIGHT}')" if notation.midnight_is_date_only else ""
    return f"(length({text}) <= 10{midnight})"


def arrays(values: Sequence[Value], sql_type: str) -> dict[str, Any]:
    """The values as Arrow arrays by column name, in the order of `irregular_<column>`."""
    problems = [value.problem.stored if value.problem else (None, None) for value in values]
    return {
        "value": pa.array([value.value for value in values], _ARROW_TYPES[sql_type]),
        "bare": pa.array([value.date_only for value in values], pa.bool_()),
        "happened": pa.array([value.happened for value in values], pa.bool_()),
        "after": pa.array([value.after for value in values], pa.duration("us")),
        "seen": pa.array([value.seen for value in values], pa.bool_()),
        "code": pa.array([code for code, _parts in problems], pa.string()),
        "parts": pa.array([parts for _code, parts in problems], pa.string()),
        "pending": pa.array([value.pending for value in values], pa.bool_()),
        "utc": pa.array([value.utc for value in values], pa.timestamp("us")),
        "instead": pa.array([value.instead for value in values], pa.string()),
    }


def _number(text: str, whole: str, part: str, decimal: str) -> str:
    number = text if decimal == "." else f"replace({text}, ',', '.')"
    return f"case when regexp_full_match({text}, '{whole}(\\{decimal}{part})?') then {number}::double end"


def _moment(text: str, orders: Mapping[str, str] | str | None) -> str:
    iso = (
        f"when {text} >= '{FIRST_YEAR}' and {text} < '{LAST_YEAR + 1}' and regexp_full_match({text}, '{_ISO}') "
        f"then try_cast({text} as timestamp)"
    )
    order_by_separator = by_separator(orders or {})
    cases = [iso]
    year = f"{text}[7:10]"
    for order, day, month in (("dmy", "[1:2]", "[4:5]"), ("mdy", "[4:5]", "[1:2]")):
        if forms := [
            rf"\d{{2}}[{mark}]\d{{2}}[{mark}]" for mark in "-/." if order_by_separator.get(mark) == order
        ]:
            ordered = rf"({'|'.join(forms)})\d{{4}}( {_TIME})?"
            reordered = f"{year} || '-' || {text}{month} || '-' || {text}{day} || {text}[11:]"
            cases.append(
                f"when regexp_full_match({text}, '{ordered}') and {year} between '{FIRST_YEAR}' and '{LAST_YEAR}' "
                f"then try_cast({reordered} as timestamp)"
            )
    return f"case {' '.join(cases)} end"


def _sql_list(words: Sequence[str]) -> str:
    return "[" + ", ".join("'" + word.replace("'", "''") + "'" for word in words) + "]"
