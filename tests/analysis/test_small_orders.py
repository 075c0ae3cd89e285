"""Small orders against large ones in the ranking: what is judged, what is only shown, what it says."""

import json
import math

import numpy as np
import pandas as pd
import pytest

from tests.analysis.test_ranking import AS_OF, EXAMPLE
from trialmetrics.analysis import small_orders
from trialmetrics.analysis.ranking import Filters, rank
from trialmetrics.export import documents
from trialmetrics.policy import load_policy
from trialmetrics.text import small_order_text

POLICY = load_policy()


def trials_of(supplier, order_class, ratings, category="Paper", tester=""):
    """Fulfilled trials whose courtesy rating is, where nothing else counts, their score: 1 is 0, 5 is 100."""
    rows = ""
    for n, rating in enumerate(ratings):
        trial = f"{supplier},{supplier}{category}{order_class}{tester}{n}"
        rows += f"{trial},request,2026-03-02 10:00,{category},{order_class},{tester},\n"
        rows += f"{trial},reply,2026-03-02 11:00,,,,\n{trial},delivery,2026-03-03 10:00,,,,\n"
        rows += f"{trial},assessment,2026-03-03 11:00,,,,{rating}\n"
    return rows


@pytest.fixture
def ranked(takes, store):
    """Rank these trials, of which a courtesy rating is all that counts."""

    def ranking(*logs):
        takes("supplier,trial_id,event,occurred_at,category,order_class,tester,courtesy\n" + "".join(logs))
        criteria = {
            name: each.model_copy(update={"weight": float(name == "courtesy")})
            for name, each in POLICY.criteria.items()
        }
        return rank(store, as_of=AS_OF, policy=POLICY.model_copy(update={"criteria": criteria}))

    return ranking


def supplier(ranking, name="A"):
    return ranking.suppliers.set_index("supplier").loc[name]


def measures(ranking, name="A"):
    document = json.loads(json.dumps(documents.rank_document(ranking), allow_nan=False))
    (found,) = (each["measures"] for each in document["suppliers"] if each["supplier"] == name)
    return {key: each for key, each in found.items() if key.endswith("_score") or "small_penalty" in key}


STEADY = "".join(
    trials_of(name, side, [4, 4.1, 3.9]) for name in ("B", "C", "D") for side in ("small", "large")
)


def test_three_of_each_class_can_knock_out(ranked):
    found = ranked(trials_of("A", "small", [1, 1.2, 1.1]), trials_of("A", "large", [4.8, 5, 4.9]), STEADY)
    row = supplier(found)
    assert (row["small_score"], row["large_score"]) == pytest.approx((2.5, 97.5))
    assert row["small_penalty"] > 60
    assert row["p_small_penalty"] > 0.99
    assert row["knock_outs"] == ["small_penalty"]
    assert row["verdict"] == "reject"
    assert row["reasons"][0]["code"] == "knocked_out_small_penalty"
    assert supplier(found, "B")["knock_outs"] == []


def test_two_of_a_class_are_judged_but_knock_nobody_out(ranked):
    found = ranked(trials_of("A", "small", [1, 1.2, 1.1]), trials_of("A", "large", [4.8, 5]), STEADY)
    assert supplier(found)["p_small_penalty"] > 0.99
    assert supplier(found)["knock_outs"] == []


@pytest.mark.parametrize(("small", "large"), [([1, 1.2, 1.1, 1], [5]), ([1], [4.8, 5, 4.9, 5]), ([1], [5])])
def test_one_trial_of_a_class_is_shown_and_not_judged(ranked, small, large):
    found = ranked(trials_of("A", "small", small), trials_of("A", "large", large), STEADY)
    told = measures(found)
    assert told["p_small_penalty"] is None
    assert told["small_penalty_low"] < told["small_penalty"] < told["small_penalty_high"]
    assert supplier(found)["knock_outs"] == []
    said = small_order_text.candidate_sentence(supplier(found), POLICY)
    assert "scored: too few of one kind to compare." in said
    assert "points" not in said


def test_what_was_not_observed_is_null(ranked):
    found = ranked(
        trials_of("A", "small", [3, 4]),
        trials_of("B", "small", [3, 4], "Paper"),
        trials_of("B", "large", [4, 5], "Paint"),
    )
    nothing = dict.fromkeys(small_orders.COLUMNS)
    assert measures(found) == {"small_score": 62.5, "large_score": None, **nothing}
    # B has both classes, but in no category both.
    paper, paint = (
        each["measures"] for each in documents.rank_document(found)["suppliers"] if each["supplier"] == "B"
    )
    assert {paper["small_score"], paint["small_score"]} == {62.5, None}
    assert {paper["large_score"], paint["large_score"]} == {87.5, None}
    assert (paper["small_penalty"], paint["small_penalty"]) == (None, None)
    assert small_orders.compared(found.suppliers).empty


