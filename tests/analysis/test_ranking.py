"""The ranking as one function: filters, thresholds, the curve, and what changes what."""

from datetime import date, datetime

import pandas as pd
import pytest

from tests.conftest import ROOT
from trialmetrics.analysis import estimates, verdict
from trialmetrics.analysis.ranking import Filters, rank
from trialmetrics.export import documents
from trialmetrics.policy import load_policy
from trialmetrics.simulation import simulate
from trialmetrics.text.reason_text import text

AS_OF = datetime(2026, 11, 24, 12)
EXAMPLE = ROOT / "data" / "example-log.csv"
FIGURES = [
    "score", "score_low", "score_high", "raw_score", "p_below", "coverage", "trials", "scored_trials", "served", "verdict",
]  # fmt: skip
KEY = ["supplier", "category"]
EVENTS = "supplier,trial_id,event,occurred_at,category,order_class,tester,courtesy,note\n"


@pytest.fixture
def example(takes, store):
    takes(EXAMPLE)
    return store


def by_name(ranking, columns=FIGURES):
    return ranking.suppliers.set_index(KEY)[columns].sort_index()


def trial(supplier, number, *events, category="Paper", order_class="small", tester="Ann", month=3):
    """A trial requested on the 2nd of a month of 2026; `events` are written as `day hour event` or with a rating behind."""
    rows = [f"{supplier},{number},request,2026-{month:02}-02 09:00,{category},{order_class},{tester},,"]
    for event in events:
        day, hour, word, *more = event.split(" ", 4)
        courtesy, note = [*more, "", ""][:2]
        rows.append(
            f"{supplier},{number},{word},2026-{month:02}-{int(day):02} {hour}:00,,,,{courtesy},{note}"
        )
    return "\n".join(rows) + "\n"


def good(supplier, number, **attributes):
    return trial(
        supplier,
        number,
        "02 10 reply",
        "02 11 initiative",
        "03 10 delivery",
        "04 10 assessment 4.5",
        **attributes,
    )


def silent(supplier, number, **attributes):
    return trial(supplier, number, "06 10 chase", "13 10 chase", "27 10 closed", **attributes)


def test_a_category_filter_hides_candidates_and_renumbers_but_changes_no_score(example):
    everything = rank(example, as_of=AS_OF)
    for category in ("Packaging", "Printing", "catering", "Cleaning"):
        shown = rank(example, Filters(categories=(category,)), as_of=AS_OF)
        assert {each.casefold() for each in shown.suppliers["category"]} == {category.casefold()}
        same = by_name(everything).loc[by_name(shown).index]
        pd.testing.assert_frame_equal(by_name(shown), same)
        ranks = shown.suppliers["rank"].dropna()
        assert list(ranks) == list(range(1, len(ranks) + 1))


def test_the_unit_is_the_supplier_in_a_category(takes, store):
    takes(
        EVENTS + good("A", 1) + good("A", 2) + silent("A", 3, category="Tape") + silent("A", 4, category="Tape")
        + good("B", 5) + good("B", 6, category="Tape")
    )  # fmt: skip
    suppliers = rank(store, as_of=AS_OF).suppliers.set_index(KEY)
    assert len(suppliers) == 4
    paper, tape = suppliers.loc[("A", "Paper")], suppliers.loc[("A", "Tape")]
    assert (paper["served"], paper["served_of"], paper["knock_outs"]) == (2, 2, [])
    assert (tape["served"], tape["served_of"], tape["knock_outs"]) == (0, 2, ["ignored"])
    assert (paper["elsewhere"], tape["elsewhere"]) == (["Tape"], ["Paper"])
    totals = paper["supplier_totals"]
    assert (totals["trials"], totals["served"], totals["served_of"]) == (4, 2, 4)
    assert totals["raw_score"] == pytest.approx((2 * paper["raw_score"] + 2 * tape["raw_score"]) / 4)


def test_small_trials_judge_and_large_ones_compare(takes, store):
    takes(
        EVENTS + silent("A", 1) + silent("A", 2) + good("A", 3, order_class="large") + good("A", 4, order_class="large")
        + good("B", 5, order_class="large") + good("B", 6, order_class="large")
    )  # fmt: skip
    suppliers = rank(store, as_of=AS_OF).suppliers.set_index("supplier")
    assert (suppliers.loc["A", "judged_on"], suppliers.loc["A", "knock_outs"]) == ("small", ["ignored"])
    assert (suppliers.loc["B", "judged_on"], suppliers.loc["B", "scored_trials"]) == ("large", 2)
    assert "judged_on_large" in codes(suppliers.loc["B"])
    assert {"code": "large_compared", "trials": 2} in suppliers.loc["A", "reasons"]


