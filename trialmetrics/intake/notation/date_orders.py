"""In which order dates are written: by column from all its values, else as the file's other dates, else asked."""

from collections.abc import Mapping

from trialmetrics.intake.notation import asking
from trialmetrics.intake.notation.column_texts import Search, side, texts
from trialmetrics.intake.reading import Question
from trialmetrics.intake.values.moments import BEHIND, THREE_NUMBERS

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


def date_orders(search: Search, columns: Mapping[str, str]) -> list[Question]:
    """A column that cannot tell goes with the file's other date columns, then with what was remembered."""
    unsure: dict[str, tuple[str, str, str]] = {}
    for name, heading in columns.items():
        clock, midnight = _CLOCK.format(name=name), _MIDNIGHT.format(name=name)
        # Of an earlier file only for rows of that file: the same moment is the same in whatever order files come.
        if (search.mended and name in search.recalled.get("midnight", ())) or (
            not search.any(f"{clock} and not {midnight}") and search.any(clock)
        ):
            search.found.midnight.append(name)
        turned = rf"not regexp_matches({name}, '^\d{{4}}')"
        dmy, mdy, *examples = search.row(f"{texts(name, turned)} {_DATES.replace('with', ',', 1)}")
        if chosen := search.said("date_order", name):
            search.found.date_order[name] = chosen
            if examples[0]:
                search.decided.append(asking.say_date_order(heading, examples[0], chosen, search.as_said))
        elif order := side(dmy, mdy, "dmy", "mdy"):
            search.found.date_order[name] = order
        elif examples[0] or dmy:
            unsure[name] = (examples[0] or "", examples[1] or "", examples[2] or "")
    told = {*search.found.date_order.values()}
    teller = columns[next(iter(search.found.date_order))] if len(told) == 1 else None
    remembered = search.recalled.get("date_order", {})
    for name, (example, _dmy, _mdy) in list(unsure.items()):
        order = next(iter(told)) if teller else remembered.get(name)
        if order:
            search.found.date_order[name] = order
            del unsure[name]
            if example:
                why = asking.as_other_column(teller) if teller else asking.AS_BEFORE
                search.decided.append(asking.say_date_order(columns[name], example, order, why))
    if not unsure:
        return []
    # Asked once for the file: its date columns are written alike.
    of_some = bool(search.found.date_order)
    for name, (example, _dmy, _mdy) in unsure.items():
        if example:
            return [asking.ask_date_order([*unsure], columns[name], example, of_some=of_some)]
    name, (_none, dmy, mdy) = next(iter(unsure.items()))
    return [asking.ask_mixed_dates([*unsure], columns[name], dmy, mdy, of_some=of_some)]
