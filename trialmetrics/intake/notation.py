"""How a column is written, decided from all its values; where they cannot tell, a question, never a guess.

What a person said holds, then what the values show, then what was remembered for files with the same header.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from trialmetrics.errors import UsageError
from trialmetrics.intake.headings import COLUMNS, scale
from trialmetrics.intake.reading import Question, Settings
from trialmetrics.intake.stage import NATIVE
from trialmetrics.intake.value import Notation
from trialmetrics.language import _
from trialmetrics.vocabulary import RATING_SIGNS

# Values that say otherwise are taken for mistakes only when they are fewer than one in so many.
CLEARLY = 10
SCALES = ((1, 5), (1, 7), (1, 10), (0, 100))

_DATES = r"""
with numbers as (
    select text,
        try_cast(regexp_extract(text, '(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d{2})\b', 1) as integer) as first,
        try_cast(regexp_extract(text, '(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d{2})\b', 2) as integer) as second
    from texts
)
select
    count(*) filter (where first between 13 and 31 and second between 1 and 12),
    count(*) filter (where second between 13 and 31 and first between 1 and 12),
    min(text) filter (where first between 1 and 12 and second between 1 and 12 and first <> second)
from numbers
"""
_CLOCK = "contains({name}, ':')"
_MIDNIGHT = r"regexp_matches({name}, '[T ](0?0:00(:00([.,]0+)?)?|12:00(:00)? ?AM)$', 'i')"
# Evidence of a decimal comma and of a decimal point; and a value that may be either. Excel's own numbers say nothing.
_DECIMALS = rf"""
with bare as (
    select regexp_replace(text, '[^0-9.,]', '', 'g') as t from texts
    where not starts_with(text, '{NATIVE}') and regexp_matches(text, '[0-9]')
)
select
    count(*) filter (where regexp_matches(t, '^[0-9.]*,([0-9]{{1,2}}|[0-9]{{4,}})$')
        or regexp_matches(t, '^(0|[0-9]{{4,}}),[0-9]{{3}}$')
        or regexp_matches(t, '\..*,[0-9]+$') or regexp_matches(t, '^[0-9]{{1,3}}(\.[0-9]{{3}}){{2,}}$')),
    count(*) filter (where regexp_matches(t, '^[0-9,]*\.([0-9]{{1,2}}|[0-9]{{4,}})$')
        or regexp_matches(t, '^(0|[0-9]{{4,}})\.[0-9]{{3}}$')
        or regexp_matches(t, ',.*\.[0-9]+$') or regexp_matches(t, '^[0-9]{{1,3}}(,[0-9]{{3}}){{2,}}$')),
    min(t) filter (where regexp_matches(t, '^[1-9][0-9]{{0,2}}[.,][0-9]{{3}}$'))
from bare
"""
_RATINGS = rf"""
with numbers as (
    select try_cast(replace(ltrim(text, '{NATIVE}'), ',', '.') as double) as number from texts
)
select
    coalesce(max(number) filter (where number <= 100), 0), count(*),
    count(*) filter (where number > 5), count(*) filter (where number > 10),
    (select count(*) from texts where list_contains($signs, text))
from numbers where number is not null
"""


@dataclass
class Found:
    """What was found out about the columns (by our names), to be remembered with the file's header."""

    date_order: dict[str, str] = field(default_factory=dict)
    midnight: list[str] = field(default_factory=list)
    decimal: dict[str, str] = field(default_factory=dict)
    rating_scale: dict[str, tuple[int, int]] = field(default_factory=dict)
    signs: list[str] = field(default_factory=list)


