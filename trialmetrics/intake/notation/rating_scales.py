"""Detect each column's rating scale: from its heading, else its values, else an earlier file, else ask."""

from collections.abc import Mapping

from trialmetrics.errors import UsageError
from trialmetrics.intake.files.staging import NATIVE
from trialmetrics.intake.headings import heading_scale, may_have_best_first
from trialmetrics.intake.notation import questions
from trialmetrics.intake.notation.column_evidence import CLEAR_MAJORITY, Evidence, distinct_texts
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


def rating_scales(evidence: Evidence, columns: Mapping[str, str]) -> list[Question]:
    """Fill in scale and decimal sign of rating columns (our name -> heading); returns questions on those that stay unclear."""
    unsure: dict[str, tuple[float, bool]] = {}
    named_scales = {scale for heading in columns.values() if (scale := heading_scale(heading))}
    earlier_scales = evidence.detected_earlier.get("rating_scale", {})
    best_first = {name for name, heading in columns.items() if may_have_best_first(heading)}
    for name, heading in columns.items():
        top, top_grade, count, above_5, above_10, below_1, parts, signs = evidence.fetch_row(
            f"{distinct_texts(name)} {_RATINGS.replace('with', ',', 1)}",
            {"signs": [*RATING_SIGNS.keys() - {"-"}]},
        )
        if count > CLEAR_MAJORITY * above_10:
            top = top_grade
        # The sign that occurs is the decimal one: 4.500 on a scale to 5 is not thousands.
        evidence.detected.decimal[name] = _decimal_sign(evidence, name)
        if signs:
            evidence.detected.signs.append(name)
        reason: dict[str, str] = {}
        if chosen := evidence.answer("rating_scale", name):
            evidence.detected.rating_scale[name] = parse_scale(chosen)
            reason = evidence.answer_reason
        elif name in best_first:
            if count:
                unsure[name] = (top, below_1 > 0)
        elif named := heading_scale(heading):
            evidence.detected.rating_scale[name] = named
        elif top <= 1 and parts:
            # Excel stores 80 % as 0.8.
            evidence.detected.rating_scale[name] = (0, 1)
        elif heading.casefold() == name and (
            not above_5 or count == 1 or count > CLEAR_MAJORITY * (above_5 - (above_10 == 1))
        ):
            # Our own column name means 1-5 while the values allow it; a single 55 among them, or alone, is a mistake.
            evidence.detected.rating_scale[name] = (1, 5)
        elif top > 10 and 2 * above_10 > count:
            evidence.detected.rating_scale[name] = (0, 100)
            reason = questions.AS_VALUES_SHOW
        elif below_1 * CLEAR_MAJORITY > count:
            # No scale from 1 has values below 1, and the lowest grade is unknown.
            unsure[name] = (top, True)
        elif 0 < top < 5 and named_scales - {(1, 5)} and name not in earlier_scales:
            # Low grades on the scale that another heading names, or any on a scale to 5.
            unsure[name] = (top, False)
        elif top <= 5:
            # Low grades on a longer scale look like a scale to 5, so an earlier file decides first.
            low, high = earlier_scales.get(name, (1, 5))
            evidence.detected.rating_scale[name] = (low, high)
            if top:
                reason = questions.AS_VALUES_SHOW if (low, high) == (1, 5) else questions.AS_BEFORE
        elif 7 < top <= 10 and above_5 * CLEAR_MAJORITY > count:
            evidence.detected.rating_scale[name] = (1, 10)
            reason = questions.AS_VALUES_SHOW
        else:
            unsure[name] = (top, False)
        if reason:
            evidence.decided.append(
                questions.scale_decision(heading, evidence.detected.rating_scale[name], reason)
            )
    for name in list(unsure):
        if earlier := evidence.detected_earlier.get("rating_scale", {}).get(name):
            evidence.detected.rating_scale[name] = (earlier[0], earlier[1])
            del unsure[name]
            evidence.decided.append(
                questions.scale_decision(
                    columns[name], evidence.detected.rating_scale[name], questions.AS_BEFORE
                )
            )
    return [
        questions.scale_question(
            name,
            columns[name],
            top,
            zeros=zeros,
            best_first=name in best_first,
            of_some=len(columns) > 1,
        )
        for name, (top, zeros) in unsure.items()
    ]


def _decimal_sign(evidence: Evidence, name: str) -> str:
    commas, points = evidence.fetch_row(
        f"{distinct_texts(name)} select coalesce(sum(times) filter (where regexp_matches(text, '^\\d+,\\d+')), 0), "
        "coalesce(sum(times) filter (where regexp_matches(text, '^\\d+\\.\\d+')), 0) from texts",
    )
    return "," if commas > points else "."


def parse_scale(text: str) -> tuple[int, int]:
    """The scale (lowest grade, best grade) of a text LOW-HIGH, or HIGH-1 where 1 is the best. Raises UsageError."""
    low, dash, high = text.partition("-")
    if not dash or not low.isdecimal() or not high.isdecimal() or not _is_scale(int(low), int(high)):
        raise UsageError(_("{text} is not a rating scale; write one like 1-10.").format(text=text))
    return int(low), int(high)


def _is_scale(low: int, high: int) -> bool:
    return low < high or high == 1 < low <= 10
