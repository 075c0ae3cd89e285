"""What the trials of a candidate, a supplier in a category, come to: counts, means, sums, money."""

import pytest

from tests.measures.worked import aside, log, measured, noted, policy_with, rows, said, sheet_row


def trial(name, *events, supplier="Acme", category="Paint", at="2026-03-02 09:00", **attributes):
    return log(f"{at} request", *events, trial=name, supplier=supplier, category=category, **attributes)


REPLY, DELIVERY, CLOSED = "2026-03-02 10:00 reply", "2026-03-10 delivery", "2026-03-11 closed"

EVERYTHING = (
    trial("a", REPLY, DELIVERY, tester="Ann", order_value=100, order_class="large")
    + trial("b", "2026-03-03 10:00 chase", "2026-03-04 chase", CLOSED, tester="Ann", order_value=20.5)
    + trial("c", "2026-03-02 10:00 brush_off", tester="Bob", order_value=10, currency="USD")
    + trial("d", said("2026-03-02 10:00 decline", note="sorry"), tester="Bob")
    + trial(
        "e", REPLY, said("2026-03-03 rude", note="pah"), "2026-03-03 chase", "2026-03-20 closed", tester="Bob"
    )
    + trial("f", REPLY, DELIVERY, "2026-03-12 disclosed", said("- belittling", note="ha"), order_value=1000)
    + trial("g", said("2026-03-30 10:00 rude", note="what now"), at="2026-03-30 09:00")
    + trial("h", REPLY, DELIVERY, "2026-03-12 belittling")
    + trial("i", REPLY, "2026-03-04 closed", tester="Ann")
    + trial("j", "- void")
    + log("2026-03-02 09:00 reply", trial="k", category="Paint")
    + trial("l", "2024-03-28 10:00 reply", "2024-04-02 delivery", at="2024-03-28 09:00")
    + trial("m", REPLY, DELIVERY, category="Tape", order_value=7)
    + trial("a", CLOSED, supplier="Bolt", category="Tape")
    + noted()
)

# a: responsiveness 100 x 20, follow_through 100 x 15, care 100 x 15, outcome 100 x 5, devotion 50 x 5: 5750 of 60; h, l
# and m the same. b silence: 0 of 40. c brushed off: 3500 of 40, capped. d declined: (2000 + 1500 + 350) of 40. e dropped,
# one chase: (2000 + 900 + 1500 + 50 + 250) of 60 is 78.3, capped. i stopped, without outcome: 5250 of 55.
A, B, C, D, E, STOPPED = 5750 / 60, 0, 20, 96.25, 40, 5250 / 55
# Judged: not a, which is large, nor k, of which no request is known, nor l, of more than 24 months ago.
SCORED = [B, C, D, E, A, STOPPED]


@pytest.fixture(scope="module")
def everything():
    return measured(EVERYTHING)


@pytest.fixture(scope="module")
def paint(everything):
    return rows(everything.candidate_total)[0]


def keyed(frame, *keys):
    return {tuple(row[key] for key in keys): row for row in rows(frame)}


def test_one_row_per_supplier_and_category(everything):
    found = [
        (each["supplier"], each["category"], each["trials"]) for each in rows(everything.candidate_total)
    ]
    assert found == [
        ("Acme", "Paint", 12), ("Acme", "Tape", 1), ("Bolt", "Tape", 1), ("Zeta", "uncategorised", 1),
    ]  # fmt: skip


def test_trials_are_counted_by_state(paint):
    counted = {
        "fulfilled": 3, "declined": 1, "stopped": 1, "ignored": 1, "brushed_off": 1, "dropped": 1, "void": 1, "burnt": 1,
        "incomplete": 1, "open": 1, "incidents": 4,
    }  # fmt: skip
    assert {name: paint[name] for name in counted} == counted


def test_judged_trials_are_counted_beside_all(paint):
    judged = {
        "fulfilled": 1, "declined": 1, "stopped": 1, "ignored": 1, "brushed_off": 1, "dropped": 1,
        "running": 0,
    }  # fmt: skip
    assert {name: paint[f"judged_{name}"] for name in judged} == judged
    assert (paint["judged_trials"], paint["ended_trials"], paint["scored_trials"]) == (9, 6, 6)
    assert (paint["scored_fulfilled"], paint["scored_declined"], paint["judged_on"]) == (1, 1, "small")
    # The rude word on g, which nobody answered, is a contradiction.
    assert paint["gap_trials"] == 1


def test_served_leaves_out_what_was_stopped(paint):
    # d and h of those and b, c, e.
    assert (paint["served"], paint["served_of"]) == (2, 5)


