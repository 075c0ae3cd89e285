"""Detect date columns whose times are all midnight: those hold dates, as programs add 00:00 to a date."""

from collections.abc import Mapping
from datetime import time

from trialmetrics.intake.notation.column_evidence import Evidence
from trialmetrics.intake.values.moments import read_moment
from trialmetrics.intake.values.value import Notation

MAX_TEXTS = 20_000  # distinct texts that are looked at one by one; so many days are 50 years
# A text longer than a date alone, with something like a time in it.
_TIME = (
    "length({name}) > 10 and regexp_matches({name}, "
    r"'(?i)\d:\d|\d\s?[uh](\d|\b)|[ T,]\d{{1,2}}\.\d{{2}}(\s|$)|\dT\d{{4}}|\d\s?[ap]\.?\s?m\b|uur|uhr|^\d{{12}}')"
)
_MIDNIGHT = (
    r"regexp_matches({name}, '(?i)([T ,]0?0[:.uh]00([:.]00([.,]0+)?)?|[T ,]12[:.]00([:.]00([.,]0+)?)? ?a\.?\s?m\.?|T0000(00)?)"
    r"\s*(uur|uhr|h)?\s*(z|utc|gmt|[a-z]{{3,4}})?\s?([+-]\d{{1,2}}(:?\d{{2}})?)?\s*([(\[].*)?$')"
)
# Midnight of one zone is an hour of another zone: no minutes, and an offset.
_MAYBE_MIDNIGHT = r"regexp_matches({name}, '(?i)[T ]\d\d[:.]?[03]0([:.]?00([.,]0+)?)?\s?(z|utc|gmt|[+-]\d{{1,2}}(:?\d{{2}})?)$')"


def midnights(evidence: Evidence, columns: Mapping[str, str]) -> None:
    """Fill in the date columns (our name -> heading) whose times all are midnight, as written or in the policy's zone.

    Only mended rows inherit that from an earlier file, so that the result does not depend on the order of uploads.
    """
    for name in columns:
        inherited = evidence.mended and name in evidence.detected_earlier.get("midnight", ())
        if inherited or _all_midnight(evidence, name):
            evidence.detected.midnight.append(name)


def _all_midnight(evidence: Evidence, name: str) -> bool:
    has_time, midnight, maybe = (
        condition.format(name=name) for condition in (_TIME, _MIDNIGHT, _MAYBE_MIDNIGHT)
    )
    if not evidence.has_row(f"{has_time} and not {midnight}"):
        return evidence.has_row(has_time)
    if evidence.has_row(f"{has_time} and not {maybe}"):
        return False
    texts = evidence.database.execute(
        f"select distinct {name} from raw_row where {has_time} limit {MAX_TEXTS + 1}"
    ).fetchall()
    notation = Notation(evidence.zone, evidence.detected.date_order.get(name))
    moments = [read_moment(text, "occurred_at", notation).value for (text,) in texts]
    return len(moments) <= MAX_TEXTS and all(moment and moment.time() == time() for moment in moments)
