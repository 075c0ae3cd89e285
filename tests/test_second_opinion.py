"""The measures in SQL against the same definitions written plainly in pandas, by somebody else, on trials made by chance."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import cache
from typing import Any

import pandas as pd
import pytest

from bench import plain_pandas
from tests.measures.chance import AS_OF, ENQUIRIES, Chance, realistic, wild
from tests.measures.worked import EVENT, measured, policy_with
from trialmetrics.engine import Measures
from trialmetrics.vocabulary import CRITERIA, ENDED, OBSERVED, STATES

POLICY = policy_with(enquiry_rounds=[ENQUIRIES])
OTHER = policy_with(
    enquiry_rounds=["spring", "words only"],
    category="other",
    order_class="large",
    large_from={"EUR": 12.5},
    clock__plain_hours=True,
    windows__reply_hours=150,
    windows__lapse_hours=300,
    windows__judged_months=2,
    criteria__welcome__weight=0,
    criteria__devotion__no_value_on=["dropped"],
    criteria__care__scale=[(0, 90), (1, 85), (4, 10)],
    scoring__min_coverage=45,
    scoring__not_answered_responsiveness=7,
    scoring__not_answered_follow_through=8,
    scoring__chased_first_factor=0.25,
    caps={"declined": 50},
    knock_outs__ignored__limit="1/5",
    knock_outs__dropped__least=1,
)
LOOKING_BACK = AS_OF - timedelta(days=11, hours=5)
TRIALS = 430
SETS = [(make, seed) for make in (realistic, wild) for seed in range(4)]
NAMES = [f"{make.__name__}-{seed}" for make, seed in SETS]
OF_TRIAL = [
    "category", "round", "tester", "order_class", "order_class_from", "new_customer", "enquiry", "state", "ended", "judged", "gaps",
    *[f"{kind}_observed" for kind in OBSERVED], "answered", "first_reply_hours", "chases", "chased_first", "welcome",
    "courtesy", "helpfulness", "rude", "belittling", "errors", "recoveries", "initiatives", "complaints", "days_late",
    *[f"{name}_score" for name in CRITERIA], "coverage", "score", "incident", "incident_with_words",
]  # fmt: skip
OF_CANDIDATE = [
    "trials", "judged_trials", "ended_trials", "scored_trials", "judged_on", "served", "served_of", "raw_score",
    "coverage", "served_coverage", *STATES, *[f"judged_{state}" for state in ENDED], "judged_running", "scored_fulfilled",
    "scored_declined", "gap_trials", *CRITERIA, *[f"{name}_share" for name in CRITERIA], "answered_rate",
    "chases_per_trial", "scored_small", "scored_large", "small_score", "large_score", "first_day", "last_day", "rounds",
    "incidents", "incident_trials", "incidents_without_words",
]  # fmt: skip
KNOCK_OUTS = ("ignored", "brushed_off", "dropped", "incidents")


@cache
def both(make: Callable[[int, int], Chance], seed: int) -> tuple[Measures, pd.DataFrame, pd.DataFrame]:
    """Ours, and the plain trials and candidates, of one set; of seeds 2 looked at earlier, of 3 by another policy."""
    made = make(TRIALS, seed)
    policy = OTHER if seed % 4 == 3 else POLICY
    as_of = LOOKING_BACK if seed % 4 == 2 else AS_OF
    ours = measured(made.events, made.observed, made.gaps, as_of=as_of.isoformat(), policy=policy)
    events = pd.DataFrame(made.events).reindex(columns=EVENT.names)
    observed, gaps = pd.DataFrame(made.observed), pd.DataFrame(made.gaps)
    for frame, name in ((events, "occurred_at"), (events, "promised_at"), (gaps, "occurred_at")):
        frame[name] = pd.to_datetime(frame[name])
    return ours, *plain_pandas.measure(events, policy, pd.Timestamp(as_of), observed, gaps)


@pytest.mark.parametrize(("make", "seed"), SETS, ids=NAMES)
def test_every_trial(make, seed):
    ours, trials, _candidates = both(make, seed)
    assert differences(ours.trial.set_index(plain_pandas.KEYS), trials, OF_TRIAL) == []


@pytest.mark.parametrize(("make", "seed"), SETS, ids=NAMES)
def test_every_candidate(make, seed):
    ours, _trials, candidates = both(make, seed)
    assert differences(ours.candidate_total.set_index(plain_pandas.CANDIDATE), candidates, OF_CANDIDATE) == []


@pytest.mark.parametrize("knock_out", KNOCK_OUTS)
@pytest.mark.parametrize(("make", "seed"), SETS, ids=NAMES)
def test_every_knock_out(make, seed, knock_out):
    ours, _trials, candidates = both(make, seed)
    counted = ours.candidate_knock_out_count
    counted = counted[counted["knock_out"] == knock_out].set_index(plain_pandas.CANDIDATE)
    names = ["k", "n", "alone", "holds"]
    plain = candidates[[f"{knock_out}_{name}" for name in names]].set_axis(names, axis=1)
    assert differences(counted, plain[plain["k"] > 0], names) == []


def test_chance_leaves_nothing_out():
    every = [both(make, seed) for make, seed in SETS]
    trials, candidates = (pd.concat([each[place] for each in every]) for place in (1, 2))
    assert len(trials) > 2900
    assert trials["state"].value_counts().reindex(STATES, fill_value=0).min() >= 30
    assert set(trials["answered"]) == set(trials["chased_first"].dropna()) | {None} == {True, False, None}
    for kind in OBSERVED:
        assert trials[f"{kind}_observed"].nunique() == 2, kind
    assert (trials["gaps"] > 0).sum() > 100
    assert (trials["enquiry"] & (trials["state"] == "fulfilled")).sum() > 30
    assert trials[[f"{name}_score" for name in CRITERIA]].notna().sum().min() > 100
    assert (trials["days_late"] > 0).sum() > 30
    assert trials["order_class_from"].value_counts().reindex(["log", "rule", "default"]).min() > 30
    assert {*zip(trials["order_class"], trials["order_class_from"], strict=True)} == {
        (size, source) for size in ("small", "large") for source in ("log", "rule", "default")
    }
    assert candidates["judged_on"].value_counts().min() > 10
    for knock_out in KNOCK_OUTS:
        assert (candidates[f"{knock_out}_holds"] & ~candidates[f"{knock_out}_alone"]).any(), knock_out
        assert ((candidates[f"{knock_out}_k"] > 1) & ~candidates[f"{knock_out}_holds"]).any(), knock_out
    assert candidates["ignored_alone"].any()
    assert candidates["brushed_off_alone"].any()


def differences(ours: pd.DataFrame, plain: pd.DataFrame, names: Iterable[str]) -> list[tuple]:
    """(figure, key, ours, plain) wherever the two differ; a row that only one has differs as a whole."""
    found: list[tuple] = [
        ("row", key, key in ours.index, key in plain.index)
        for key in ours.index.symmetric_difference(plain.index)
    ]
    keys = ours.index.intersection(plain.index)
    for name in names:
        pairs = zip(keys, ours[name].reindex(keys), plain[name].reindex(keys), strict=True)
        found += [(name, key, one, other) for key, one, other in pairs if not same(one, other)]
    return found


def same(one: Any, other: Any) -> bool:
    """Both missing, the same text or day, or the same number up to rounding."""
    if pd.isna(one) or pd.isna(other):
        return bool(pd.isna(one) and pd.isna(other))
    if isinstance(other, pd.Timestamp):
        return pd.Timestamp(one) == other
    if isinstance(one, str):
        return one == other
    return float(one) == pytest.approx(float(other), rel=1e-9, abs=1e-9)
