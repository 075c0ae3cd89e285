"""Detect the date order of each column and separator: from its own dates, else the file's other dates, else an earlier file,
else ask.

Dots, dashes and slashes within one column may come from two programs, so what one shows says nothing of another.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from trialmetrics.intake.notation import questions
from trialmetrics.intake.notation.column_evidence import Evidence, distinct_texts, majority
from trialmetrics.intake.reading import Question
from trialmetrics.intake.values.dates import (
    AFTER_DATE,
    THREE_NUMBERS,
    YEAR_FIRST,
    by_separator,
    folded,
    three_numbers,
)

MAX_WEEKDAYS = 10_000  # distinct ambiguous dates with a weekday that are looked at
_BLANKS = r"[\s\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+"
_NUMBERS = rf"""
simple as (
    select text, times, trim(strip_accents(lower(regexp_replace(text, '{_BLANKS}', ' ', 'g')))) as bare from texts
),
parts as (
    select text, times,
        regexp_extract(bare, '^{THREE_NUMBERS}{AFTER_DATE}', ['weekday', 'first', 'separator', 'second', 'year']) as part
    from simple
),
numbers as (
    select text, times, part.weekday, part.separator, part.year,
        try_cast(part.first as integer) as first, try_cast(part.second as integer) as second
    from parts
)
"""
# A regular date without its time, which says nothing of the order: so there are few distinct ones.
_WITHOUT_TIME = "(case when length(NAME) in (16, 19) and NAME[6] = NAME[3] and NAME[11] = ' ' then NAME[:10] else NAME end)"
_AMBIGUOUS = "first between 1 and 12 and second between 1 and 12 and first <> second"
# No condition on the separator: DuckDB would check it per row, before it groups them.
_COUNTED = f"""
select
    separator,
    coalesce(sum(times) filter (where first between 13 and 31 and second between 1 and 12), 0),
    coalesce(sum(times) filter (where second between 13 and 31 and first between 1 and 12), 0),
    min(text) filter (where {_AMBIGUOUS}),
    min(text) filter (where first between 13 and 31 and second between 1 and 12),
    min(text) filter (where second between 13 and 31 and first between 1 and 12),
    coalesce(bool_or(weekday <> '' and {_AMBIGUOUS}), false),
    coalesce(
        bool_and(length(year) = 2 and first between 20 and 35 and second between 1 and 12 and year between '01' and '31')
            and min(year) < '15',
        false
    )