def test_scores_are_means_over_scored_judged_trials(paint):
    assert paint["raw_score"] == pytest.approx(sum(SCORED) / 6, abs=1e-9)
    assert paint["coverage"] == pytest.approx((40 + 40 + 40 + 60 + 60 + 55) / 6, abs=1e-9)
    # Of those that did not come to nothing: d, h, i.
    assert paint["served_coverage"] == pytest.approx((40 + 60 + 55) / 3, abs=1e-9)
    # By class, whether they judge or not: a is large, l is old.
    assert paint["large_score"] == pytest.approx(A, abs=1e-9)
    assert paint["small_score"] == pytest.approx((sum(SCORED) + A) / 7, abs=1e-9)
    assert (paint["scored_large"], paint["scored_small"]) == (1, 7)


def test_criteria_are_means_over_scored_judged_trials_that_have_a_value(paint):
    # b 0, the others 100; b 0, e 60, the others 100; e, h and i; b 0, c 0, d 70, e 10, h 100.
    assert paint["responsiveness"] == pytest.approx(500 / 6, abs=1e-9)
    assert paint["follow_through"] == pytest.approx(460 / 6, abs=1e-9)
    assert (paint["care"], paint["devotion"], paint["outcome"]) == (100, 50, pytest.approx(36, abs=1e-9))
    assert (paint["courtesy"], paint["welcome"], paint["helpfulness"]) == (None, None, None)


def test_what_a_score_rests_on(paint):
    shares = {
        "responsiveness": 1, "follow_through": 1, "courtesy": 0, "welcome": 0, "helpfulness": 0, "care": 0.5,
        "outcome": 5 / 6, "devotion": 0.5,
    }  # fmt: skip
    assert {name: paint[f"{name}_share"] for name in shares} == pytest.approx(shares, abs=1e-12)


def test_rates_over_scored_judged_trials(paint):
    assert paint["answered_rate"] == pytest.approx(5 / 6, abs=1e-12)
    assert paint["chases_per_trial"] == pytest.approx(3 / 6, abs=1e-12)


def test_incidents_are_of_all_trials_that_count(paint):
    # With words: e and g; f is burnt. Without: h.
    assert (paint["incident_trials"], paint["incidents_without_words"]) == (2, 1)


def test_a_candidate_of_which_nothing_is_scored():
    total = rows(measured(log("2026-03-30 09:00 request")).candidate_total)[0]
    assert (total["trials"], total["judged_trials"], total["scored_trials"], total["open"]) == (1, 1, 0, 1)
    assert (total["served"], total["served_of"], total["ended_trials"]) == (0, 0, 0)
    missing = ("coverage", "served_coverage", "raw_score", "responsiveness", "outcome", "answered_rate")
    missing += ("chases_per_trial", "small_score", "care_share", "first_day", "last_day")
    assert [total[name] for name in missing] == [None] * len(missing)


def test_what_was_not_observed_has_no_rate():
    events, observed = sheet_row(
        "2026-03-02 request",
        "2026-03-03 reply",
        "2026-03-09 delivery",
        observed=["contact"],
        category="Paint",
    )
    total = rows(measured(events, [observed]).candidate_total)[0]
    assert (total["scored_trials"], total["chases_per_trial"], total["answered_rate"]) == (1, None, 1)
    # Beside a trial whose chases were observed, that one alone counts.
    both = measured(events + trial("z", REPLY, "2026-03-03 chase", DELIVERY), [observed])
    assert rows(both.candidate_total)[0]["chases_per_trial"] == 1


def test_spend_is_over_all_trials(everything):
    # Burnt ones and large ones too.
    spend = {
        key: row["amount"] for key, row in keyed(everything.candidate_spend, "category", "currency").items()
    }
    assert spend == {("Paint", "EUR"): 1120.5, ("Paint", "USD"): 10, ("Tape", "EUR"): 7}


def test_what_a_supplier_did_in_all_its_categories(everything):
    acme, bolt, _zeta = rows(everything.supplier_total)
    assert (acme["supplier"], acme["trials"], acme["served"], acme["served_of"]) == ("Acme", 13, 3, 6)
    assert acme["raw_score"] == pytest.approx((sum(SCORED) + A) / 7, abs=1e-9)
    assert (bolt["trials"], bolt["served"], bolt["served_of"], bolt["raw_score"]) == (1, 0, 1, 0)


