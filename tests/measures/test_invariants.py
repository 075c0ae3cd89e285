"""What holds for every log: shown on logs made by chance, and against a slow count of service hours."""

from datetime import date, datetime, time, timedelta
from random import Random

import holidays
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measures.chance import ENQUIRIES, realistic, wild
from tests.measures.worked import log, measured, policy_with, rows
from trialmetrics.engine import SUMS

AS_OF = "2026-04-20 12:00"


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_events_makes_no_difference(seed):
    made = wild(trials=150, seed=seed)
    one = measured(*made, as_of=AS_OF)
    for part in made:
        Random(seed).shuffle(part)
    other = measured(*made, as_of=AS_OF)
    for name in SUMS:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), obj=name)
    for mine, theirs in (
        (one.trial, other.trial),
        (one.trials.defects(one.candidate_total), other.trials.defects(one.candidate_total)),
    ):
        pd.testing.assert_frame_equal(mine, theirs)


@pytest.mark.parametrize(
    "choice",
    [
        {"rounds": ["spring", ENQUIRIES]},
        {"testers": ["Ann"]},
        {"order_classes": ["large"]},
        {"start": date(2026, 2, 10), "end": date(2026, 3, 20)},
    ],
    ids=lambda choice: next(iter(choice)),
)
def test_a_filter_never_changes_a_trial(choice):
    made = wild(trials=150, seed=5)
    # Which trials judge is all that a choice decides: large ones do where no small one is chosen.
    everything = measured(*made, as_of=AS_OF).trial.drop(columns="judged")
    chosen = measured(*made, as_of=AS_OF, **choice).trial.drop(columns="judged")
    assert 0 < len(chosen) < len(everything)
    same = everything[everything["trial_number"].isin(chosen["trial_number"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(chosen, same, check_dtype=False)


def test_the_past_is_what_it_was_before_the_rest_happened():
    """Looking back at a moment gives what was seen then, when the later events were not there yet."""
    events, observed, gaps = wild(trials=150, seed=9)
    then = "2026-03-10 12:00"
    begun = {
        (e["supplier"], e["trial_id"]) for e in events if e["occurred_at"] and e["occurred_at"] <= _at(then)
    }
    timed = {(e["supplier"], e["trial_id"]) for e in events if e["occurred_at"]}
    before = [
        e
        for e in events
        if (e["occurred_at"] and e["occurred_at"] <= _at(then))
        or (not e["occurred_at"] and ((key := (e["supplier"], e["trial_id"])) in begun or key not in timed))
    ]
    back = measured(events, observed, gaps, as_of=then).trial.drop(columns="trial_number")
    live = measured(before, observed, gaps, as_of=then).trial.drop(columns="trial_number")
    pd.testing.assert_frame_equal(back, live, check_dtype=False)


def test_scores_and_criteria_lie_between_0_and_100():
    trial = measured(*realistic(trials=400, seed=2), as_of=AS_OF).trial
    points = trial.filter(regex="_score$|^score$|^coverage$")
    assert points.min().min() >= 0
    assert points.max().max() <= 100
    assert (trial["score"].notna() == trial["scored"]).all()
    unscored = trial[trial["state"].isin(["void", "burnt", "incomplete", "open"])]
    assert unscored.filter(regex="_score$").isna().all().all()
    assert (unscored["coverage"] == 0).all()


MOMENT = st.datetimes(datetime(2025, 12, 1), datetime(2026, 6, 30)).map(lambda it: it.replace(microsecond=0))


@given(st.lists(st.tuples(MOMENT, MOMENT), min_size=20, max_size=40), st.booleans())
@settings(max_examples=8, deadline=None)
def test_service_hours_are_those_counted_day_by_day(pairs, plain):
    spans = [sorted(pair) for pair in pairs]
    events = [
        event
        for number, (asked, replied) in enumerate(spans)
        for event in log(f"{asked} request", f"{replied} reply", trial=f"{number:02}")
    ]
    policy = policy_with(clock__plain_hours=plain)
    found = [
        each["first_reply_hours"]
        for each in rows(measured(events, as_of="2027-01-01 00:00", policy=policy).trial)
    ]
    assert found == [_slow_hours(asked, replied, plain) for asked, replied in spans]


def _slow_hours(begin, end, plain):
    public = holidays.country_holidays("NL", years=(2025, 2026), categories=holidays.PUBLIC)
    seconds, day = 0, begin.date()
    while day <= end.date():
        if plain or (day.weekday() < 5 and day not in public):
            opens = datetime.combine(day, time(0) if plain else time(9))
            closes = opens + (timedelta(days=1) if plain else timedelta(hours=8))
            seconds += max((min(end, closes) - max(begin, opens)).total_seconds(), 0)
        day += timedelta(days=1)
    return seconds / 3600


def _at(written):
    return datetime.fromisoformat(written)