from numbers group by separator order by separator
"""
_WITH_WEEKDAY = f"select text, times from numbers where weekday <> '' and {_AMBIGUOUS} limit {MAX_WEEKDAYS}"

_Place = tuple[str, str]  # our column, separator


@dataclass
class _Dates:
    """The dates of one column with one separator: how many can only be day first or month first, examples, whether some
    ambiguous ones have a weekday, and whether all are like 26-03-02, which may begin with the year."""

    dmy: int
    mdy: int
    ambiguous: str | None
    day_first: str | None
    month_first: str | None
    weekdays: bool
    year_first: bool

    @property
    def order(self) -> str | None:
        """The order that they show."""
        return majority(self.dmy, self.mdy, "dmy", "mdy")


def date_orders(evidence: Evidence, columns: Mapping[str, str]) -> list[Question]:
    """Fill in the date orders of date columns (our name -> heading); returns questions, one per separator that stays unclear."""
    orders: dict[_Place, str] = {}
    unsure: dict[_Place, _Dates] = {}
    several = set()
    for name, heading in columns.items():
        dates_by_separator = _dates(evidence, name)
        if len(dates_by_separator) > 1:
            several.add(name)
        for separator, dates in dates_by_separator.items():
            if chosen := _answer(evidence, name, separator, dates, alone=len(dates_by_separator) == 1):
                orders[name, separator] = chosen
                _decide(evidence, heading, dates, chosen, evidence.answer_reason)
            elif dates.year_first:
                evidence.detected.date_order.setdefault(name, {})[separator] = YEAR_FIRST
            elif order := dates.order:
                orders[name, separator] = order
            elif dates.ambiguous or dates.dmy or dates.mdy:
                unsure[name, separator] = dates
    known = dict(orders)
    for (name, separator), dates in [*unsure.items()]:
        settled = _from_other_dates(name, separator, dates, known, columns)
        if not settled:
            earlier = by_separator(evidence.detected_earlier.get("date_order", {}).get(name, {}))
            if (order := earlier.get(separator)) and order != YEAR_FIRST:
                settled = order, questions.AS_BEFORE
        if settled:
            orders[name, separator] = settled[0]
            del unsure[name, separator]
            _decide(evidence, columns[name], dates, *settled)
    for (name, separator), order in orders.items():
        evidence.detected.date_order.setdefault(name, {})[separator] = order
    of_some = bool(orders) or len({separator for _name, separator in unsure}) > 1
    return [
        _question(
            {place: dates for place, dates in unsure.items() if place[1] == separator},
            columns,
            several,
            of_some,
        )
        for separator in dict.fromkeys(separator for _name, separator in unsure)
    ]


def _dates(evidence: Evidence, name: str) -> dict[str, _Dates]:
    """The dates in three numbers of a column, by separator."""
    not_year_first = rf"not regexp_matches({name}, '^\d{{4}}')"
    numbers = f"{distinct_texts(_WITHOUT_TIME.replace('NAME', name), not_year_first)}, {_NUMBERS}"
    found = {
        separator: _Dates(*counted)
        for separator, *counted in evidence.database.execute(f"{numbers} {_COUNTED}").fetchall()
        if separator
    }
    if any(dates.weekdays for dates in found.values()):
        for text, times in evidence.database.execute(f"{numbers} {_WITH_WEEKDAY}").fetchall():
            date = three_numbers(folded(text))
            if date and date.fits("dmy") != date.fits("mdy"):
                dates = found[date.separator]
                dates.dmy += times if date.fits("dmy") else 0
                dates.mdy += times if date.fits("mdy") else 0
    return found


def _answer(evidence: Evidence, name: str, separator: str, dates: _Dates, *, alone: bool) -> str | None:
    """A person's order for these dates. One for the whole column settles only what its several separators leave open."""
    if order := evidence.settings.by_column.get("date_order", {}).get(f"{name}:{separator}"):
        return order
    return evidence.answer("date_order", name) if alone or not dates.order else None


def _from_other_dates(
    name: str, separator: str, dates: _Dates, known: Mapping[_Place, str], columns: Mapping[str, str]
) -> tuple[str, dict[str, str]] | None:
    """The order that other dates of the file settle, with the reason.

    Dates with the same separator in other columns come first. Another separator settles only day first: dots, which nobody
    writes month first, beside any other dates; dashes and spaces where all other columns are day first; slashes never.
    """
    alike = {place: order for place, order in known.items() if place[1] == separator}
    if alike:
        order = next(iter(alike.values()))
        decider = columns[next(iter(alike))[0]]
        return (order, questions.as_other_column(decider)) if len({*alike.values()}) == 1 else None
    if separator == "." and known and not dates.mdy:
        return "dmy", questions.AS_DOTS
    others = [place for place in known if place[0] != name]
    if separator != "/" and others and {*known.values()} == {"dmy"} and not dates.mdy:
        return "dmy", questions.as_other_column(columns[others[0][0]])
    return None


def _decide(evidence: Evidence, heading: str, dates: _Dates, order: str, why: dict[str, str]) -> None:
    if dates.ambiguous:
        evidence.decided.append(questions.date_order_decision(heading, dates.ambiguous, order, why))


def _question(
    unsure: Mapping[_Place, _Dates], columns: Mapping[str, str], several: set[str], of_some: bool
) -> Question:
    """One question for all columns whose dates have one separator."""
    places = [f"{name}:{separator}" if name in several else name for name, separator in unsure]
    for (name, _separator), dates in unsure.items():
        if dates.ambiguous:
            return questions.date_order_question(places, columns[name], dates.ambiguous, of_some=of_some)
    (name, _separator), dates = next(iter(unsure.items()))
    return questions.mixed_dates_question(
        places, columns[name], dates.day_first or "", dates.month_first or "", of_some=of_some
    )
