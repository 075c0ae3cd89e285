"""Small orders against large ones in the ranking: what is judged, what is only shown, what it says."""

import json
import math

import numpy as np
import pandas as pd
import pytest

from tests.test_ranking import AS_OF, EXAMPLE
from trialmetrics import documents, small_orders
from trialmetrics.policy import load_policy
from trialmetrics.ranking import Filters, rank

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
    assert row["reasons"][0].startswith("Small orders score ")
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
    assert "too few trials of one kind" in small_orders.of_one(supplier(found), POLICY)


def test_what_was_not_observed_is_null(ranked):
    found = ranked(
        trials_of("A", "small", [3, 4]),
        trials_of("B", "small", [3, 4], "Paper"),
        trials_of("B", "large", [4, 5], "Paint"),
    )
    nothing = dict.fromkeys(small_orders.COLUMNS)
    assert measures(found) == {"small_score": 62.5, "large_score": None, **nothing}
    # Both classes, but in no category both: two means, and nothing to compare.
    assert measures(found, "B") == {"small_score": 62.5, "large_score": 87.5, **nothing}
    assert small_orders.compared(found.suppliers, found.trials).empty


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
    row = supplier(found)
    assert row["large_score"] - row["small_score"] == pytest.approx(37.5)
    assert abs(row["small_penalty"]) < 0.5
    assert row["p_small_penalty"] < 0.01
    shown = small_orders.compared(found.suppliers, found.trials).set_index("supplier").loc["A"]
    assert shown["large"] == pytest.approx(shown["small"])


def test_without_the_rule_the_difference_is_shown_and_knocks_nobody_out(takes, store):
    takes(EXAMPLE)
    rules = {name: rule for name, rule in POLICY.knock_outs.items() if name != "small_penalty"}
    found = rank(store, as_of=AS_OF, policy=POLICY.model_copy(update={"knock_outs": rules}))
    row = supplier(found, "Grootdruk Europa")
    assert row["small_penalty"] > 40
    assert row["knock_outs"] == []
    rows = small_orders.compared(found.suppliers, found.trials)
    assert "Clearly worse with small ones: Grootdruk Europa." in small_orders.sentence(rows, found.policy)


def test_one_class_alone_has_no_penalty(takes, store):
    takes(EXAMPLE)
    small = rank(store, Filters(order_classes=("small",)), as_of=AS_OF)
    assert small.suppliers[list(small_orders.COLUMNS)].isna().all(axis=None)
    assert small_orders.by_category(small.trials).empty
    assert small_orders.compared(small.suppliers, small.trials).empty


def trial_frame(*trials):
    columns = ["supplier_key", "category", "order_class", "score"]
    return pd.DataFrame(trials, columns=columns).assign(scored=True)


def test_the_two_marks_by_hand():
    trials = trial_frame(
        ("a", "Paper", "small", 40), ("a", "Paper", "small", 60), ("a", "Paper", "large", 80),
        ("a", "Paint", "small", 10), ("a", "Paint", "large", 20), ("a", "Tape", "large", 99),
        ("b", "Paper", "small", 70),
    )  # fmt: skip
    found = small_orders.by_category(trials)
    assert found.to_dict("records") == [
        {"supplier_key": "a", "category": "Paint", "small": 10, "n_small": 1, "large": 20, "n_large": 1},
        {"supplier_key": "a", "category": "Paper", "small": 50, "n_small": 2, "large": 80, "n_large": 1},
    ]
    suppliers = pd.DataFrame(
        {
            "supplier_key": ["b", "a"],
            "supplier": ["B", "A"],
            "verdict": "retry",
            **dict.fromkeys(small_orders.COLUMNS, 1.0),
        }
    )
    (row,) = small_orders.compared(suppliers, trials).to_dict("records")
    # Paint tells 1 x 1 / 2 = 1/2, Paper 2 x 1 / 3 = 2/3.
    assert row["small"] == pytest.approx((10 / 2 + 50 * 2 / 3) / (1 / 2 + 2 / 3))
    assert row["large"] == pytest.approx((20 / 2 + 80 * 2 / 3) / (1 / 2 + 2 / 3))
    assert (row["supplier"], row["n_small"], row["n_large"]) == ("A", 3, 2)


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
    assert small_orders.words(row) == expected


def test_sentences(takes, store):
    takes(EXAMPLE)
    found = rank(store, as_of=AS_OF)
    rows = small_orders.compared(found.suppliers, found.trials)
    assert small_orders.sentence(rows, POLICY) == (
        "5 suppliers had small and large orders in the same category. Clearly worse with small ones: Grootdruk Europa. "
        "4 have too few trials of one kind to be judged; what happened is shown."
    )
    charted = small_orders.charted(rows)
    assert dict(zip(charted["label"], charted["judged"], strict=True)) == {
        "De Vries Verpakkingen": False, "Brandt Kartonnage GmbH": False, "Grootdruk Europa": True,
        "Van Dam Partyservice": False, "Noordzee Packaging B.V.": False,
    }  # fmt: skip
    assert small_orders.of_one(dict.fromkeys(small_orders.COLUMNS, np.nan), POLICY) == ""
