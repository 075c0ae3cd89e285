"""How a column is written, decided from all its values; where they cannot tell, a question, never a guess.

What a person said holds, then what the values show, then what was remembered for files with the same header.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from trialmetrics.errors import UsageError
from trialmetrics.intake import asking
from trialmetrics.intake.figures import AMOUNT_SIGNS
from trialmetrics.intake.headings import COLUMNS, scale
from trialmetrics.intake.moments import BEHIND, THREE_NUMBERS
from trialmetrics.intake.reading import Question, Settings
from trialmetrics.intake.stage import NATIVE
from trialmetrics.intake.value import Notation
from trialmetrics.language import _
from trialmetrics.vocabulary import RATING_SIGNS

# Values that say otherwise are taken for mistakes only when they are fewer than one in so many.
CLEARLY = 10

_BLANKS = r"[\s\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+"
_DATES = rf"""
with simple as (
    select text, times, trim(lower(regexp_replace(text, '{_BLANKS}', ' ', 'g'))) as bare from texts
),
numbers as (
    select text, times,
        try_cast(regexp_extract(bare, '^{THREE_NUMBERS}{BEHIND}', 1) as integer) as first,
        try_cast(regexp_extract(bare, '^{THREE_NUMBERS}{BEHIND}', 2) as integer) as second
    from simple
)
select
    coalesce(sum(times) filter (where first between 13 and 31 and second between 1 and 12), 0),
    coalesce(sum(times) filter (where second between 13 and 31 and first between 1 and 12), 0),
    min(text) filter (where first between 1 and 12 and second between 1 and 12 and first <> second),
    min(text) filter (where first between 13 and 31 and second between 1 and 12),
    min(text) filter (where second between 13 and 31 and first between 1 and 12)
from numbers
"""
_CLOCK = "contains({name}, ':')"
_MIDNIGHT = r"regexp_matches({name}, '[T ](0?0:00(:00([.,]0+)?)?|12:00(:00)? ?AM)$', 'i')"
# Evidence of a decimal comma and of a decimal point; and a value that may be either. Excel's own numbers say nothing, nor
# does what is no amount; the dash of `1.250,-` stands for no cents.
_FIGURES = r"[0-9.,''’\s\x{a0}\x{202f}]"
_DECIMALS = rf"""
with bare as (
    select
        regexp_replace(regexp_replace(text, '([.,])-{{1,2}}\s*{AMOUNT_SIGNS}?$', '\100', 'i'), '[^0-9.,]', '', 'g') as t,
        times
    from texts
    where not starts_with(text, '{NATIVE}')
        and regexp_full_match(text, '{AMOUNT_SIGNS}?\s*[+-]?{_FIGURES}*[0-9][.,]?-{{0,2}}\s*{AMOUNT_SIGNS}?', 'i')
),
signed as (
    select t, times,
        regexp_matches(t, '^[0-9.]*,([0-9]{{1,2}}|[0-9]{{4,}})$') or regexp_matches(t, '^(0|[0-9]{{4,}}),[0-9]{{3}}$')
            or regexp_matches(t, '\..*,[0-9]+$') or regexp_matches(t, '^[0-9]{{1,3}}(\.[0-9]{{3}}){{2,}}$') as comma,
        regexp_matches(t, '^[0-9,]*\.([0-9]{{1,2}}|[0-9]{{4,}})$') or regexp_matches(t, '^(0|[0-9]{{4,}})\.[0-9]{{3}}$')
            or regexp_matches(t, ',.*\.[0-9]+$') or regexp_matches(t, '^[0-9]{{1,3}}(,[0-9]{{3}}){{2,}}$') as point
    from bare
)
select
    coalesce(sum(times) filter (where comma), 0), coalesce(sum(times) filter (where point), 0),
    min(t) filter (where regexp_matches(t, '^[1-9][0-9]{{0,2}}[.,][0-9]{{3}}$')),
    min(t) filter (where comma), min(t) filter (where point)
from signed
"""
_RATINGS = rf"""
with numbers as (
    select try_cast(replace(ltrim(text, '{NATIVE}'), ',', '.') as double) as number, times, text from texts
    where regexp_full_match(text, '{NATIVE}?[0-9]{{1,3}}([.,][0-9]+)?')
)
select
    coalesce(max(number) filter (where number <= 100), 0),
    coalesce(max(number) filter (where number <= 10), 0),
    coalesce(sum(times), 0),
    coalesce(sum(times) filter (where number > 5), 0),
    coalesce(sum(times) filter (where number > 10), 0),
    coalesce(sum(times) filter (where number < 1), 0),
    coalesce(bool_or(number < 1 and starts_with(text, '{NATIVE}')), false),
    (select count(*) from texts where list_contains($signs, text))
