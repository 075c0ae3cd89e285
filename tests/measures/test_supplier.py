"""What the trials of a supplier come to: counts, means, sums, money."""

import pytest

from tests.measures.worked import log, measured, policy_with, rows, said, sheet_row


def trial(name, *events, supplier="Acme", **attributes):
    return log("2026-03-02 09:00 request", *events, trial=name, supplier=supplier, **attributes)


REPLY, DELIVERY, CLOSED = "2026-03-02 10:00 reply", "2026-03-10 delivery", "2026-03-11 closed"

EVERYTHING = (
    trial("a", REPLY, DELIVERY, category="Paint", tester="Ann", order_value=100, order_class="large")
    + trial(
        "b",
        "2026-03-03 10:00 chase",
        "2026-03-04 chase",
        CLOSED,
        category="Paint",
        tester="Ann",
        order_value=20.5,
    )
    + trial("c", "2026-03-02 10:00 brush_off", category="Tape", tester="Bob", order_value=10, currency="USD")
    + trial("d", said("2026-03-02 10:00 decline", note="sorry"), tester="Bob")
    + trial("e", REPLY, said("2026-03-03 rude", note="pah"), "2026-03-03 chase", CLOSED, tester="Bob")
    + trial("f", REPLY, DELIVERY, "2026-03-12 disclosed", "2026-03-12 belittling", order_value=1000)
    + log("2026-03-30 09:00 request", said("2026-03-30 10:00 rude", note="what now"), trial="g")
    + log("2026-03-02 09:00 reply", trial="h", category="Tape")
    + trial("i", REPLY, DELIVERY, "2026-03-12 belittling")
    + trial("a", CLOSED, supplier="Bolt")
)

# a: responsiveness 100 x 20, follow_through 100 x 15, care 100 x 15, outcome 100 x 5, devotion 50 x 5: 5750 of 60.
# i the same; b silence: 0 of 40; c brushed off: 3500 of 40, capped; d declined: (2000 + 1500 + 350) of 40;
# e dropped, one chase: (2000 + 900 + 1500 + 50 + 250) of 60 is 78.3, capped.
A, B, C, D, E = 5750 / 60, 0, 20, 96.25, 40


@pytest.fixture(scope="module")
def everything():
    return measured(EVERYTHING)


@pytest.fixture(scope="module")
def acme(everything):
    return rows(everything.supplier_total)[0]


def test_one_row_per_supplier(everything):
    assert list(everything.supplier_total["supplier"]) == ["Acme", "Bolt"]
    assert list(everything.supplier_total["supplier_key"]) == ["acme", "bolt"]


def test_trials_are_counted_by_state(acme):
    assert (acme["trials"], acme["scored_trials"]) == (9, 6)
    states = ("fulfilled", "ignored", "brushed_off", "declined", "dropped", "burnt", "open", "incomplete")
    assert [acme[state] for state in states] == [2, 1, 1, 1, 1, 1, 1, 1]


def test_scores_are_means_over_scored_trials(acme):
    assert acme["raw_score"] == pytest.approx((2 * A + B + C + D + E) / 6, abs=1e-9)
    assert acme["coverage"] == pytest.approx((60 + 60 + 40 + 40 + 40 + 60) / 6, abs=1e-9)
    # Large: a; small: the other five.
    assert acme["large_score"] == pytest.approx(A, abs=1e-9)
    assert acme["small_score"] == pytest.approx((A + B + C + D + E) / 5, abs=1e-9)
    assert (acme["scored_large"], acme["scored_small"]) == (1, 5)


def test_criteria_are_means_over_scored_trials_that_have_a_value(acme):
    # Responsiveness a, c, d, e, i 100, b 0; follow_through a, c, d, i 100, e 60, b 0.
    assert acme["responsiveness"] == pytest.approx(500 / 6, abs=1e-9)
    assert acme["follow_through"] == pytest.approx(460 / 6, abs=1e-9)
    # Care and devotion: a, e, i only. Outcome 100, 0, 0, 70, 10, 100.
    assert (acme["care"], acme["devotion"]) == (100, 50)
    assert acme["outcome"] == pytest.approx(280 / 6, abs=1e-9)
    assert (acme["courtesy"], acme["welcome"], acme["helpfulness"]) == (None, None, None)


def test_rates_over_scored_trials(acme):
    assert acme["answered_rate"] == pytest.approx(5 / 6, abs=1e-12)
    assert acme["chases_per_trial"] == pytest.approx(3 / 6, abs=1e-12)