def find(
    database: duckdb.DuckDBPyConnection,
    kind: str,
    headings: Mapping[str, str],
    settings: Settings,
    recalled: Mapping[str, Any],
) -> tuple[Found, list[Question]]:
    """How the columns that are there (our name -> their heading) are written, and what is still to be asked."""
    found = Found()
    of_kind: dict[str, list[str]] = {"moment": [], "number": [], "rating": []}
    for name in headings:
        of_kind.setdefault(COLUMNS[kind][name].kind, []).append(name)
    questions = [
        *_date_orders(database, of_kind["moment"], settings.date_order, recalled, found),
        *_decimals(database, of_kind["number"], settings.decimal, recalled, found),
        *_rating_scales(
            database, {name: headings[name] for name in of_kind["rating"]}, settings, recalled, found
        ),
    ]
    return found, questions


def notations(kind: str, found: Found, zone: ZoneInfo, plain: bool) -> dict[str, Notation]:
    """The notation of every column; `plain`: no text of the file needs a closer look."""
    return {
        name: Notation(
            zone,
            found.date_order.get(name),
            name in found.midnight,
            found.decimal.get(name, "."),
            found.rating_scale.get(name, (1, 5)),
            name in found.signs,
            plain,
        )
        for name in COLUMNS[kind]
    }


def texts(name: str, wanted: str = "true") -> str:
    """SQL of `texts(text)`: the different texts of one of our columns, those that are `wanted`."""
    return (
        f"with texts as (select distinct {name} as text from given_row where {name} is not null and {wanted})"
    )


def _date_orders(
    database: duckdb.DuckDBPyConnection,
    columns: Sequence[str],
    chosen: str | None,
    recalled: Mapping[str, Any],
    found: Found,
) -> list[Question]:
    """A column that cannot tell goes with the file's other date columns, then with what was remembered."""
    unsure: dict[str, str] = {}
    for name in columns:
        clock, midnight = _CLOCK.format(name=name), _MIDNIGHT.format(name=name)
        if name in recalled.get("midnight", ()) or (
            not _any(database, f"{clock} and not {midnight}") and _any(database, clock)
        ):
            found.midnight.append(name)
        if chosen:
            found.date_order[name] = chosen
            continue
        turned = rf"not regexp_matches({name}, '^\d{{4}}')"
        dmy, mdy, example = _row(database, f"{texts(name, turned)} {_DATES.replace('with', ',', 1)}")
        if order := _side(dmy, mdy, "dmy", "mdy"):
            found.date_order[name] = order
        elif example or dmy:
            unsure[name] = example or ""
    told = {*found.date_order.values()}
    remembered = recalled.get("date_order", {})
    for name in list(unsure):
        order = next(iter(told)) if len(told) == 1 else remembered.get(name)
        if order:
            found.date_order[name] = order
            del unsure[name]
    # Asked once for the file: its date columns are written alike.
    return [_ask_date_order(min(filter(None, unsure.values()), default="01-02-2026"))] if unsure else []


def _ask_date_order(example: str) -> Question:
    first, second = [part for part in _figures(example) if part][:2]
    return Question(
        "date_order",
        _("Is {example} day {first} of month {second}, or day {second} of month {first}?").format(
            example=example, first=first, second=second
        ),
        _("Answer with --date-order dmy or --date-order mdy."),
        {
            "dmy": _("day {day}, month {month}").format(day=first, month=second),
            "mdy": _("day {day}, month {month}").format(day=second, month=first),
        },
    )


def _decimals(
    database: duckdb.DuckDBPyConnection,
    columns: Sequence[str],
    chosen: str | None,
    recalled: Mapping[str, Any],
    found: Found,
) -> list[Question]:
    for name in columns:
        if chosen:
            found.decimal[name] = chosen
            continue
        comma, point, example = _row(database, f"{texts(name)} {_DECIMALS.replace('with', ',', 1)}")
        sign = _side(comma, point, ",", ".")
        if not sign and (comma or point or example):
            sign = recalled.get("decimal", {}).get(name)
            if not sign:
                return [_ask_decimal(example or "1.234")]
        found.decimal[name] = sign or "."
    return []


