"""What is wrong in a policy, in words: the place, what stands there, and how to write it."""

import json
import re
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import Any

from trialmetrics.text.language import _, ngettext

NAMED = 3  # places named in one sentence; of more it is said how many
_SHOWN = 40  # letters of a value
_KEY = "[key]"  # ends the place of an error that is about a name and not about what it stands for
_LINE = re.compile(r"\(at line (\d+)")
_HOUR = re.compile(r"\s*(opens|closes)\s*=")

# By the kind of error that pydantic tells: what is wrong with `value`; further names are of its context.
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


def in_words(errors: Collection[Mapping[str, Any]], fields: Collection[str]) -> str:
    """The errors of a validation, each with its place, in one line; `fields` are the names a mistyped one may mean."""
    outer = outermost(errors)
    named = [_with_place(each, fields) for each in outer[:NAMED]]
    more = len(outer) - len(named)
    if more:
        named.append(ngettext("and {n} place more", "and {n} places more", more).format(n=more))
    return " ".join("; ".join(named).split())


def outermost(errors: Collection[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The errors without those of what stands below a name that nobody knows."""
    unknown = {place(each) for each in errors if is_unknown(each)}

    def is_below(error: Mapping[str, Any]) -> bool:
        names = place(error)
        return any(names[:depth] in unknown for depth in range(len(names) + (not is_unknown(error))))

    return [each for each in errors if not is_below(each)]


def is_unknown(error: Mapping[str, Any]) -> bool:
    """Whether the error is that a policy has no such field or entry."""
    return bool(error["type"] == "extra_forbidden" or error["loc"][-1:] == (_KEY,))


def place(error: Mapping[str, Any]) -> tuple[str | int, ...]:
    """The names that lead to what is wrong."""
    return tuple(part for part in error["loc"] if part != _KEY)


def shown(value: object) -> str:
    """A value as it stands in a policy, its first letters where it is long."""
    written = json.dumps(value, ensure_ascii=False, default=str)
    return written if len(written) <= _SHOWN else written[:_SHOWN] + "…"


def toml_line(text: str, error: Exception) -> str:
    """What is wrong with a TOML text, in one line, with the line where it is; and how times are written, where it is one."""
    line = _LINE.search(str(error))
    written = text.splitlines()[int(line[1]) - 1] if line and int(line[1]) <= len(text.splitlines()) else ""
    hint = _("; write a time like 09:00:00") if _HOUR.match(written) else ""
    return " ".join(f"{error}{f': {written.strip()[:_SHOWN]}' if written else ''}{hint}".split())


def _with_place(error: Mapping[str, Any], fields: Collection[str]) -> str:
    names, clause = ".".join(map(str, place(error))), _clause(error, fields)
    return f"{names}: {clause}" if names else clause


def _clause(error: Mapping[str, Any], fields: Collection[str]) -> str:
    kind, last = error["type"], place(error)[-1] if error["loc"] else ""
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if is_unknown(error):
        near = get_close_matches(str(last), fields, 1)
        return (
            _("a policy has no such field; {near} may be meant").format(near=near[0])
            if near
            else _("a policy has no such field")
        )
    if isinstance(last, int) and kind in ("missing", "too_long"):
        kind = "tuple_type"
    clause = _CLAUSES.get(kind)
    if clause is None:
        return str(error["msg"])
    context = {
        name: f"{each:g}" if isinstance(each, float) else each for name, each in error.get("ctx", {}).items()
    }
    return clause().format(**{**context, "value": shown(error["input"])})
