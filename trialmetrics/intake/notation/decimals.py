"""Detect each column's decimal sign from all its values, else an earlier file, else ask."""

from collections.abc import Mapping

from trialmetrics.intake.files.staging import NATIVE
from trialmetrics.intake.notation import questions
from trialmetrics.intake.notation.column_evidence import Evidence, distinct_texts, majority
from trialmetrics.intake.reading import Question
from trialmetrics.intake.values.numbers import AMOUNT_SIGNS

# Counts evidence for comma and for point, with an ambiguous example. Excel's own numbers and texts that are no amounts are
# ignored; the dash of `1.250,-` stands for no cents.
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


def decimals(evidence: Evidence, columns: Mapping[str, str]) -> list[Question]:
    """Fill in the decimal sign of amount columns (our name -> heading); returns questions on those that stay unclear."""
    open_questions = []
    for name, heading in columns.items():
        comma, point, example, *mixed = evidence.fetch_row(
            f"{distinct_texts(name)} {_DECIMALS.replace('with', ',', 1)}"
        )
        chosen, sign = evidence.answer("decimal", name), majority(comma, point, ",", ".")
        remembered = evidence.detected_earlier.get("decimal", {}).get(name)
        unsure = bool(not sign and (comma or point or example))
        if unsure and not chosen and not remembered:
            question = questions.decimal_question(name, heading, example) if example else None
            open_questions.append(question or questions.mixed_decimals_question(name, heading, *mixed))
            continue
        evidence.detected.decimal[name] = chosen or sign or (remembered if unsure else None) or "."
        if example and (chosen or unsure):
            reason = evidence.answer_reason if chosen else questions.AS_BEFORE
            evidence.decided.append(
                questions.decimal_decision(heading, example, evidence.detected.decimal[name], reason)
            )
    return open_questions
