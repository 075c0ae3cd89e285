"""Knock-outs, vetoes, leans and verdicts by hand: each rule of measures.md (sections 5-7), its order and its edges."""

import numpy as np
import pandas as pd
import pytest

from trialmetrics.analysis import verdict
from trialmetrics.policy import Policy, load_policy

POLICY = load_policy()

# Four trials, all fulfilled and scored, with a good score: it passes.
PASSES = {
    "knocked": False, "scored_trials": 4, "ended_trials": 4, "judged_declined": 0, "scored_declined": 0,
    "scored_fulfilled": 4, "served": 4, "served_of": 4, "served_coverage": 80.0, "raw_score": 75.0, "threshold": 60.0,
    "p_below": 0.1, "incident_trials": 0,
}  # fmt: skip


def ruled(*candidates: dict, policy: Policy = POLICY, large_only: bool = False) -> list[tuple[str, str]]:
    totals = pd.DataFrame([PASSES | candidate for candidate in candidates])
    found = verdict.verdicts(policy, totals, large_only=large_only)
    return list(zip(found.verdict.tolist(), found.rule.tolist(), strict=True))


def one(**candidate) -> tuple[str, str]:
    return ruled(candidate)[0]


def vetoes(**candidate) -> list[str]:
    totals = pd.DataFrame([PASSES | candidate])
    return [name for name, holds in verdict.vetoes(POLICY, totals).items() if holds[0]]


def test_a_good_candidate_passes():
    assert one() == ("pass", "above")


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        # 1. A knock-out, whatever else.
        ({"knocked": True}, ("reject", "knocked_out")),
        ({"knocked": True, "scored_trials": 0, "p_below": np.nan}, ("reject", "knocked_out")),
        # 2. Nothing scored, even where something ended; all that ended declined.
        ({"scored_trials": 0, "p_below": np.nan, "raw_score": np.nan, "served_coverage": np.nan}, ("retry", "nothing_scored")),
        (
            {"ended_trials": 3, "judged_declined": 3, "scored_trials": 3, "scored_declined": 3, "scored_fulfilled": 0,
             "served": 3, "served_of": 3, "p_below": 0.99, "raw_score": 10},
            ("retry", "all_declined"),
        ),
        # One that was not declined among them is another matter: then rule 4.
        (
            {"ended_trials": 3, "judged_declined": 2, "scored_trials": 3, "scored_declined": 2, "scored_fulfilled": 1,
             "served": 3, "served_of": 3},
            ("retry", "few_trials"),
        ),
        # Declined, and unscored for want of notes: nothing is scored.
        ({"scored_trials": 0, "ended_trials": 1, "judged_declined": 1, "p_below": np.nan}, ("retry", "nothing_scored")),
        # 3. Little noted, whatever the score says: under 50, not at it.
        ({"served_coverage": 49.9}, ("retry", "thin_coverage")),
        ({"served_coverage": 20.0, "p_below": 0.99, "raw_score": 10.0}, ("retry", "thin_coverage")),
        ({"served_coverage": 50.0}, ("pass", "above")),
        # It holds back nobody all of whose scored trials came to nothing: there is no such coverage.
        (
            {"served_coverage": np.nan, "p_below": 0.95, "raw_score": 0.0, "scored_fulfilled": 0, "served": 0},
            ("reject", "below"),
        ),
        # 4. Fewer than two scored trials that were not declined, however bad or good.
        ({"scored_trials": 1, "p_below": 0.99, "raw_score": 0.0}, ("retry", "few_trials")),
        ({"scored_trials": 3, "scored_declined": 2, "p_below": 0.99, "raw_score": 0.0}, ("retry", "few_trials")),
        ({"scored_trials": 2, "p_below": 0.95, "raw_score": 0.0}, ("reject", "below")),
        # 5. From .90 on, and only with a plain mean under the threshold: something that can be told to that supplier.
        ({"p_below": 0.90, "raw_score": 59.9}, ("reject", "below")),
        ({"p_below": 0.8999, "raw_score": 59.9}, ("retry", "between")),
        ({"p_below": 0.99, "raw_score": 60.0}, ("retry", "between")),
        # 6. Up to .25, with two fulfilled.
        ({"p_below": 0.25}, ("pass", "above")),
        ({"p_below": 0.2501}, ("retry", "between")),
        ({"scored_fulfilled": 2}, ("pass", "above")),
        ({"scored_fulfilled": 1}, ("retry", "between")),
        # 7. What is left.
        ({"p_below": 0.5}, ("retry", "between")),
    ],
)  # fmt: skip
def test_each_rule_and_its_edges(candidate, expected):
    assert one(**candidate) == expected


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        # At least two, and at least a quarter of those that ended.
        ({"served": 3, "served_of": 4}, []),
        ({"served": 6, "served_of": 8}, ["came_to_nothing"]),
        ({"served": 7, "served_of": 9}, []),  # 2 of 9
        ({"served": 0, "served_of": 1}, []),
        ({"served": 0, "served_of": 2}, ["came_to_nothing"]),
        # At least half of those that came to something.
        ({"served": 4, "judged_declined": 2}, ["declined"]),
        ({"served": 5, "served_of": 5, "judged_declined": 2}, []),
        ({"served": 0, "served_of": 0, "judged_declined": 0}, []),
        # Its own mean, strictly.
        ({"raw_score": 59.99}, ["plain_mean"]),
        ({"raw_score": 60.0}, []),
        ({"raw_score": np.nan}, []),
        ({"incident_trials": 1}, ["incident"]),
        (
            {"served": 4, "served_of": 8, "judged_declined": 3, "raw_score": 10.0, "incident_trials": 2},
            ["came_to_nothing", "declined", "plain_mean", "incident"],
        ),
    ],
)
def test_each_veto_and_its_edges(candidate, expected):
    assert vetoes(**candidate) == expected
    assert one(**candidate) == (("retry", "between") if expected else ("pass", "above"))


