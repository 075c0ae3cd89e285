"""On which scale ratings are: as the heading says, else by column from all its values, else asked."""

from collections.abc import Mapping

from trialmetrics.errors import UsageError
from trialmetrics.intake.files.staging import NATIVE
from trialmetrics.intake.headings import heading_scale
from trialmetrics.intake.notation import questions
from trialmetrics.intake.notation.evidence import CLEAR_MAJORITY, Evidence, distinct_texts
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
    """The heading says the scale; else the values; else the file's other ratings; else what was remembered."""
    unsure: dict[str, tuple[float, bool]] = {}
    for name, heading in columns.items():
        top, top_grade, count, above_5, above_10, below_1, parts, signs = evidence.fetch_row(
            f"{distinct_texts(name)} {_RATINGS.replace('with', ',', 1)}",
            {"signs": [*RATING_SIGNS.keys() - {"-"}]},
        )
        if count > CLEAR_MAJORITY * above_10:
            top = top_grade
        # Ratings take the sign that is there: 4.500 of 5 is not read as thousands.
        evidence.detected.decimal[name] = _decimal_sign(evidence, name)
        if signs:
            evidence.detected.signs.append(name)
        reason: dict[str, str] = {}
        if chosen := evidence.answer("rating_scale", name):
            evidence.detected.rating_scale[name] = parse_scale(chosen)
            reason = evidence.answer_reason
        elif named := heading_scale(heading):
            evidence.detected.rating_scale[name] = named
        elif top <= 1 and parts:
            # Excel's percentages: 80 % is a cell of 0.8.
            evidence.detected.rating_scale[name] = (0, 1)
        elif heading.casefold() == name:
            # Under our own name ratings are 1-5; a value out of that is a bad value, not another scale.
            evidence.detected.rating_scale[name] = (1, 5)
        elif top > 10 and 2 * above_10 > count:
            evidence.detected.rating_scale[name] = (0, 100)
            reason = questions.AS_VALUES_SHOW
        elif below_1 * CLEAR_MAJORITY > count:
            # A scale from 1 up has no place for them, and what the worst grade is nobody said.
            unsure[name] = (top, True)
        elif top <= 5:
            # Low grades and a scale that ends at 5 look alike: what is known of the header comes first.
            low, high = evidence.detected_earlier.get("rating_scale", {}).get(name, (1, 5))
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
    heading_scales = {
        scale: name for name, scale in evidence.detected.rating_scale.items() if heading_scale(columns[name])
    }
    for name in list(unsure):
        deciding_heading = columns[next(iter(heading_scales.values()))] if len(heading_scales) == 1 else None
        decided_scale = (
            next(iter(heading_scales))
            if deciding_heading
            else evidence.detected_earlier.get("rating_scale", {}).get(name)
        )
        if decided_scale:
            evidence.detected.rating_scale[name] = (decided_scale[0], decided_scale[1])
            del unsure[name]
            reason = questions.as_other_column(deciding_heading) if deciding_heading else questions.AS_BEFORE
            evidence.decided.append(
                questions.scale_decision(columns[name], evidence.detected.rating_scale[name], reason)
            )
    return [
        questions.scale_question(name, columns[name], top, zeros=zeros, of_some=len(columns) > 1)
        for name, (top, zeros) in unsure.items()
    ]


def _decimal_sign(evidence: Evidence, name: str) -> str:
    commas, points = evidence.fetch_row(
        f"{distinct_texts(name)} select coalesce(sum(times) filter (where regexp_matches(text, '^\\d+,\\d+')), 0), "
        "coalesce(sum(times) filter (where regexp_matches(text, '^\\d+\\.\\d+')), 0) from texts",
    )
    return "," if commas > points else "."


def parse_scale(text: str) -> tuple[int, int]:
    """A rating scale written LOW-HIGH. Raises UsageError."""
    low, dash, high = text.partition("-")
    if not dash or not low.isdecimal() or not high.isdecimal() or int(low) >= int(high):
        raise UsageError(_("{text} is no rating scale; write one like 1-10.").format(text=text))
    return int(low), int(high)