def test_on_large_orders_alone_nobody_passes(takes, store):
    takes(EVENTS + "".join(good(name, n, order_class="large") for name in "ABC" for n in range(4)))
    assert set(rank(store, as_of=AS_OF).suppliers["verdict"]) == {"pass"}
    large = rank(store, Filters(order_classes=("large",)), as_of=AS_OF)
    assert set(large.suppliers["verdict"]) == {"retry"}
    assert "large_only" in codes(large.suppliers.iloc[0])
    both = rank(store, Filters(order_classes=("large", "small")), as_of=AS_OF)
    assert set(both.suppliers["verdict"]) == {"pass"}


def codes(candidate):
    return [reason["code"] for reason in candidate["reasons"]]


def test_what_the_reader_is_told_of_a_single_incident_and_its_words(takes, store):
    rude = trial(
        "A",
        9,
        "02 10 reply",
        "02 11 rude  Not for an order like that",
        "03 10 delivery",
        "04 10 assessment 4.5",
    )
    takes(EVENTS + "".join(good("A", n) for n in range(4)) + rude)
    (row,) = rank(store, as_of=AS_OF).suppliers.to_dict("records")
    assert (row["verdict"], row["vetoes"], row["knock_outs"]) == ("retry", ["incident"], [])
    quote = {
        "code": "quote", "event": "rude", "words": "Not for an order like that", "tester": "Ann", "on": "2026-03-02",
        "trial_id": "9",
    }  # fmt: skip
    assert quote in row["reasons"]
    assert row["would_change"] == {"code": "would_change_person"}


def test_expected_errors_are_counts_over_what_is_shown(takes, store):
    bad = [
        ("02 17 reply", "20 10 error", "20 11 error", "20 12 error", "20 13 delivery", "21 10 assessment 1")
    ]
    takes(
        EVENTS
        + "".join(trial("Bad", n, *bad[0]) for n in range(6))
        + "".join(trial("Worse", n, *bad[0], category="Tape") for n in range(6))
        + "".join(good(f"Good{m}", n) for m in range(5) for n in range(6))
    )
    found = rank(store, as_of=AS_OF)
    suppliers = found.suppliers
    rejected, passed = suppliers[suppliers["rule"] == "below"], suppliers[suppliers["rule"] == "above"]
    assert (len(rejected), len(passed)) == (2, 5)
    assert found.expected_wrong_rejections == pytest.approx((1 - rejected["p_below"]).sum())
    assert found.expected_wrong_invitations == pytest.approx(passed["p_below"].sum())
    assert found.least_certain["reject"] == rejected.loc[rejected["p_below"].idxmin(), "supplier"]
    assert found.least_certain["pass"] == passed.loc[passed["p_below"].idxmax(), "supplier"]
    tape = rank(store, Filters(categories=("Tape",)), as_of=AS_OF)
    (worse,) = tape.suppliers.to_dict("records")
    assert tape.expected_wrong_rejections == pytest.approx(1 - worse["p_below"])
    assert (tape.expected_wrong_invitations, tape.least_certain) == (0, {"reject": "Worse", "pass": None})


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


def test_the_past_can_be_looked_at_again(takes, store):
    takes(EVENTS + good("A", 1, month=3) + good("B", 2, month=6))
    assert rank(store, as_of=datetime(2026, 2, 1)).suppliers.empty
    assert list(rank(store, as_of=datetime(2026, 5, 1)).suppliers["supplier"]) == ["A"]
    assert len(rank(store, as_of=datetime(2026, 7, 1)).suppliers) == 2


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
        for name in ("expected_wrong_rejections", "expected_wrong_invitations"):
            assert curve.loc[threshold, name] == pytest.approx(getattr(tried, name))


def test_the_threshold_is_the_categorys(takes, store):
    takes(EVENTS + good("A", 1) + good("A", 2, category="Boxes") + good("B", 3, category="Tape"))
    policy = load_policy().with_threshold(80, "Paper").with_threshold(40, "Boxes")

    def thresholds(*categories, **what_if):
        found = rank(store, Filters(categories=categories), policy=policy, as_of=AS_OF, **what_if)
        return found.threshold, dict(found.suppliers[["category", "threshold"]].to_numpy().tolist())

    assert thresholds() == (60, {"Paper": 80, "Boxes": 40, "Tape": 60})
    assert thresholds("Boxes") == (40, {"Boxes": 40})
    assert thresholds("Boxes", "Paper") == (60, {"Boxes": 40, "Paper": 80})
    assert thresholds("Boxes", threshold=12.5) == (12.5, {"Boxes": 12.5})


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
    assert judged.suppliers["knock_outs"].map(len).sum() > 0
    assert free.suppliers["knock_outs"].map(len).sum() == 0


