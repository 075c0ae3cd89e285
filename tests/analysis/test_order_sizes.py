"""From which order value on orders are suggested to be large: where the values fall into two groups, and nowhere else."""

import numpy as np
import pandas as pd
import pytest

from trialmetrics.analysis.order_sizes import SizeGap, size_gaps
from trialmetrics.engine import KeptTrials
from trialmetrics.policy import load_policy

SMALL, LARGE = [40, 45, 60, 80], [2400, 2500, 3000]


def gaps(values, currency="EUR", source="default", policy=None):
    trials = pd.DataFrame(
        {
            "trial_number": range(len(values)),
            "order_value": np.array(values, float),
            "currency": pd.Series(currency, range(len(values)), dtype=str),
            "order_class_from": pd.Series(source, range(len(values)), dtype=str),
        }
    )
    return size_gaps(KeptTrials(trials), policy or load_policy())


def test_a_gap_with_a_round_limit_in_its_middle():
    # From 80 to 2,400; the middle is the root of 192,000, 438; of 200, 500 and 1,000 the nearest is 500.
    assert gaps([*SMALL, *LARGE]) == [SizeGap("EUR", 4, 80, 3, 2400, 500)]


@pytest.mark.parametrize(
    ("low", "high", "limit"),
    # Middles: 300 (150-600), 1,225 (500-3,000), 5.48 (2-15), 44,721 (10,000-200,000).
    [(150, 600, 200), (500, 3000, 1000), (2, 15, 5), (10_000, 200_000, 50_000)],
)
def test_the_limit_is_round_and_within_the_gap(low, high, limit):
    (gap,) = gaps([low / 3, low / 3, low, high, high * 4, high * 4])
    assert low < gap.limit == limit <= high


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([40, 60, 2400, 3000], "two of each are too few"),
        ([*SMALL, 2400, 2500], "two large ones may be exceptions"),
        ([*[50] * 40, 2400, 2500, 3000], "so are three of 43"),
        ([100, 100, 100, 900, 900, 900], "9 times as much is one kind of order"),
        ([10, 20, 40, 80, 160, 320, 640, 1280], "as wide as any other gap"),
        ([10, 11, 12, 60, 66, 70, 300, 310, 320], "three kinds: 12 to 60 is hardly wider than 70 to 300"),
        ([0, 0, 0, 0, 2400, 2500, 3000], "an order of nothing has no size"),
        ([None] * 6, "no value"),
        ([], "no trial"),
    ],
)
def test_no_gap(values, why):
    assert gaps(values) == [], why


def test_where_any_class_was_noted_nothing_is_suggested():
    assert gaps([*SMALL, *LARGE], source=["log", *["default"] * 6]) == []


def test_each_currency_has_its_own_unless_the_policy_has_a_limit():
    values, currencies = [*SMALL, *LARGE] * 2, ["USD"] * 7 + ["EUR"] * 7
    assert [gap.currency for gap in gaps(values, currencies)] == ["EUR", "USD"]
    policy = load_policy().with_large_from({"USD": 500})
    assert [gap.currency for gap in gaps(values, currencies, policy=policy)] == ["EUR"]


def test_one_kind_of_order_whose_values_spread_is_left_alone():
    random = np.random.default_rng(7)
    assert not any(gaps(100 * np.exp(0.5 * random.normal(size=n))) for n in range(6, 200))
