"""How long computed measures stay valid while no data is added. Running waits alone can be updated without a new query."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import numpy as np
import pandas as pd

from trialmetrics.engine import Measures
from trialmetrics.policy import Clock
from trialmetrics.service_calendar import LAST_DAY, moment_after_service, service_seconds

HOUR = 3600
ROUNDING = 1e-3  # seconds


def valid_until(measures: Measures, clock: Clock, as_of: datetime) -> datetime:
    """The first moment after `as_of` at which measures computed then may be wrong in anything but running waits.

    The earliest of: midnight, when promises fall due and trials leave the window; the next event dated in the future; a wait or
    pause reaching a limit of the policy; and a wait growing longer than an answer of the same candidate took, which moves its
    median.
    """
    if as_of.date() >= LAST_DAY:
        return datetime.max  # beyond the service calendar no time passes
    horizon = measures.horizon.iloc[0]
    ends = [datetime.combine(as_of.date() + timedelta(days=1), time())]
    ends += [
        pd.Timestamp(moment).to_pydatetime()
        for moment in (horizon["event_at"], horizon["gap_at"])
        if not pd.isna(moment)
    ]
    shown = int(service_seconds(clock, np.array([as_of], "datetime64[s]"))[0])
    # A limit is passed a second after it is reached. Times are whole seconds, hours are not exact.
    for hours, after in ((horizon["hours_left"], 1), (horizon["overtaken_hours"], 0)):
        if not pd.isna(hours):
            ends.append(moment_after_service(clock, shown + int(HOUR * hours + ROUNDING) + after))
    return min(ends)


def later(measures: Measures, clock: Clock, since: datetime, until: datetime) -> Measures:
    """Measures computed at `since` with running waits updated to `until`, which must be before `valid_until`."""
    passed = np.diff(service_seconds(clock, np.array([since, until], "datetime64[s]")))
    return replace(measures, trials=measures.trials.later(float(passed[0]) / HOUR))
