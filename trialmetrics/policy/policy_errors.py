"""Words validation errors of a policy for the reader: the field, its value, and how to write it."""

import json
import re
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import Any

from trialmetrics.text.language import _, ngettext

MAX_NAMED = 3  # errors named in one sentence; the others are counted
_MAX_VALUE_LENGTH = 40  # characters
_KEY_MARKER = "[key]"  # ends the location of an error that is about a dict key and not about its value
_LINE_NUMBER = re.compile(r"\(at line (\d+)")
_TIME_FIELD = re.compile(r"\s*(opens|closes)\s*=")

# The clause for each pydantic error type. Placeholders: `value` is the input, the others come from the error's context.
_CLAUSES: dict[str, Callable[[], str]] = {
    "missing": lambda: _("missing; every field of the shipped policy is needed"),
    "float_type": lambda: _("{value} is no number; write one like 20"),
    "finite_number": lambda: _("{value} is no number; write one like 20"),
    "int_type": lambda: _("{value} is no whole number; write one like 2"),
    "int_from_float": lambda: _("{value} is no whole number; write one like 2"),
    "bool_type": lambda: _("{value} is neither true nor false"),
    "string_type": lambda: _("{value} is no text; write one in quotes"),
    "string_too_short": lambda: _("the text may not be empty"),
    "string_too_long": lambda: _("the text may have {max_length} letters at most"),
    "string_pattern_mismatch": lambda: _("{value} is no currency; write three capital letters like EUR"),
    "list_type": lambda: _("{value} is no list; write one like [1, 2]"),
    "tuple_type": lambda: _("{value} is no point; write two numbers like [4, 90]"),
    "dict_type": lambda: _("{value} is no section; write its fields below its name in square brackets"),
    "model_type": lambda: _("{value} is no section; write its fields below its name in square brackets"),
    "literal_error": lambda: _("{value} is not {expected}"),
    "greater_than_equal": lambda: _("{value} is too small; the least is {ge}"),
    "greater_than": lambda: _("{value} is too small; it must be more than {gt}"),
    "less_than_equal": lambda: _("{value} is too large; the most is {le}"),
    "less_than": lambda: _("{value} is too large; it must be less than {lt}"),
    "too_short": lambda: _("{actual_length} entries are too few; the least is {min_length}"),
    "too_long": lambda: _("{actual_length} entries are too many; the most is {max_length}"),
}


def error_sentence(errors: Collection[Mapping[str, Any]], fields: Collection[str]) -> str:
    """The validation errors in one line, each with its field; `fields`: known names to suggest for a mistyped one."""
    top_errors = without_nested(errors)
    clauses = [_path_and_clause(error, fields) for error in top_errors[:MAX_NAMED]]
    remaining = len(top_errors) - len(clauses)
    if remaining:
        clauses.append(ngettext("and {n} place more", "and {n} places more", remaining).format(n=remaining))
    return " ".join("; ".join(clauses).split())


def without_nested(errors: Collection[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The errors without those nested below an unknown field."""
    unknown_paths = {field_path(error) for error in errors if is_unknown_field(error)}

    def is_below(error: Mapping[str, Any]) -> bool:
        names = field_path(error)
        return any(
            names[:depth] in unknown_paths for depth in range(len(names) + (not is_unknown_field(error)))
        )

    return [error for error in errors if not is_below(error)]


def is_unknown_field(error: Mapping[str, Any]) -> bool:
    """Whether the error means that a policy has no such field or entry."""
    # A key with a pattern, such as a currency, is not unknown but badly written.
    unknown_key = error["type"] == "literal_error" and error["loc"][-1:] == (_KEY_MARKER,)
    return bool(error["type"] == "extra_forbidden" or unknown_key)


def field_path(error: Mapping[str, Any]) -> tuple[str | int, ...]:
    """The names and list positions that lead to the faulty field."""
    return tuple(part for part in error["loc"] if part != _KEY_MARKER)


def quoted(value: object) -> str:
    """A value as JSON, cut off where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _MAX_VALUE_LENGTH else text[:_MAX_VALUE_LENGTH] + "…"


def toml_line(text: str, error: Exception) -> str:
    """A TOML syntax error in one line, with the faulty source line, and a hint on how to write times if it sets one."""
    line = _LINE_NUMBER.search(str(error))
    source_line = (
        text.splitlines()[int(line[1]) - 1] if line and int(line[1]) <= len(text.splitlines()) else ""
    )
    hint = _("; write a time like 09:00:00") if _TIME_FIELD.match(source_line) else ""
    return " ".join(
        f"{error}{f': {source_line.strip()[:_MAX_VALUE_LENGTH]}' if source_line else ''}{hint}".split()
    )


def _path_and_clause(error: Mapping[str, Any], fields: Collection[str]) -> str:
    names, clause = ".".join(map(str, field_path(error))), _clause(error, fields)
    return f"{names}: {clause}" if names else clause


def _clause(error: Mapping[str, Any], fields: Collection[str]) -> str:
    kind, field_name = error["type"], field_path(error)[-1] if error["loc"] else ""
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if is_unknown_field(error):
        suggestions = get_close_matches(str(field_name), fields, 1)
        return (
            _("a policy has no such field; {near} may be meant").format(near=suggestions[0])
            if suggestions
            else _("a policy has no such field")
        )
    if isinstance(field_name, int) and kind in ("missing", "too_long"):
        kind = "tuple_type"
    clause = _CLAUSES.get(kind)
    if clause is None:
        return str(error["msg"])
    context = {
        name: f"{detail:g}" if isinstance(detail, float) else detail
        for name, detail in error.get("ctx", {}).items()
    }
    return clause().format(**{**context, "value": quoted(error["input"])})
