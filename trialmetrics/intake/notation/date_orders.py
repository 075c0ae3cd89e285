"""Detect each column's date order: from its own values, else the file's other date columns, else an earlier file, else ask."""

from collections.abc import Mapping

from trialmetrics.intake.notation import questions
from trialmetrics.intake.notation.column_evidence import Evidence, distinct_texts, majority
from trialmetrics.intake.reading import Question
from trialmetrics.intake.values.moments import AFTER_DATE, THREE_NUMBERS

_BLANKS = r"[\s\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+"
_DATES = rf"""
with simple as (
    select text, times, trim(lower(regexp_replace(text, '{_BLANKS}', ' ', 'g'))) as bare from texts
),
numbers as (
    select text, times,
        try_cast(regexp_extract(bare, '^{THREE_NUMBERS}{AFTER_DATE}', 1) as integer) as first,
        try_cast(regexp_extract(bare, '^{THREE_NUMBERS}{AFTER_DATE}', 2) as integer) as second
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


def date_orders(evidence: Evidence, columns: Mapping[str, str]) -> list[Question]:
    """Fill in the date order of date columns (our name -> heading); returns at most one question, for all that stay unclear."""
    unsure: dict[str, tuple[str, str, str]] = {}
    for name, heading in columns.items():
        clock, midnight = _CLOCK.format(name=name), _MIDNIGHT.format(name=name)
        # Midnights are date-only if the column has no other time. Inherited by mended rows only, so that the result does not
        # depend on the order of uploads.
        if (evidence.mended and name in evidence.detected_earlier.get("midnight", ())) or (
            not evidence.has_row(f"{clock} and not {midnight}") and evidence.has_row(clock)
        ):
            evidence.detected.midnight.append(name)
        not_year_first = rf"not regexp_matches({name}, '^\d{{4}}')"
        dmy, mdy, *examples = evidence.fetch_row(
            f"{distinct_texts(name, not_year_first)} {_DATES.replace('with', ',', 1)}"
        )
        if chosen := evidence.answer("date_order", name):
            evidence.detected.date_order[name] = chosen
            if examples[0]:
                evidence.decided.append(
                    questions.date_order_decision(heading, examples[0], chosen, evidence.answer_reason)
                )
        elif order := majority(dmy, mdy, "dmy", "mdy"):
            evidence.detected.date_order[name] = order
        elif examples[0] or dmy:
            unsure[name] = (examples[0] or "", examples[1] or "", examples[2] or "")
    known_orders = {*evidence.detected.date_order.values()}
    deciding_heading = columns[next(iter(evidence.detected.date_order))] if len(known_orders) == 1 else None
    remembered = evidence.detected_earlier.get("date_order", {})
    for name, (example, _dmy, _mdy) in list(unsure.items()):
        order = next(iter(known_orders)) if deciding_heading else remembered.get(name)
        if order:
            evidence.detected.date_order[name] = order
            del unsure[name]
            if example:
                reason = (
                    questions.as_other_column(deciding_heading) if deciding_heading else questions.AS_BEFORE
                )
                evidence.decided.append(questions.date_order_decision(columns[name], example, order, reason))
    if not unsure:
        return []
    # One question for the file, as its date columns are written alike.
    of_some = bool(evidence.detected.date_order)
    for name, (example, _dmy, _mdy) in unsure.items():
        if example:
            return [questions.date_order_question([*unsure], columns[name], example, of_some=of_some)]
    name, (_none, dmy, mdy) = next(iter(unsure.items()))
    return [questions.mixed_dates_question([*unsure], columns[name], dmy, mdy, of_some=of_some)]
