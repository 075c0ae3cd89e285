"""The order class of a trial: what the log says, else the policy's limit for its order value, else the default."""

import pytest

from tests.measures.worked import log, measured, one, policy_with, rows, said

REQUEST = "2026-03-02 09:00 request"
RULE = {"EUR": 2500, "USD": 3000}


def order_class(policy=None, **attributes):
    trial = one(REQUEST, policy=policy or policy_with(large_from=RULE), **attributes)
    return trial["order_class"], trial["order_class_from"]


@pytest.mark.parametrize(
    ("value", "currency", "expected"),
    [
        (2500.0, "EUR", ("large", "rule")),
        (2499.99, "EUR", ("small", "rule")),
        (2500.0, "USD", ("small", "rule")),
        (3000.0, "USD", ("large", "rule")),
        # The policy's currency is that of a value without one.
        (9000.0, None, ("large", "rule")),
        (0.0, None, ("small", "rule")),
        # No rule for the currency, no value: the default.
        (9000.0, "GBP", ("small", "default")),
        (None, "EUR", ("small", "default")),
    ],
)
def test_the_limit_of_the_currency_decides(value, currency, expected):
    assert order_class(order_value=value, currency=currency) == expected


@pytest.mark.parametrize("noted", ["small", "large"])
@pytest.mark.parametrize("value", [10.0, 9000.0, None])
def test_what_the_log_says_wins(noted, value):
    assert order_class(order_class=noted, order_value=value) == (noted, "log")


def test_without_a_rule_the_value_says_nothing():
    assert order_class(policy_with(), order_value=9000.0) == ("small", "default")


def test_a_default_of_large_holds_where_the_rule_says_nothing():
    policy = policy_with(large_from={"EUR": 2500}, order_class="large")
    assert order_class(policy, order_value=100.0) == ("small", "rule")
    assert order_class(policy, order_value=100.0, currency="USD") == ("large", "default")
    assert order_class(policy) == ("large", "default")


def test_value_and_currency_may_stand_on_different_rows_and_the_earliest_holds():
    trial = one(
        REQUEST,
        said("2026-03-03 10:00 quote", order_value=2900.0),
        said("2026-03-04 10:00 invoice", order_value=3100.0, currency="USD"),
        policy=policy_with(large_from=RULE),
    )
    # 2,900 in dollars, of which 3,000 are large.
    assert (trial["order_class"], trial["order_class_from"]) == ("small", "rule")


# Acme delivered the order of EUR 80 and brushed off the one of EUR 4,000.
TWO = [
    *log(REQUEST, "2026-03-02 10:00 reply", "2026-03-03 10:00 delivery", trial="a", order_value=80.0),
    *log(REQUEST, "2026-03-02 10:00 brush_off", trial="b", order_value=4000.0),
]


def candidate(**options):
    measures = measured(TWO, **options)
    judged = [trial["trial_id"] for trial in rows(measures.trial) if trial["judged"]]
    (found,) = rows(measures.candidate_total)
    return judged, found["judged_on"], found["served"], found["served_of"]


def test_small_orders_judge_and_large_ones_by_rule_do_not():
    assert candidate() == (["a", "b"], "small", 1, 2)
    assert candidate(policy=policy_with(large_from={"EUR": 2500})) == (["a"], "small", 1, 1)
    # Both are large: large ones judge where no small one has ended.
    assert candidate(policy=policy_with(large_from={"EUR": 80})) == (["a", "b"], "large", 1, 2)


def test_a_filter_of_large_orders_finds_those_by_rule():
    policy = policy_with(large_from={"EUR": 2500})
    assert candidate(policy=policy, order_classes=["large"]) == (["b"], "large", 0, 1)


def test_small_and_large_by_rule_are_summed_apart():
    (found,) = rows(measured(TWO, policy=policy_with(large_from={"EUR": 2500})).candidate_total)
    # The brush-off is capped at 20 and its outcome counts 0, of what is observed: reply within 1 h 100 (20), outcome 0 (5).
    assert found["large_score"] == 20
    assert found["small_score"] > 60
