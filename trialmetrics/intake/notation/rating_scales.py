"""On which scale ratings are: as the heading says, else by column from all its values, else asked."""

from collections.abc import Mapping

from trialmetrics.errors import UsageError
from trialmetrics.intake.files.staging import NATIVE
from trialmetrics.intake.headings import scale
from trialmetrics.intake.notation import asking
from trialmetrics.intake.notation.column_texts import CLEARLY, Search, texts
from trialmetrics.intake.reading import Question
from trialmetrics.text.language import _
from trialmetrics.vocabulary import RATING_SIGNS

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


def rating_scales(search: Search, columns: Mapping[str, str]) -> list[Question]:
    """The heading says the scale; else the values; else the file's other ratings; else what was remembered."""
    unsure: dict[str, tuple[float, bool]] = {}
    for name, heading in columns.items():
        top, top_grade, count, above_5, above_10, below_1, parts, signs = search.row(
            f"{texts(name)} {_RATINGS.replace('with', ',', 1)}",
            {"signs": [*RATING_SIGNS.keys() - {"-"}]},
        )
        if count > CLEARLY * above_10:
            top = top_grade
        # Ratings take the sign that is there: 4.500 of 5 is not read as thousands.
        search.found.decimal[name] = _rating_sign(search, name)
        if signs:
            search.found.signs.append(name)
        why: dict[str, str] = {}
        if chosen := search.said("rating_scale", name):
            search.found.rating_scale[name] = parse_scale(chosen)
            why = search.as_said
        elif said := scale(heading):
            search.found.rating_scale[name] = said
        elif top <= 1 and parts:
            # Excel's percentages: 80 % is a cell of 0.8.
            search.found.rating_scale[name] = (0, 1)
        elif heading.casefold() == name:
            # Under our own name ratings are 1-5; a value out of that is a bad value, not another scale.
            search.found.rating_scale[name] = (1, 5)
        elif top > 10 and 2 * above_10 > count:
            search.found.rating_scale[name] = (0, 100)
            why = asking.AS_VALUES_SHOW
        elif below_1 * CLEARLY > count:
            # A scale from 1 up has no place for them, and what the worst grade is nobody said.
            unsure[name] = (top, True)
        elif top <= 5:
            # Low grades and a scale that ends at 5 look alike: what is known of the header comes first.
            low, high = search.recalled.get("rating_scale", {}).get(name, (1, 5))
            search.found.rating_scale[name] = (low, high)
            if top:
                why = asking.AS_VALUES_SHOW if (low, high) == (1, 5) else asking.AS_BEFORE
        elif 7 < top <= 10 and above_5 * CLEARLY > count:
            search.found.rating_scale[name] = (1, 10)
            why = asking.AS_VALUES_SHOW
        else:
            unsure[name] = (top, False)
        if why:
            search.decided.append(asking.say_scale(heading, search.found.rating_scale[name], why))
    told = {each: name for name, each in search.found.rating_scale.items() if scale(columns[name])}
    for name in list(unsure):
        teller = columns[next(iter(told.values()))] if len(told) == 1 else None
        known = next(iter(told)) if teller else search.recalled.get("rating_scale", {}).get(name)
        if known:
            search.found.rating_scale[name] = (known[0], known[1])
            del unsure[name]
            why = asking.as_other_column(teller) if teller else asking.AS_BEFORE
            search.decided.append(asking.say_scale(columns[name], search.found.rating_scale[name], why))
    return [
        asking.ask_scale(name, columns[name], top, zeros=zeros, of_some=len(columns) > 1)
        for name, (top, zeros) in unsure.items()
    ]


def _rating_sign(search: Search, name: str) -> str:
    commas, points = search.row(
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