def test_on_large_orders_alone_nobody_passes_and_everything_else_holds():
    candidates = ({}, {"p_below": 0.95, "raw_score": 10.0}, {"knocked": True})
    assert ruled(*candidates, large_only=True) == [
        ("retry", "between"), ("reject", "below"), ("reject", "knocked_out"),
    ]  # fmt: skip


def test_the_policys_own_numbers_decide():
    vetoes_off = POLICY.vetoes.model_copy(update={"nothing_trials": 5})
    nothing = {"served": 6, "served_of": 8}
    assert ruled(nothing, policy=POLICY.model_copy(update={"vetoes": vetoes_off})) == [("pass", "above")]
    strict = POLICY.evidence.model_copy(update={"min_trials": 5, "verdict_coverage": 90})
    assert ruled({}, policy=POLICY.model_copy(update={"evidence": strict})) == [("retry", "thin_coverage")]
    assert ruled({"served_coverage": 95}, policy=POLICY.model_copy(update={"evidence": strict})) == [
        ("retry", "few_trials")
    ]


def test_many_scorings_at_once_are_judged_as_one_by_one():
    p_below, raw = np.array([[0.1, 0.95], [0.5, 0.1]]), np.array([[70.0, 40.0], [70.0, 70.0]])
    totals = {name: np.array([value, value]) for name, value in PASSES.items()}
    found = verdict.verdicts(POLICY, totals | {"p_below": p_below, "raw_score": raw})
    assert found.verdict.tolist() == [["pass", "reject"], ["retry", "pass"]]


def knocked(small=0, large=0, p=np.nan, held=(), policy=POLICY):
    totals = pd.DataFrame(
        {
            "supplier_key": ["a"], "category": ["Paper"], "scored_small": [small], "scored_large": [large],
            "p_small_penalty": [p],
        }
    )  # fmt: skip
    rows = [("a", "Paper", name, holds) for name, holds in held]
    rows += [("a", "Tape", "ignored", True), ("b", "Paper", "ignored", True)]
    counted = pd.DataFrame(rows, columns=["supplier_key", "category", "knock_out", "holds"])
    return verdict.knock_outs(policy, totals, counted)[0]


def test_knock_outs_are_of_the_candidate_and_in_the_policys_order():
    assert knocked() == []
    assert knocked(held=[("incidents", True), ("ignored", True), ("dropped", False)]) == [
        "ignored",
        "incidents",
    ]


@pytest.mark.parametrize(
    ("small", "large", "p", "holds"),
    [
        (3, 3, 0.90, True),
        (3, 3, 0.899, False),
        (3, 2, 0.99, False),
        (2, 3, 0.99, False),
        (3, 3, np.nan, False),
    ],
)
def test_a_penalty_for_small_orders_needs_three_trials_of_each_class(small, large, p, holds):
    assert knocked(small, large, p) == (["small_penalty"] if holds else [])


def test_a_knock_out_that_the_policy_does_not_have_does_not_apply():
    rules = {
        name: rule for name, rule in POLICY.knock_outs.items() if name not in ("ignored", "small_penalty")
    }
    without = POLICY.model_copy(update={"knock_outs": rules})
    assert knocked(3, 3, 0.99, held=[("ignored", True), ("dropped", True)], policy=without) == ["dropped"]


def test_leans():
    leans = verdict.lean(POLICY, np.array([0.75, 0.7499, 0.26, 0.25, np.nan, 1.0]))
    assert list(leans) == ["out", "unclear", "unclear", "in", None, "out"]
