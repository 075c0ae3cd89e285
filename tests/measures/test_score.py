"""The score of a trial: weighted mean of the criteria that have a value, then the cap of its state."""

from itertools import product

import pytest

from tests.measures.worked import log, measured, one, only, policy_with, said, sheet_row
from trialmetrics.engine import reweigh
from trialmetrics.vocabulary import CRITERIA

REQUEST = "2026-03-02 09:00 request"
REPLY = "2026-03-02 17:00 reply"  # 8 h: responsiveness 75


def test_all_criteria():
    trial = one(
        REQUEST,
        said(REPLY, courtesy=4, welcome=3, helpfulness=2, promised="2026-03-09"),
        "2026-03-03 10:00 chase",
        "2026-03-10 delivery",
        "2026-03-11 initiative",
    )
    # responsiveness 75 x 20, follow_through 60 x 15, courtesy 75 x 20, welcome 50 x 10, helpfulness 25 x 10,
    # care 80 x 15 (a day late), outcome 100 x 5, devotion 80 x 5:
    # 1500 + 900 + 1500 + 500 + 250 + 1200 + 500 + 400 = 6750 of 100.
    assert trial["coverage"] == 100
    assert trial["score"] == pytest.approx(67.5, abs=1e-9)
    assert trial["scored"] is True


def test_what_has_no_value_has_no_weight():
    # responsiveness 75 x 20, follow_through 100 x 15, care 100 x 15, outcome 100 x 5, devotion 50 x 5:
    # 1500 + 1500 + 1500 + 500 + 250 = 5250 of 60.
    trial = one(REQUEST, REPLY, "2026-03-10 delivery")
    assert (trial["coverage"], trial["score"]) == (60, pytest.approx(87.5, abs=1e-9))


@pytest.mark.parametrize(
    ("events", "score"),
    [
        # 75 x 20 + 100 x 15 + 100 x 20 + 0 x 5 = 5000 of 60 is 83.3: capped.
        ([said("2026-03-02 17:00 brush_off", courtesy=5)], 20),
        # 75 x 20 + 100 x 15 + 100 x 20 + 100 x 15 + 10 x 5 + 50 x 5 = 6800 of 80 is 85: capped.
        ([said(REPLY, courtesy=5), "2026-03-20 closed"], 40),
        # Below the cap it stays: 5 x 20 + 0 x 15 + 0 x 20 + 0 x 5 = 100 of 60.
        ([*["2026-03-03 10:00 chase"] * 3, said("2026-03-09 17:00 brush_off", courtesy=1)], 100 / 60),
        # A civil no has no cap: 75 x 20 + 100 x 15 + 100 x 20 + 70 x 5 = 5350 of 60.
        ([said("2026-03-02 17:00 decline", courtesy=5)], 5350 / 60),
        # Silence: 0 x 20 + 0 x 15 + 0 x 5.
        (["2026-03-10 closed"], 0),
        # Stopped, without outcome: 75 x 20 + 100 x 15 + 100 x 20 + 100 x 15 + 50 x 5 = 6750 of 75, and no cap.
        ([said(REPLY, courtesy=5), "2026-03-04 closed"], 90),
    ],
)
def test_caps_by_state(events, score):
    assert one(REQUEST, *events)["score"] == pytest.approx(score, abs=1e-9)


RATED = ("responsiveness", "courtesy", "welcome", "helpfulness")
# 12.8 service hours after the request; 3.4 is 60 points of 100.
WORTH_60 = said("2026-03-03 13:48 reply", courtesy=3.4, welcome=3.4, helpfulness=3.4)


def weights(outcome, *rated):
    weighted = dict(zip(RATED, rated, strict=True)) | {"outcome": outcome}
    return policy_with(**{f"criteria__{name}__weight": weighted.get(name, 0) for name in CRITERIA})


def test_what_is_worth_exactly_60_in_everything_is_worth_60_under_any_weights():
    """A third of 100 has no end, and a mean of 59.9999999999 would lie below a threshold of 60."""
    trials = measured(log(REQUEST, WORTH_60, "2026-03-03 16:00 closed")).trials
    policies = [weights(25, *rated, 10) for rated in product(range(5, 40, 5), repeat=3)]
    means = {weighed.candidate_score["raw_score"].iloc[0] for weighed in reweigh(trials, policies)}
    assert means == {60.0}


def test_coverage_of_exactly_the_least_is_enough():
    policy = weights(80, 10 / 3, 10 / 3, 10 / 3, 10)
    assert policy.scoring.min_coverage == 20
    trial = one(REQUEST, WORTH_60, "2026-03-03 16:00 closed", policy=policy)
    assert (trial["coverage"], trial["score"]) == (pytest.approx(20), pytest.approx(60))


def test_caps_and_weights_are_those_of_the_policy():
    # Weights 2 and 1 of 3: only responsiveness and outcome count.
    changes = {
        f"criteria__{name}__weight": 0 for name in ("follow_through", "courtesy", "welcome", "helpfulness")
    }
    changes |= {"criteria__care__weight": 0, "criteria__devotion__weight": 0}
    policy = policy_with(criteria__responsiveness__weight=2, criteria__outcome__weight=1, **changes)
    trial = one(REQUEST, REPLY, "2026-03-10 delivery", policy=policy)
    assert trial["score"] == pytest.approx((2 * 75 + 100) / 3, abs=1e-9)
    assert trial["coverage"] == pytest.approx(100, abs=1e-9)
    policy = policy_with(caps={"fulfilled": 30})
    assert one(REQUEST, REPLY, "2026-03-10 delivery", policy=policy)["score"] == 30
    assert one(REQUEST, REPLY, "2026-03-10 closed", policy=policy)["score"] > 40


def sheet_with(*observed, reply="- reply"):
    events, seen = sheet_row(
        "2026-03-02 request", reply, "2026-03-10 delivery", observed=["contact", *observed]
    )
    return measured(events, [seen])


def test_too_little_coverage_is_not_scored():
    # Outcome 5 and devotion 5; with follow_through 15 it is 20 and enough: (100 x 15 + 100 x 5) / 20.
    trial = only(sheet_with("initiatives"))
    assert (trial["coverage"], trial["score"], trial["scored"]) == (10, None, False)
    # Its criteria stand, its state too; nothing of it enters its candidate's figures.
    assert (trial["state"], trial["outcome_score"], trial["devotion_score"]) == ("fulfilled", 100, 50)
    total = sheet_with("initiatives").candidate_total.iloc[0]
    assert (total["trials"], total["scored_trials"], total["fulfilled"]) == (1, 0, 1)
    trial = only(sheet_with("chases"))
    assert (trial["coverage"], trial["score"], trial["scored"]) == (20, 100, True)


def test_the_least_coverage_is_the_policys():
    events, seen = sheet_row(
        "2026-03-02 request", "- reply", "2026-03-10 delivery", observed=["contact", "chases"]
    )
    assert only(measured(events, [seen], policy=policy_with(scoring__min_coverage=20.5)))["scored"] is False
    # Without any weight there is nothing to weigh.
    weightless = {
        f"criteria__{name}__weight": 0 for name in ("responsiveness", "follow_through", "care", "outcome")
    }
    nothing = policy_with(scoring__min_coverage=0, criteria__devotion__weight=0, **weightless)
    trial = only(measured(events, [seen], policy=nothing))
    assert (trial["coverage"], trial["score"], trial["scored"]) == (0, None, False)