def _ask_decimal(example: str) -> Question:
    mark = "," if "," in example else "."
    other = "." if mark == "," else ","
    whole, part = example.replace(mark, ""), example.replace(mark, ".")
    return Question(
        "decimal",
        _("Is {example} read as {whole} or as {part}?").format(example=example, whole=whole, part=part),
        _("Answer with --decimal , or --decimal . naming the decimal sign."),
        {mark: part, other: whole},
    )


def _rating_scales(
    database: duckdb.DuckDBPyConnection,
    columns: Mapping[str, str],
    settings: Settings,
    recalled: Mapping[str, Any],
    found: Found,
) -> list[Question]:
    """The heading says the scale; else the values; else the file's other ratings; else what was remembered."""
    unsure: dict[str, float] = {}
    for name, heading in columns.items():
        top, count, above_5, above_10, signs = _row(
            database,
            f"{texts(name)} {_RATINGS.replace('with', ',', 1)}",
            {"signs": [*RATING_SIGNS.keys() - {"-"}]},
        )
        # Ratings take the sign that is there: 4.500 of 5 is not read as thousands.
        found.decimal[name] = settings.decimal or _rating_sign(database, name)
        if signs:
            found.signs.append(name)
        if settings.rating_scale:
            found.rating_scale[name] = parse_scale(settings.rating_scale)
        elif said := scale(heading):
            found.rating_scale[name] = said
        elif heading.casefold() == name or top <= 5:
            # Under our own name ratings are 1-5; a value out of that is a bad value, not another scale.
            found.rating_scale[name] = (1, 5)
        elif 7 < top <= 10 and above_5 * CLEARLY > count:
            found.rating_scale[name] = (1, 10)
        elif top > 10 and 2 * above_10 > count:
            found.rating_scale[name] = (0, 100)
        else:
            unsure[name] = top
    told = {each for name, each in found.rating_scale.items() if scale(columns[name])}
    for name in list(unsure):
        known = next(iter(told)) if len(told) == 1 else recalled.get("rating_scale", {}).get(name)
        if known:
            found.rating_scale[name] = (known[0], known[1])
            del unsure[name]
    return [_ask_scale(columns[name], top) for name, top in unsure.items()][:1]


def _ask_scale(heading: str, top: float) -> Question:
    return Question(
        "rating_scale",
        _("The ratings under {heading} go up to {top}: on which scale are they?").format(
            heading=heading, top=f"{top:g}"
        ),
        _("Answer with --rating-scale 1-5, 1-7, 1-10 or 0-100."),
        {f"{low}-{high}": _("{low} to {high}").format(low=low, high=high) for low, high in SCALES},
    )


def _rating_sign(database: duckdb.DuckDBPyConnection, name: str) -> str:
    commas, points = _row(
        database,
        f"{texts(name)} select count(*) filter (where regexp_matches(text, '^\\d+,\\d+')), "
        "count(*) filter (where regexp_matches(text, '^\\d+\\.\\d+')) from texts",
    )
    return "," if commas > points else "."


def parse_scale(text: str) -> tuple[int, int]:
    """A rating scale written LOW-HIGH. Raises UsageError."""
    low, dash, high = text.partition("-")
    if not dash or not low.isdecimal() or not high.isdecimal() or int(low) >= int(high):
        raise UsageError(_("{text} is no rating scale; write one like 1-10.").format(text=text))
    return int(low), int(high)


def _figures(text: str) -> list[str]:
    return "".join(each if each.isdigit() else " " for each in text).split()


def _side(one: int, other: int, first: str, second: str) -> str | None:
    if one > CLEARLY * other:
        return first
    if other > CLEARLY * one:
        return second
    return None


def _any(database: duckdb.DuckDBPyConnection, condition: str) -> bool:
    return database.execute(f"select 1 from given_row where {condition} limit 1").fetchone() is not None


def _row(database: duckdb.DuckDBPyConnection, query: str, values: object = None) -> tuple[Any, ...]:
    row = database.execute(query, values).fetchone()
    assert row is not None
    return row
