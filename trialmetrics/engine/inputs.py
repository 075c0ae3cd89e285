"""The small tables that the measures read beside the events."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, Protocol

import pyarrow as pa

from trialmetrics.policy import Policy, policy_tables
from trialmetrics.service_calendar import LAST_DAY, calendar
from trialmetrics.vocabulary import ENDED, EVENTS, NOTHING, SOMETHING, STATES


class TrialFilter(Protocol):
    """Which trials count: those of these rounds, testers and order classes (empty: all), requested from `start` to `end`."""

    @property
    def rounds(self) -> Iterable[str]: ...
    @property
    def testers(self) -> Iterable[str]: ...
    @property
    def order_classes(self) -> Iterable[str]: ...
    @property
    def start(self) -> date | None: ...
    @property
    def end(self) -> date | None: ...


def inputs(policy: Policy, as_of: datetime, trial_filter: TrialFilter | None = None) -> dict[str, pa.Table]:
    """The small tables that the measures read beside the events: policy, calendar, vocabulary, moment and filters."""
    text, day = pa.string(), pa.date32()
    chosen: list[tuple[str, str]] = []
    if trial_filter:
        chosen += [("round", value) for value in trial_filter.rounds]
        chosen += [("tester", value) for value in trial_filter.testers]
        chosen += [("order_class", value) for value in trial_filter.order_classes]
    period = (trial_filter.start, trial_filter.end) if trial_filter else (None, None)
    state_rows = [(state, state in ENDED, state in SOMETHING, state in NOTHING) for state in STATES]
    event_rows = [(name, event.by, event.reply, event.contact) for name, event in EVENTS.items()]
    # The service calendar ends on LAST_DAY; no later moment can be measured.
    now = min(as_of, datetime.combine(LAST_DAY, time(23, 59, 59)))
    return {
        **policy_tables(policy),
        "calendar": calendar(policy.clock),
        "event_word": _table(event_rows, event=text, party=text, reply=pa.bool_(), contact=pa.bool_()),
        "state_word": _table(
            state_rows, state=text, ended=pa.bool_(), something=pa.bool_(), nothing=pa.bool_()
        ),
        "moment": _table([(now,)], as_of=pa.timestamp("us")),
        "judging_window": _table([judging_window(policy, now, *period)], start_day=day, end_day=day),
        "chosen": _table(chosen, kind=text, value=text),
        "chosen_period": _table([period], start_day=day, end_day=day),
    }


def judging_window(
    policy: Policy, as_of: datetime, start: date | None = None, end: date | None = None
) -> tuple[date | None, date | None]:
    """First and last request day of the trials that count towards a verdict; None: unbounded.

    The chosen period, which may be open at one end; without one, the policy's calendar months up to the day of `as_of`.
    """
    if start or end:
        return start, end
    today = as_of.date()
    year, month = divmod(12 * today.year + today.month - 1 - policy.windows.judged_months, 12)
    if year < date.min.year:
        return None, today
    # That month may be shorter than this one.
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1])), today


def _table(rows: list[Any], **columns: pa.DataType) -> pa.Table:
    schema = pa.schema(columns.items())
    return pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], schema=schema)