def test_the_mix_of_categories_is_no_penalty(ranked):
    """All orders together say 38 points; in each category there is no difference at all (Simpson's paradox)."""
    found = ranked(
        *(
            trials_of(name, side, [middle - 0.1, middle, middle + 0.1] * n, category)
            for name in ("A", "B")
            for category, middle, few in (("Paper", 1.5, "large"), ("Paint", 4.5, "small"))
            for side in ("small", "large")
            for n in [1 if side == few else 3]
        )
    )
    mine = found.trials[found.trials["supplier"] == "A"].groupby("order_class")["score"].mean()
    assert mine["large"] - mine["small"] == pytest.approx(37.5)
    assert found.suppliers["small_penalty"].abs().max() < 0.5
    assert found.suppliers["p_small_penalty"].max() < 0.01
    assert found.suppliers["large_score"].to_numpy() == pytest.approx(
        found.suppliers["small_score"].to_numpy()
    )


def test_without_the_rule_the_difference_is_shown_and_knocks_nobody_out(takes, store):
    takes(EXAMPLE)
    rules = {name: rule for name, rule in POLICY.knock_outs.items() if name != "small_penalty"}
    found = rank(store, as_of=AS_OF, policy=POLICY.model_copy(update={"knock_outs": rules}))
    row = supplier(found, "Grootdruk Europa")
    assert row["small_penalty"] > 40
    assert row["knock_outs"] == []
    rows = small_orders.compared(found.suppliers)
    assert (
        "Small orders score less with Grootdruk Europa · Printing, with at least 90 % probability."
        in small_order_text.sentence(rows, found.policy)
    )


def test_one_class_alone_has_no_penalty(takes, store):
    takes(EXAMPLE)
    small = rank(store, Filters(order_classes=("small",)), as_of=AS_OF)
    assert small.suppliers[list(small_orders.COLUMNS)].isna().all(axis=None)
    assert small_orders.compared(small.suppliers).empty


def test_the_two_marks_are_the_candidates_own_means(ranked):
    found = ranked(
        trials_of("A", "small", [2, 3]), trials_of("A", "large", [4]), trials_of("A", "small", [1], "Paint"),
        trials_of("A", "large", [2], "Paint"), trials_of("A", "large", [5], "Tape"), trials_of("B", "small", [4]),
    )  # fmt: skip
    rows = small_orders.compared(found.suppliers).set_index("category")
    assert rows[["small", "large", "n_small", "n_large"]].to_dict("index") == {
        "Paper": {"small": pytest.approx(37.5), "large": pytest.approx(75), "n_small": 2, "n_large": 1},
        "Paint": {"small": pytest.approx(0), "large": pytest.approx(25), "n_small": 1, "n_large": 1},
    }
    assert set(rows.index) == {"Paper", "Paint"}
    assert not rows["judged"].any()


@pytest.mark.parametrize(
    ("penalty", "low", "high", "expected"),
    [
        (64.4, 52.8, 75.8, "64 points less (53 to 76)"),
        (7.9, -9.7, 26.5, "8 points less (10 more to 26 less)"),
        (-12.0, -20.0, -4.0, "12 points more (4 to 20)"),
        (-2.0, -20.0, 14.0, "2 points more (20 more to 14 less)"),
    ],
)
def test_the_difference_in_words(penalty, low, high, expected):
    row = dict(zip(small_orders.COLUMNS, (penalty, low, high, math.nan), strict=True))
    assert small_order_text.words(row) == expected


def test_sentences(takes, store):
    takes(EXAMPLE)
    found = rank(store, as_of=AS_OF)
    rows = small_orders.compared(found.suppliers)
    assert small_order_text.sentence(rows, POLICY) == (
        "5 candidates had small and large orders. Small orders score more than 15 points less with Grootdruk Europa · Printing, "
        "with at least 90 % probability. 4 have too few trials of one kind to compare."
    )
    assert list(small_order_text.with_labels(rows).loc[rows["judged"], "label"]) == [
        "Grootdruk Europa · Printing"
    ]
    assert small_order_text.candidate_sentence(dict.fromkeys(small_orders.COLUMNS, np.nan), POLICY) == ""


def test_a_difference_that_is_not_shown_to_be_large_is_not_denied():
    """12 points less, surely more than none, and more than 15 with a probability of 0.1 only."""
    rows = pd.DataFrame({"supplier": ["A"], "category": ["Paper"], "p_small_penalty": [0.1]})
    assert small_order_text.sentence(rows, POLICY) == (
        "1 candidate had small and large orders. With the one that can be compared it is not shown that small orders score more "
        "than 15 points less (with at least 90 % probability)."
    )


def test_of_many_comparisons_the_most_telling_are_shown_first():
    """Twenty rows, of which three are judged: those three, and of the others the nine with most trials of the rarer class."""
    rows = pd.DataFrame({
        "p_small_penalty": [np.nan] * 17 + [0.2, 0.99, 0.5], "n_small": [*range(1, 18), 3, 3, 3], "n_large": [50] * 20,
    })  # fmt: skip
    assert small_orders.telling(rows).index.tolist() == [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]
    assert small_orders.telling(rows[:3]).index.tolist() == [0, 1, 2]