from numbers
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
    *,
    mended: bool,
) -> tuple[Found, list[Question], list[str]]:
    """How the columns that are there (our name -> their heading) are written, what is still to be asked, and in sentences
    what could be read in two ways and was decided by something else.

    `recalled`: what was found out about the latest file with this header, which this one holds rows of if it is `mended`.
    """
    found = Found()
    settings = _same_file(settings, recalled) if mended else settings
    as_said = asking.as_before() if mended else asking.as_said()
    decided: list[str] = []
    of_kind: dict[str, dict[str, str]] = {"moment": {}, "number": {}, "rating": {}}
    for name, heading in headings.items():
        of_kind.setdefault(COLUMNS[kind][name].kind, {})[name] = heading
    questions = [
        *_date_orders(database, of_kind["moment"], settings, recalled, found, decided, as_said, mended),
        *_decimals(database, of_kind["number"], settings, recalled, found, decided, as_said),
        *_rating_scales(database, of_kind["rating"], settings, recalled, found, decided, as_said),
    ]
    return found, questions, decided


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
    """SQL of `texts(text, times)`: the different texts of one of our columns, those that are `wanted`, and in how many
    rows each stands."""
    return (
        f"with texts as (select {name} as text, count(*)::bigint as times from given_row "
        f"where {name} is not null and {wanted} group by {name})"
    )


def _same_file(settings: Settings, recalled: Mapping[str, Any]) -> Settings:
    """Of rows that were set aside the notation is that of their file: a few of them may look otherwise."""
    held = {
        "date_order": recalled.get("date_order", {}),
        "decimal": recalled.get("decimal", {}),
        "rating_scale": {
            name: f"{low}-{high}" for name, (low, high) in recalled.get("rating_scale", {}).items()
        },
    }
    by_column = {
        notation: {**({} if getattr(settings, notation) else columns), **settings.by_column.get(notation, {})}
        for notation, columns in held.items()
    }
    return replace(settings, by_column=by_column)


def _said(settings: Settings, notation: str, name: str) -> str | None:
    """What a person said of this column, or of all columns."""
    return settings.by_column.get(notation, {}).get(name) or getattr(settings, notation)


def _date_orders(
    database: duckdb.DuckDBPyConnection,
    columns: Mapping[str, str],
    settings: Settings,
    recalled: Mapping[str, Any],
    found: Found,
    decided: list[str],
    as_said: str,
    mended: bool,
) -> list[Question]:
    """A column that cannot tell goes with the file's other date columns, then with what was remembered."""
    unsure: dict[str, tuple[str, str, str]] = {}
    for name, heading in columns.items():
        clock, midnight = _CLOCK.format(name=name), _MIDNIGHT.format(name=name)
        # Of an earlier file only for rows of that file: the same moment is the same in whatever order files come.
        if (mended and name in recalled.get("midnight", ())) or (
            not _any(database, f"{clock} and not {midnight}") and _any(database, clock)
        ):
            found.midnight.append(name)
        turned = rf"not regexp_matches({name}, '^\d{{4}}')"
        dmy, mdy, *examples = _row(database, f"{texts(name, turned)} {_DATES.replace('with', ',', 1)}")
        if chosen := _said(settings, "date_order", name):
            found.date_order[name] = chosen
            if examples[0]:
                decided.append(asking.say_date_order(heading, examples[0], chosen, as_said))
        elif order := _side(dmy, mdy, "dmy", "mdy"):
            found.date_order[name] = order
        elif examples[0] or dmy:
            unsure[name] = (examples[0] or "", examples[1] or "", examples[2] or "")
    told = {*found.date_order.values()}
    teller = columns[next(iter(found.date_order))] if len(told) == 1 else None
    remembered = recalled.get("date_order", {})
    for name, (example, _dmy, _mdy) in list(unsure.items()):
        order = next(iter(told)) if teller else remembered.get(name)
        if order:
            found.date_order[name] = order
            del unsure[name]
            if example:
                why = asking.as_other_column(teller) if teller else asking.as_before()
                decided.append(asking.say_date_order(columns[name], example, order, why))
    if not unsure:
        return []
    # Asked once for the file: its date columns are written alike.
    of_some = bool(found.date_order)
    for name, (example, _dmy, _mdy) in unsure.items():
        if example:
            return [asking.ask_date_order([*unsure], columns[name], example, of_some=of_some)]
    name, (_none, dmy, mdy) = next(iter(unsure.items()))
    return [asking.ask_mixed_dates([*unsure], columns[name], dmy, mdy, of_some=of_some)]


