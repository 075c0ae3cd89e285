"""The measures in SQL against the same definitions written plainly in pandas, on logs made by chance."""

import pandas as pd
import pytest

from bench import plain_pandas
from tests.measures.chance import chance
from tests.measures.worked import measured
from trialmetrics.policy import load_policy
from trialmetrics.vocabulary import CRITERIA

AS_OF = "2026-04-20 11:00"
SAME = [
    "state", "answered", "first_reply_hours", "chases", "chased_first", "welcome", "courtesy", "helpfulness", "rude",
    "belittling", "errors", "recoveries", "initiatives", "complaints", "days_late", "score", "coverage",
    *[f"{name}_score" for name in CRITERIA],
]  # fmt: skip


def timed(trials: int, seed: int) -> list[dict]:
    """Events of logs, every one with a moment: what the plain version can read."""
    events, _observed = chance(trials, seed)
    return [event | {"source": "log"} for event in events if event["occurred_at"] is not None]


@pytest.mark.parametrize("seed", range(20))
def test_sql_and_plain_pandas_agree_on_every_trial(seed):
    events = timed(150, seed)
    ours = measured(events, as_of=AS_OF).trial.set_index(["supplier_key", "trial_id"]).sort_index()
    frame = pd.DataFrame(events)
    frame["occurred_at"] = pd.to_datetime(frame["occurred_at"])
    frame["promised_at"] = pd.to_datetime(frame["promised_at"])
    plain = plain_pandas.measure(frame, load_policy(), pd.Timestamp(AS_OF)).sort_index()
    assert list(ours.index) == list(plain.index)
    for name in SAME:
        one, other = ours[name].astype(object), plain[name].astype(object)
        for key in ours.index:
            a, b = one[key], other[key]
            if pd.isna(a) or pd.isna(b):
                assert pd.isna(a) == pd.isna(b), (name, key, a, b)
            elif isinstance(a, str):
                assert a == b, (name, key)
            else:
                assert float(a) == pytest.approx(float(b)), (name, key)