def test_what_the_knock_outs_count(acme):
    # Incidents in e, f (burnt), g (open) and i (without words); of the scored ones e has words, i has none.
    assert (acme["incidents"], acme["incident_trials"], acme["incidents_without_words"]) == (4, 1, 1)
    counted = ("ignored_scored", "brushed_off_scored", "declined_scored", "dropped_scored")
    assert [acme[name] for name in counted] == [1, 1, 1, 1]
    assert (acme["ignored_chases"], acme["words"]) == (2, True)


def test_a_supplier_of_whom_nothing_is_scored():
    total = rows(measured(log("2026-03-30 09:00 request")).supplier_total)[0]
    assert (total["trials"], total["scored_trials"], total["open"]) == (1, 0, 1)
    missing = ("coverage", "raw_score", "responsiveness", "outcome", "answered_rate", "chases_per_trial")
    assert [total[name] for name in (*missing, "ignored_chases", "small_score")] == [None] * 8
    assert total["words"] is False


def test_words_are_those_of_scored_trials():
    silent = measured(
        trial("a", CLOSED) + log(said("2026-03-30 09:00 request", note="wait and see"), trial="b")
    )
    assert rows(silent.supplier_total)[0]["words"] is False


def test_what_was_not_observed_has_no_rate():
    events, observed = sheet_row(
        "2026-03-02 request", "2026-03-03 reply", "2026-03-09 delivery", observed=["contact"]
    )
    total = rows(measured(events, [observed]).supplier_total)[0]
    assert (total["scored_trials"], total["chases_per_trial"], total["answered_rate"]) == (1, None, 1)
    # Beside a trial whose chases were observed, that one alone counts.
    both = measured(events + trial("z", REPLY, "2026-03-03 chase", DELIVERY), [observed])
    assert rows(both.supplier_total)[0]["chases_per_trial"] == 1


def test_categories_and_spend(everything):
    # Trials without a category are of the supplier's first one: at the same moment the smaller text, Paint.
    assert rows(everything.supplier_category) == [
        {"supplier_key": "acme", "category": "Paint", "trials": 7},
        {"supplier_key": "acme", "category": "Tape", "trials": 2},
        {"supplier_key": "bolt", "category": "uncategorised", "trials": 1},
    ]
    # Over all trials, burnt ones too.
    assert rows(everything.supplier_spend) == [
        {"supplier_key": "acme", "currency": "EUR", "amount": 1120.5},
        {"supplier_key": "acme", "currency": "USD", "amount": 10},
    ]


def test_sums_per_tester(everything):
    sums = {(row["supplier_key"], row["tester"]): row for row in rows(everything.supplier_tester_sum)}
    expected = {("acme", "Ann"): [A, B], ("acme", "Bob"): [C, D, E], ("acme", None): [A], ("bolt", None): [0]}
    assert {key: row["n"] for key, row in sums.items()} == {key: len(each) for key, each in expected.items()}
    for key, scores in expected.items():
        assert sums[key]["sum_y"] == pytest.approx(sum(scores), abs=1e-8)
        assert sums[key]["sum_yy"] == pytest.approx(sum(y * y for y in scores), abs=1e-8)


def test_sums_per_category_class_and_tester(everything):
    sums = {tuple(row.values())[:4]: (row["n"], row["sum_y"]) for row in rows(everything.supplier_class_sum)}
    assert sums == {
        ("acme", "Paint", "large", "Ann"): (1, pytest.approx(A, abs=1e-8)),
        ("acme", "Paint", "small", "Ann"): (1, pytest.approx(B, abs=1e-8)),
        ("acme", "Paint", "small", "Bob"): (2, pytest.approx(D + E, abs=1e-8)),
        ("acme", "Paint", "small", None): (1, pytest.approx(A, abs=1e-8)),
        ("acme", "Tape", "small", "Bob"): (1, C),
        ("bolt", "uncategorised", "small", None): (1, 0),
    }


def test_suppliers_with_the_same_trials_have_the_same_sums_in_whatever_order():
    # Scores with endless fractions (thirds of an hour), placed in three orders.
    replies = [
        "2026-03-02 12:20 reply",
        "2026-03-02 15:40 reply",
        "2026-03-04 11:10 reply",
        "2026-03-03 09:50 reply",
    ]
    events = []
    for shift, supplier in enumerate(("Acme", "Bolt", "Cobb")):
        for number, reply in enumerate(replies[shift:] + replies[:shift]):
            events += trial(f"{number}", reply, said(DELIVERY, courtesy=3.7), supplier=supplier)
    result = measured(events, policy=policy_with(criteria__welcome__weight=11))
    assert result.supplier_total["raw_score"].nunique() == 1
    assert result.supplier_tester_sum[["sum_y", "sum_yy"]].nunique().tolist() == [1, 1]
