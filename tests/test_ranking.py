"""The ranking as one function: filters, thresholds, the curve, and what changes what."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from tests.conftest import ROOT
from trialmetrics import documents, verdict
from trialmetrics.policy import load_policy
from trialmetrics.ranking import Filters, rank
from trialmetrics.simulate import simulate
from trialmetrics.standing import best_third

AS_OF = datetime(2026, 11, 24, 12)
EXAMPLE = ROOT / "data" / "example-log.csv"
FIGURES = [
    "score",
    "score_low",
    "score_high",
    "raw_score",
    "p_below",
    "coverage",
    "trials",
    "scored_trials",
    "verdict",
]


@pytest.fixture
def example(takes, store):
    takes(EXAMPLE)
    return store


def by_name(ranking, columns=FIGURES):
    return ranking.suppliers.set_index("supplier")[columns].sort_index()


def test_a_category_filter_hides_suppliers_and_renumbers_but_changes_no_score(example):
    everything = rank(example, as_of=AS_OF)
    for category in ("Packaging", "Printing", "Catering", "Cleaning"):
        shown = rank(example, Filters(categories=(category,)), as_of=AS_OF)
        assert all(category in each for each in shown.suppliers["categories"])
        same = by_name(everything).loc[by_name(shown).index]
        pd.testing.assert_frame_equal(by_name(shown), same)
        ranks = shown.suppliers["rank"].dropna()
        assert list(ranks) == list(range(1, len(ranks) + 1))
        assert shown.expected_wrong_rejections == everything.expected_wrong_rejections


def test_other_filters_restrict_the_trials_and_everything_is_computed_from_those(example):
    spring = rank(example, Filters(rounds=("Spring 2026",)), as_of=AS_OF)
    assert set(spring.trials["round"]) == {"Spring 2026"}
    assert spring.suppliers["trials"].sum() == len(spring.trials)
    period = rank(example, Filters(start=date(2026, 3, 1), end=date(2026, 3, 31)), as_of=AS_OF)
    assert set(period.trials["trial_id"]) == set(spring.trials["trial_id"])
    anna = rank(example, Filters(testers=("Anna",), order_classes=("large",)), as_of=AS_OF)
    assert set(anna.trials["tester"]) == {"Anna"}
    assert set(anna.trials["order_class"]) == {"large"}
    empty = rank(example, Filters(rounds=("Summer",)), as_of=AS_OF)
    assert empty.suppliers.empty
    assert documents.rank_document(empty)["suppliers"] == []


def test_the_past_can_be_looked_at_again(example):
    before = rank(example, as_of=datetime(2026, 2, 1))
    assert before.suppliers.empty
    spring = rank(example, as_of=datetime(2026, 6, 1))
    assert set(spring.trials["round"]) == {"Spring 2026"}


def test_ranks_are_one_more_than_the_number_of_better_scores(example):
    suppliers = rank(example, as_of=AS_OF).suppliers
    scored = suppliers[suppliers["score"].notna()]
    for row in scored.itertuples():
        assert row.rank == 1 + (scored["score"] > row.score).sum()
        assert 1 <= row.rank_low <= row.rank_high <= len(scored)
        assert row.score_low <= row.score_low_50 <= row.score <= row.score_high_50 <= row.score_high
    assert suppliers["score"].isna().tolist() == sorted(suppliers["score"].isna())


def test_the_curve_says_what_a_ranking_at_that_threshold_says(example):
    held = rank(example, Filters(categories=("Packaging", "Catering")), as_of=AS_OF)
    curve = held.curve().set_index("threshold")
    assert list(curve.index) == list(range(101))
    assert (curve[["pass", "retry", "reject"]].sum(axis=1) == len(held.suppliers)).all()
    for threshold in (0, 35, 60, 85, 100):
        tried = rank(
            example, Filters(categories=("Packaging", "Catering")), as_of=AS_OF, threshold=float(threshold)
        )
        counts = tried.suppliers["verdict"].value_counts()
        for each in ("pass", "retry", "reject"):
            assert curve.loc[threshold, each] == counts.get(each, 0)
        wrong = tried.expected_wrong_rejections
        assert curve.loc[threshold, "expected_wrong_rejections"] == pytest.approx(
            np.nan if wrong is None else wrong, nan_ok=True
        )


def test_thresholds_by_category_the_highest_of_a_suppliers_and_with_one_chosen_that_ones(takes, store):
    takes(
        "supplier,trial_id,event,occurred_at,category\n"
        "A,T1,request,2026-03-02,Paper\nA,T2,request,2026-03-02,Boxes\nB,T1,request,2026-03-02,Boxes\n"
    )
    policy = load_policy().with_threshold(80, "Paper").with_threshold(40, "Boxes")

    def thresholds(*categories):
        found = rank(store, Filters(categories=categories), policy=policy, as_of=AS_OF)
        return found.threshold, dict(found.suppliers[["supplier", "threshold"]].to_numpy().tolist())

    assert thresholds() == (60, {"A": 80, "B": 40})
    assert thresholds("Boxes") == (40, {"A": 40, "B": 40})
    assert thresholds("Boxes", "Paper") == (60, {"A": 80, "B": 40})


def test_trials_and_spend_are_over_all_trials_rates_over_the_scored(example):
    schoon = rank(example, as_of=AS_OF).suppliers.set_index("supplier").loc["Schoon & Co"]
    assert (schoon["trials"], schoon["scored_trials"], schoon["burnt"]) == (2, 1, 1)
    assert schoon["spend"] == {"EUR": 112.0}  # 55 for the burnt one, 57 for the other


def test_a_knock_out_changes_neither_score_nor_probability(example):
    policy = load_policy()
    without = policy.model_copy(update={"knock_outs": {}})
    columns = ["score", "p_below", "rank", "lean"]
    judged, free = (rank(example, as_of=AS_OF, policy=each) for each in (policy, without))
    pd.testing.assert_frame_equal(by_name(judged, columns), by_name(free, columns))
    assert judged.suppliers["knock_outs"].map(len).sum() == 5
    assert free.suppliers["knock_outs"].map(len).sum() == 0


def test_an_empty_store_has_an_empty_ranking(store):
    found = rank(store, as_of=AS_OF)
    assert found.suppliers.empty
    assert found.expected_wrong_rejections is None
    assert len(found.curve()) == 101


def test_every_verdict_has_its_reasons_and_what_would_change_it(example):
    for row in rank(example, as_of=AS_OF).suppliers.itertuples():
        assert len(row.reasons) >= 2
        assert row.reasons[-1] == row.would_change
        assert all(not reason[0].islower() and reason.endswith(".") for reason in row.reasons)


def test_one_trial_each_is_a_first_impression_and_no_verdict(takes, store):
    log, _truth = simulate(suppliers=15, trials=(1, 1), testers=2, seed=4)
    takes(log.to_csv(index=False))
    suppliers = rank(store, as_of=AS_OF).suppliers
    judged = suppliers[suppliers["knock_outs"].map(len) == 0]
    assert len(judged) >= 10
    assert set(judged["verdict"]) == {verdict.RETRY}
    assert set(judged["rule"]) <= {verdict.FEW_TRIALS, verdict.ALL_DECLINED}
    assert judged["lean"].notna().all()
    assert judged["p_best_third"].between(0, 1).all()
    assert suppliers["p_best_third"].sum() == pytest.approx(best_third(len(suppliers)))


def test_the_totals_are_of_those_shown(takes, store):
    takes(
        "supplier,trial_id,category,requested_at,first_reply_at,outcome,order_value,currency\n"
        "A,T1,Paper,2026-01-05 10:00,2026-01-05 11:00,fulfilled,10,EUR\n"
        "A,T2,Paper,2026-01-05 10:00,2026-01-05 11:00,fulfilled,5,USD\n"
        "B,T3,Paper,2026-01-05 10:00,2026-01-05 11:00,fulfilled,2.5,EUR\n"
        "C,T4,Glass,2026-01-05 10:00,2026-01-05 11:00,fulfilled,100,EUR\n"
    )
    found = rank(store, Filters(categories=("Paper",)), as_of=AS_OF)
    assert found.spend == {"EUR": 12.5, "USD": 5.0}
    assert sum(found.verdicts.values()) == 2
    assert found.verdicts[verdict.RETRY] == (found.suppliers["verdict"] == "retry").sum()
    assert list(found.verdicts) == ["pass", "retry", "reject"]
    nobody = rank(store, Filters(categories=("nothing",)), as_of=AS_OF)
    assert (nobody.spend, nobody.verdicts) == ({}, {"pass": 0, "retry": 0, "reject": 0})


def test_grades_are_of_those_shown(example):
    everything = rank(example, as_of=AS_OF).suppliers
    graded = everything["grade"].dropna()
    assert list(graded) == sorted(graded)
    assert graded.iloc[0] == 1 < graded.iloc[-1]
    alone = rank(example, Filters(categories=("Cleaning",)), as_of=AS_OF).suppliers
    assert alone["grade"].min() == 1
    assert alone["clearly_better_than"].max() < len(alone)