def test_an_empty_store_has_an_empty_ranking(store):
    found = rank(store, as_of=AS_OF)
    assert found.suppliers.empty
    assert (found.expected_wrong_rejections, found.expected_wrong_invitations) == (0, 0)
    assert found.least_certain == {"reject": None, "pass": None}
    assert len(found.curve()) == 101


def test_every_verdict_has_its_reasons_and_what_would_change_it(example):
    for row in rank(example, as_of=AS_OF).suppliers.itertuples():
        assert len(row.reasons) >= 2
        assert row.reasons[-1] == row.would_change
        sentences = [text(reason) for reason in row.reasons]
        assert all(not each[0].islower() and each.endswith(".") for each in sentences)
        assert len(set(sentences)) == len(sentences)


def test_one_trial_each_is_a_first_impression_and_no_verdict(takes, store):
    log, _truth = simulate(suppliers=15, trials=(1, 1), testers=2, seed=4)
    takes(log.to_csv(index=False))
    suppliers = rank(store, as_of=AS_OF).suppliers
    judged = suppliers[suppliers["knock_outs"].map(len) == 0]
    assert len(judged) >= 10
    assert set(judged["verdict"]) == {verdict.RETRY}
    assert set(judged["rule"]) <= {
        verdict.FEW_TRIALS,
        verdict.ALL_DECLINED,
        verdict.NOTHING_SCORED,
        verdict.THIN_COVERAGE,
    }
    assert judged.loc[judged["scored_trials"] > 0, "lean"].notna().all()


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


def test_the_window_and_a_chosen_period(takes, store):
    takes(EVENTS + silent("A", 1) + silent("A", 2) + good("A", 3, month=10))
    (old,) = rank(store, as_of=datetime(2028, 9, 1)).suppliers.to_dict("records")
    assert (old["trials"], old["scored_trials"], old["served_of"], old["knock_outs"]) == (3, 1, 1, [])
    assert {"code": "too_long_ago", "trials": 2, "months": 24} in old["reasons"]
    period = Filters(start=date(2026, 3, 1), end=date(2026, 3, 31))
    (then,) = rank(store, period, as_of=datetime(2028, 9, 1)).suppliers.to_dict("records")
    assert (then["trials"], then["served_of"], then["knock_outs"]) == (2, 2, ["ignored"])


def test_clearly_better_is_among_those_shown(example):
    alone = rank(example, Filters(categories=("Cleaning",)), as_of=AS_OF).suppliers
    assert alone["clearly_better_than"].max() < len(alone)


def test_the_worth_of_what_came_to_nothing():
    policy = load_policy()
    sums = pd.DataFrame(
        {
            "category": ["Paper", "Tape", "Paper", "Paper"], "state": ["ignored", "ignored", "brushed_off", "dropped"],
            "n": [3, 1, 2, 2], "sum_y": [30.0, 0.0, 12.0, 90.0],
        }
    )  # fmt: skip
    counts = pd.DataFrame({"judged_ignored": [5, 1], "judged_brushed_off": [2, 0], "judged_dropped": [0, 2]})
    # Silence 0 whatever it scored, a brush-off 6, a drop 45 and so 40; the six silent ones count whether scored or not:
    # (6 x 0 + 2 x 6 + 2 x 40) / 10.
    assert estimates.worth_of_nothing(counts, sums, policy) == pytest.approx(9.2)
    # What a drop is worth nobody knows: (6 x 0 + 2 x 6) / 8.
    assert estimates.worth_of_nothing(counts, sums.iloc[:3], policy) == pytest.approx(1.5)
    assert estimates.worth_of_nothing(counts, sums.iloc[:0], policy) == 0
    assert estimates.worth_of_nothing(0 * counts, sums, policy) == 0


def test_only_another_tester_can_tell():
    judged = pd.DataFrame({"supplier_key": list("abc"), "category": "Paper"})
    sums = pd.DataFrame(
        {"supplier_key": list("abbc"), "category": "Paper", "tester": ["Ann", "Ann", "Bob", "Carl"], "n": 2}
    )
    model = object()  # only whether there is one matters here
    assert list(estimates.only_other_tester(model, judged, sums)) == [False, False, True]
    # Two groups alike: neither says anything of the other.
    alike = sums[sums["supplier_key"] != "b"]
    assert list(estimates.only_other_tester(model, judged, alike)) == [True, False, True]
    linked = pd.concat([sums, sums.iloc[:1].assign(tester="Carl")])
    assert list(estimates.only_other_tester(model, judged, linked)) == [False] * 3
    assert list(estimates.only_other_tester(model, judged, sums.assign(tester="Ann"))) == [False] * 3
    assert list(estimates.only_other_tester(None, judged, sums)) == [False] * 3
