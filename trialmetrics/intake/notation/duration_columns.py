"""Detect which columns of moments hold how long after the request something happened."""

from collections.abc import Mapping

from trialmetrics.intake.notation.column_evidence import Evidence
from trialmetrics.intake.values.durations import CLOCK, EARLIEST_HOUR, heading_unit
from trialmetrics.intake.values.moments import RELATIVE_COLUMNS

# No day has 24 o'clock: such texts are no times of day. Hardly anybody answers between midnight and six, so that many such texts
# are none either; but a single one among times of day is an early answer from far away.
LATEST_HOUR = 23
_CLOCKS = rf"""
select
    count(hour) > 0 and (
        bool_or(hour > {LATEST_HOUR}) or 2 * count(*) filter (where hour < {EARLIEST_HOUR}) >= count(hour)
    ),
    bool_or(hour is null and regexp_matches(text, '\d{{4}}|\d\s?[-/.]\s?\d+\s?[-/.]\s?\d'))
from (
    select text, try_cast(nullif(regexp_extract(lower(text), '^{CLOCK}$', 1), '') as integer) as hour
    from (select distinct NAME as text from raw_row where NAME is not null)
)
"""


def units(kind: str, headings: Mapping[str, str]) -> dict[str, int]:
    """The unit of the numbers in our columns whose heading (our column -> theirs) gives one, as minutes in one."""
    if kind == "events":
        return {}
    found = {name: heading_unit(heading) for name, heading in headings.items() if name in RELATIVE_COLUMNS}
    return {name: unit for name, unit in found.items() if unit}


def clock_durations(evidence: Evidence, columns: Mapping[str, str]) -> None:
    """Fill in the columns (our name -> heading) where 1:30 is an hour and a half after the request.

    Its heading has a unit, or its texts can be no times of day and none has a date. Mended rows inherit it.
    """
    for name, heading in columns.items():
        if name not in RELATIVE_COLUMNS:
            continue
        inherited = evidence.mended and name in evidence.detected_earlier.get("durations", ())
        if inherited or heading_unit(heading) or _holds_durations(evidence, name):
            evidence.detected.durations.append(name)


def _holds_durations(evidence: Evidence, name: str) -> bool:
    sign = f"contains({name}, ':') or regexp_matches({name}, '(?i)^[0-9]+ ?[uh]')"
    if not evidence.has_row(f"length({name}) < 16 and ({sign})"):
        return False
    no_time_of_day, has_date = evidence.fetch_row(_CLOCKS.replace("NAME", name))
    return bool(no_time_of_day) and not has_date
