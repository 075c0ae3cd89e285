"""Sentences on problems in a file that say how to correct them: one template per code, filled with the problem's figures."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from trialmetrics.text.language import _

LONGEST_SHOWN = 60  # characters of a value in a sentence


def text(problem: Mapping[str, Any]) -> str:
    """The sentence of a problem, about its value, or about its column or row where there is no value.

    `problem`: its `code`, `parts` (JSON), `column` (None: the row) and `value`.
    """
    value = (problem["value"] or "")[:LONGEST_SHOWN].replace("\n", " ")
    return sentence(
        problem["code"], _figures(problem["parts"]), f"'{value}'" if value else _missing_subject(problem)
    )


def kind_text(kind: Mapping[str, Any]) -> str:
    """The sentence of a kind of problem (`intake.rows.problems.count_kinds`), to stand beside its column: no value is named."""
    subject = "" if kind["of_value"] else _missing_subject(kind)
    return sentence(kind["code"], _figures(kind["parts"]), subject).strip()


def sentence(code: str, parts: Mapping[str, Any], subject: str) -> str:
    """The sentence of a problem code about a subject, filled with its parts."""
    words = {}
    for name, figure in parts.items():
        part, wording = _PARTS.get(name, (name, str))
        words[part] = wording(figure)
    return _TEMPLATES[code]().format(subject=subject, **words)


def with_sentences(problems: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Problems for display, by line: `line`, `column`, `value`, `code`, `reason` (the sentence), `severity`."""
    rows = [
        {
            "line": problem["line"],
            "column": problem["column"],
            "value": problem["value"],
            "code": problem["code"],
            "reason": text(problem),
            "severity": problem["severity"],
        }
        for problem in problems
    ]
    return sorted(rows, key=lambda row: (row["line"], row["severity"], row["reason"]))


def _missing_subject(problem: Mapping[str, Any]) -> str:
    column = problem["column"]
    return column if isinstance(column, str) else _("the row")  # a data frame has NaN for none


@lru_cache(maxsize=1000)
def _figures(parts: str) -> Mapping[str, Any]:
    return json.loads(parts)


def _date_form(order: str | None) -> str:
    return {"dmy": _("dd-mm-yyyy"), "mdy": _("mm/dd/yyyy")}.get(order or "", _("yyyy-mm-dd"))


# Figure -> name of the template's part, and its formatting; other figures are used as they are.
_PARTS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "decimal": ("example", lambda sign: f"1234{sign}56"),
    "order": ("form", _date_form),
    "words": ("words", ", ".join),
}

_TEMPLATES: dict[str, Callable[[], str]] = {
    "spreadsheet_error": lambda: _(
        "{subject} is an error of the spreadsheet; mend it there, or write the value"
    ),
    "control_character": lambda: _("{subject} holds the control character U+{character}; delete that"),
    "undecodable": lambda: _("{subject} holds bytes that are not text in this encoding; write it again"),
    "too_long": lambda: _("{subject} is longer than {longest} characters; shorten it"),
    "unknown_word": lambda: _("{subject} is not known here; write one of {words}"),
    "unknown_word_of_many": lambda: _("{subject} is not known here; write one of {words}, ..."),
    "not_a_currency": lambda: _("{subject} is not a currency; write three letters such as EUR"),
    "not_a_number": lambda: _("{subject} is not a number; write it like {example}"),
    "out_of_range": lambda: _("{subject} is out of range; write a number from 0 up"),
    "not_a_rating": lambda: _("{subject} is not a rating; write a number from {low} to {high}"),
    "off_the_scale": lambda: _("{subject} is not a rating from {low} to {high}; write one of those"),
    "not_a_count": lambda: _("{subject} is not a count; write a whole number"),
    "too_many": lambda: _("{subject} is more than {most}; write how often it happened"),
    "not_a_date": lambda: _("{subject} is not a date; write {form}"),
    "not_a_year": lambda: _("{subject} has a year that is not between {first} and {last}; mend the year"),
    "not_a_time": lambda: _("{subject} has a time that cannot be read; write it like 14:30"),
    "ambiguous_zone": lambda: _(
        "{subject} has a time zone, {zone}, that stands for several; write how far it is from UTC, like +01:00"
    ),
    "other_weekday": lambda: _(
        "{subject} names a weekday that its date does not have; mend the one or the other"
    ),
    "clock_or_duration": lambda: _(
        "{subject} may be a time of day or how long it took; write the date before it, or the time it took like 2 h 30 min"
    ),
    "lies_ahead": lambda: _("{subject} lies ahead of today; mend the date"),
    "before_request": lambda: _("{subject} is before the request; mend the one or the other"),
    "missing": lambda: _("{subject} is missing; fill it in"),
    "differs_within_trial": lambda: _(
        "{subject} is not what the earliest row of the trial says, which holds; make them the same"
    ),
    "needs_lead": lambda: _(
        "{subject} voids, gives away or replaces a trial that somebody else logged; a lead can add it"
    ),
    # Stored by earlier versions; now it is a question.
    "stands_twice": lambda: _(
        "{subject} stands on an earlier line too and says something else there; the later line holds"
    ),
    "rows_elsewhere": lambda: _(
        "{subject} has other rows that are in another file; mend this row there, and load that file whole"
    ),
    "beyond_header": lambda: _(
        "{subject} has more cells than the header; put quotes around a text that holds the delimiter"
    ),
    "unclosed_quote": lambda: _("{subject} opens a quote that is never closed; close it, or take it out"),
    # Problems stored before there were codes keep their text.
    "value_as_written": lambda: "{subject} {sentence}",
    "as_written": lambda: "{sentence}",
}
CODES = tuple(_TEMPLATES)