def test_sums_per_tester_of_what_was_served_or_stopped(everything):
    sums = keyed(everything.candidate_tester_sum, "supplier_key", "category", "tester")
    expected = {("acme", "Paint", "Ann"): STOPPED, ("acme", "Paint", "Bob"): D, ("acme", "Paint", None): A}
    expected[("acme", "Tape", None)] = A
    del sums[("zeta", "uncategorised", None)]
    assert {key: row["n"] for key, row in sums.items()} == dict.fromkeys(expected, 1)
    for key, score in expected.items():
        assert sums[key]["sum_y"] == pytest.approx(score, abs=1e-8)
        assert sums[key]["sum_yy"] == pytest.approx(score**2, abs=1e-6)


def test_sums_per_class_of_all_scored_trials(everything):
    sums = keyed(everything.candidate_class_sum, "supplier_key", "category", "order_class", "tester")
    assert {key: (row["n"], row["sum_y"]) for key, row in sums.items() if key[0] == "acme"} == {
        ("acme", "Paint", "large", "Ann"): (1, pytest.approx(A, abs=1e-8)),
        ("acme", "Paint", "small", "Ann"): (2, pytest.approx(B + STOPPED, abs=1e-8)),
        ("acme", "Paint", "small", "Bob"): (3, pytest.approx(C + D + E, abs=1e-8)),
        ("acme", "Paint", "small", None): (2, pytest.approx(A + A, abs=1e-8)),
        ("acme", "Tape", "small", None): (1, pytest.approx(A, abs=1e-8)),
    }


def test_what_trials_that_came_to_nothing_are_worth(everything):
    sums = {
        key: (row["n"], row["sum_y"])
        for key, row in keyed(everything.nothing_sum, "category", "state").items()
    }
    assert sums == {
        ("Paint", "ignored"): (1, 0), ("Paint", "brushed_off"): (1, C), ("Paint", "dropped"): (1, E),
        ("Tape", "ignored"): (1, 0),
    }  # fmt: skip


def test_rounds_in_which_a_candidate_was_judged():
    events = (
        trial("a", REPLY, DELIVERY, round="spring")
        + trial("b", "2026-03-09 10:00 reply", "2026-03-12 delivery", at="2026-03-09 09:00", round="spring")
        + trial("c", at="2026-03-30 09:00", round="spring")
        + trial("d", REPLY, DELIVERY)
        + trial("e", REPLY, DELIVERY, order_class="large", round="autumn")
        + noted(round="spring") + noted(round="autumn") + noted()
    )  # fmt: skip
    measures = measured(events)
    found = {row["round"]: row for row in rows(measures.candidate_round) if row["supplier_key"] == "acme"}
    # c is judged and runs; e is large.
    assert {name: (row["trials"], row["n"]) for name, row in found.items()} == {
        "spring": (3, 2),
        None: (1, 1),
    }
    assert f"{found['spring']['first_at']:%Y-%m-%d %H:%M}" == "2026-03-02 09:00"
    assert found["spring"]["sum_y"] == pytest.approx(2 * A, abs=1e-8)
    assert found["spring"]["sum_yy"] == pytest.approx(2 * A * A, abs=1e-6)
    total = rows(measures.candidate_total)[0]
    # Of the scored judged ones: a, b, d.
    assert (f"{total['first_day']}"[:10], f"{total['last_day']}"[:10]) == ("2026-03-02", "2026-03-09")
    assert total["rounds"] == 1


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
    assert result.candidate_total["raw_score"].nunique() == 1
    assert result.candidate_tester_sum[["sum_y", "sum_yy"]].nunique().tolist() == [1, 1]


def test_a_gap_says_so_where_it_judges():
    events = trial("a", at="2024-03-28 09:00") + trial("b", REPLY)
    gaps = [aside("delivery", trial="a"), aside("delivery", trial="b"), aside("quote", trial="b")]
    assert rows(measured(events, (), gaps).candidate_total)[0]["gap_trials"] == 1


def test_only_what_may_still_come_to_something_is_running():
    """Open are the last four; one is closed, of one a reply was set aside: nothing more will come of these by itself."""
    events = (
        trial("ended", REPLY, DELIVERY)
        + trial("runs", REPLY, said("2026-03-30 10:00 confirmation", promised="2026-04-10"))
        + trial("asked", at="2026-03-30 09:00")
        + trial("closed at once", "2026-03-02 11:00 closed")
        + trial("set aside")
        + noted()
    )
    gaps = [aside("reply", supplier="Acme", trial="set aside")]
    found = rows(measured(events, gaps=gaps).candidate_total)[0]
    assert (found["open"], found["judged_running"]) == (4, 2)
