"""How a column is written, decided from all its values; where they cannot tell, a question, never a guess."""

import duckdb

from trialmetrics.intake.headings import scale
from trialmetrics.intake.reading import Question
from trialmetrics.language import _

# Values that say otherwise are taken for mistakes only when they are fewer than one in so many.
CLEARLY = 10

_DATES = r"""
with part as (
    select text,
        try_cast(regexp_extract(text, '^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})\b', 1) as integer) as first,
        try_cast(regexp_extract(text, '^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})\b', 2) as integer) as second
    from %s
)
select
    count(*) filter (where first > 12 and second <= 12),
    count(*) filter (where second > 12 and first <= 12),
    min(text) filter (where first <= 12 and second <= 12 and first <> second)
from part
"""
# Evidence of a decimal comma and of a decimal point; and a value that may be either.
_DECIMALS = r"""
with bare as (select text, regexp_replace(text, '[^0-9.,]', '', 'g') as t from %s)
select
    count(*) filter (where regexp_matches(t, '^[0-9.]*,([0-9]{1,2}|[0-9]{4,})$') or regexp_matches(t, '^(0|[0-9]{4,}),[0-9]{3}$')
        or regexp_matches(t, '\..*,[0-9]+$') or regexp_matches(t, '^[0-9]{1,3}(\.[0-9]{3}){2,}$')),
    count(*) filter (where regexp_matches(t, '^[0-9,]*\.([0-9]{1,2}|[0-9]{4,})$') or regexp_matches(t, '^(0|[0-9]{4,})\.[0-9]{3}$')
        or regexp_matches(t, ',.*\.[0-9]+$') or regexp_matches(t, '^[0-9]{1,3}(,[0-9]{3}){2,}$')),
    min(text) filter (where regexp_matches(t, '^[1-9][0-9]{0,2}[.,][0-9]{3}$'))
from bare
"""


def date_orders(
    database: duckdb.DuckDBPyConnection, columns: list[str], chosen: str | None
) -> tuple[dict[str, str | None], list[Question]]:
    """`dmy` or `mdy` per column; a column that cannot tell goes with the file's other columns, else it is asked."""
    if chosen:
        return dict.fromkeys(columns, chosen), []
    found = {name: database.execute(_DATES % f"text_{name}").fetchone() or (0, 0, None) for name in columns}
    orders = {name: _side(dmy, mdy, "dmy", "mdy") for name, (dmy, mdy, _example) in found.items()}
    decided = {order for order in orders.values() if order}
    questions: list[Question] = []
    for name, (_dmy, _mdy, example) in found.items():
        if orders[name] or not example:
            continue
        if len(decided) == 1:
            orders[name] = next(iter(decided))
        elif not questions:
            first, second = example.replace("/", "-").replace(".", "-").replace(" ", "-").split("-")[:2]
            questions.append(
                Question(
                    "date_order",
                    _("Is {example} day {first} of month {second}, or the other way round?").format(
                        example=example, first=first, second=second
                    ),
                    _("Answer with --date-order dmy or --date-order mdy."),
                    {"dmy": _("day {d}, month {m}").format(d=first, m=second),
                     "mdy": _("month {m}, day {d}").format(m=first, d=second)},
                )
            )  # fmt: skip
    return orders, questions


def decimals(
    database: duckdb.DuckDBPyConnection, columns: list[str], chosen: str | None
) -> tuple[dict[str, str], list[Question]]:
    """The decimal sign per column of numbers; see `date_orders`."""
    if chosen:
        return dict.fromkeys(columns, chosen), []
    found = {
        name: database.execute(_DECIMALS % f"text_{name}").fetchone() or (0, 0, None) for name in columns
    }
    signs = {name: _side(comma, point, ",", ".") for name, (comma, point, _example) in found.items()}
    decided = {sign for sign in signs.values() if sign}
    questions: list[Question] = []
    for name, (_comma, _point, example) in found.items():
        if signs[name]:
            continue
        if len(decided) == 1:
            signs[name] = next(iter(decided))
        elif example and not questions:
            mark = "," if "," in example else "."
            whole, part = example.replace(mark, ""), example.replace(mark, ".")
            questions.append(
                Question(
                    "decimal",
                    _("Is {example} read as {whole} or as {part}?").format(
                        example=example, whole=whole, part=part
                    ),
                    _("Answer with --decimal , or --decimal . naming the decimal sign."),
                    {mark: part, ("." if mark == "," else ","): whole},
                )
            )
    return {name: sign or "." for name, sign in signs.items()}, questions


def rating_scales(
    database: duckdb.DuckDBPyConnection, columns: dict[str, str], chosen: str | None, signs: dict[str, str]
) -> tuple[dict[str, tuple[int, int]], list[Question]]:
    """The rating scale per column (our name -> their heading): what the heading says, else what the values need."""
    scales: dict[str, tuple[int, int]] = {}
    questions: list[Question] = []
    for name, heading in columns.items():
        if chosen:
            low, high = chosen.split("-")
            scales[name] = (int(low), int(high))
        elif (said := scale(heading)) or heading == name:
            # Under our own name ratings are 1-5; a value out of that is a bad value, not another scale.
            scales[name] = said or (1, 5)
        else:
            top = _highest(database, name, signs[name])
            if top <= 5:
                scales[name] = (1, 5)
            elif 7 < top <= 10:
                scales[name] = (1, 10)
            elif 10 < top <= 100:
                scales[name] = (0, 100)
            else:
                questions.append(
                    Question(
                        "rating_scale",
                        _("The ratings under {heading} go up to {top}: on which scale?").format(
                            heading=heading, top=f"{top:g}"
                        ),
                        _("Answer with --rating-scale 1-5, 1-7, 1-10 or 0-100."),
                        {each: each for each in ("1-7", "1-10", "0-100", "1-5")},
                    )
                )
    return scales, questions


def _highest(database: duckdb.DuckDBPyConnection, name: str, sign: str) -> float:
    row = database.execute(
        f"select max(try_cast(replace(text, ?, '.') as double)) from text_{name}", [sign]
    ).fetchone()
    return (row[0] if row else None) or 0.0


def _side(one: int, other: int, first: str, second: str) -> str | None:
    if one > CLEARLY * other:
        return first
    if other > CLEARLY * one:
        return second
    return None