def _decimals(
    database: duckdb.DuckDBPyConnection,
    columns: Mapping[str, str],
    settings: Settings,
    recalled: Mapping[str, Any],
    found: Found,
    decided: list[str],
    as_said: str,
) -> list[Question]:
    questions = []
    for name, heading in columns.items():
        comma, point, example, *mixed = _row(database, f"{texts(name)} {_DECIMALS.replace('with', ',', 1)}")
        chosen, sign = _said(settings, "decimal", name), _side(comma, point, ",", ".")
        remembered = recalled.get("decimal", {}).get(name)
        unsure = bool(not sign and (comma or point or example))
        if unsure and not chosen and not remembered:
            ask = asking.ask_decimal(name, heading, example) if example else None
            questions.append(ask or asking.ask_mixed_decimals(name, heading, *mixed))
            continue
        found.decimal[name] = chosen or sign or (remembered if unsure else None) or "."
        if example and (chosen or unsure):
            why = as_said if chosen else asking.as_before()
            decided.append(asking.say_decimal(heading, example, found.decimal[name], why))
    return questions


def _rating_scales(
    database: duckdb.DuckDBPyConnection,
    columns: Mapping[str, str],
    settings: Settings,
    recalled: Mapping[str, Any],
    found: Found,
    decided: list[str],
    as_said: str,
) -> list[Question]:
    """The heading says the scale; else the values; else the file's other ratings; else what was remembered."""
    unsure: dict[str, tuple[float, bool]] = {}
    for name, heading in columns.items():
        top, top_grade, count, above_5, above_10, below_1, parts, signs = _row(
            database,
            f"{texts(name)} {_RATINGS.replace('with', ',', 1)}",
            {"signs": [*RATING_SIGNS.keys() - {"-"}]},
        )
        if count > CLEARLY * above_10:
            top = top_grade
        # Ratings take the sign that is there: 4.500 of 5 is not read as thousands.
        found.decimal[name] = _rating_sign(database, name)
        if signs:
            found.signs.append(name)
        why = ""
        if chosen := _said(settings, "rating_scale", name):
            found.rating_scale[name] = parse_scale(chosen)
            why = as_said
        elif said := scale(heading):
            found.rating_scale[name] = said
        elif top <= 1 and parts:
            # Excel's percentages: 80 % is a cell of 0.8.
            found.rating_scale[name] = (0, 1)
        elif heading.casefold() == name:
            # Under our own name ratings are 1-5; a value out of that is a bad value, not another scale.
            found.rating_scale[name] = (1, 5)
        elif top > 10 and 2 * above_10 > count:
            found.rating_scale[name] = (0, 100)
            why = asking.as_values_show()
        elif below_1 * CLEARLY > count:
            # A scale from 1 up has no place for them, and what the worst grade is nobody said.
            unsure[name] = (top, True)
        elif top <= 5:
            # Low grades and a scale that ends at 5 look alike: what is known of the header comes first.
            low, high = recalled.get("rating_scale", {}).get(name, (1, 5))
            found.rating_scale[name] = (low, high)
            if top:
                why = asking.as_values_show() if (low, high) == (1, 5) else asking.as_before()
        elif 7 < top <= 10 and above_5 * CLEARLY > count:
            found.rating_scale[name] = (1, 10)
            why = asking.as_values_show()
        else:
            unsure[name] = (top, False)
        if why:
            decided.append(asking.say_scale(heading, found.rating_scale[name], why))
    told = {each: name for name, each in found.rating_scale.items() if scale(columns[name])}
    for name in list(unsure):
        teller = columns[next(iter(told.values()))] if len(told) == 1 else None
        known = next(iter(told)) if teller else recalled.get("rating_scale", {}).get(name)
        if known:
            found.rating_scale[name] = (known[0], known[1])
            del unsure[name]
            why = asking.as_other_column(teller) if teller else asking.as_before()
            decided.append(asking.say_scale(columns[name], found.rating_scale[name], why))
    return [
        asking.ask_scale(name, columns[name], top, zeros=zeros, of_some=len(columns) > 1)
        for name, (top, zeros) in unsure.items()
    ]


def _rating_sign(database: duckdb.DuckDBPyConnection, name: str) -> str:
    commas, points = _row(
        database,
        f"{texts(name)} select coalesce(sum(times) filter (where regexp_matches(text, '^\\d+,\\d+')), 0), "
        "coalesce(sum(times) filter (where regexp_matches(text, '^\\d+\\.\\d+')), 0) from texts",
    )
    return "," if commas > points else "."


def parse_scale(text: str) -> tuple[int, int]:
    """A rating scale written LOW-HIGH. Raises UsageError."""
    low, dash, high = text.partition("-")
    if not dash or not low.isdecimal() or not high.isdecimal() or int(low) >= int(high):
        raise UsageError(_("{text} is no rating scale; write one like 1-10.").format(text=text))
    return int(low), int(high)


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
