"""What belongs to a trial: the value of its earliest event that has one, and the defaults."""

import pytest

from tests.measures.worked import log, measured, one, policy_with, rows, said

REQUEST = "2026-03-02 09:00 request"


def test_defaults():
    trial = one(REQUEST)
    names = ("category", "round", "tester", "order_value", "currency", "order_class", "new_customer")
    assert [trial[name] for name in names] == ["uncategorised", None, None, None, "EUR", "small", True]
    policy = policy_with(currency="USD", order_class="large", category="other")
    trial = one(REQUEST, policy=policy)
    assert [trial[name] for name in names] == ["other", None, None, None, "USD", "large", True]


@pytest.mark.parametrize(
    ("name", "early", "late"),
    [
        ("category", "Zinc", "Apples"),
        ("round", "2", "1"),
        ("tester", "Zoe", "Ann"),
        ("order_value", 90.0, 10.0),
        ("currency", "USD", "GBP"),
        ("order_class", "small", "large"),
        ("new_customer", True, False),
    ],
)
def test_the_earliest_value_holds_at_a_tie_the_smallest(name, early, late):
    first, second = "2026-03-03 10:00 reply", "2026-03-04 10:00 quote"
    assert one(REQUEST, said(second, **{name: late}), said(first, **{name: early}))[name] == early
    assert one(REQUEST, said(second, **{name: early}), said(first, **{name: late}))[name] == late
    at_once = one(REQUEST, said(first, **{name: early}), said("2026-03-03 10:00 quote", **{name: late}))
    assert at_once[name] == min(early, late)
    # What has no time comes last.
    assert one(REQUEST, said("- assessment", **{name: late}), said(second, **{name: early}))[name] == early
    assert one(REQUEST, said("- assessment", **{name: late}))[name] == late


def test_values_on_different_rows_come_together():
    trial = one(REQUEST, said("2026-03-03 reply", tester="Ann"), said("- assessment", category="Paint"))
    assert (trial["tester"], trial["category"]) == ("Ann", "Paint")


def test_a_suppliers_early_event_still_says_whose_trial_it_is():
    assert one(REQUEST, said("2026-02-27 10:00 quote", round="spring"))["round"] == "spring"


def test_without_a_category_it_is_the_suppliers_only_one():
    events = (
        log("2026-03-09 request", trial="b", category="Paint")
        + log("2026-03-02 request", trial="c", category="Brushes")
        + log("2026-02-02 request", trial="a")
        + log("2026-02-02 request", trial="a", supplier="Bolt")
        + log("2026-03-09 request", trial="b", category="Paint", supplier="Bolt")
        + log("2026-03-10 request", trial="c", category="Paint", supplier="Bolt")
        + log("2026-02-02 request", trial="a", supplier="Cobb")
    )

    def categories(as_of):
        trials = rows(measured(events, as_of=as_of).trial)
        return {trial["supplier"][0] + trial["trial_id"]: trial["category"] for trial in trials}

    # Of two nobody knows which.
    assert categories("2026-03-31 12:00") == {
        "Aa": "uncategorised", "Ab": "Paint", "Ac": "Brushes", "Ba": "Paint", "Bb": "Paint", "Bc": "Paint",
        "Ca": "uncategorised",
    }  # fmt: skip
    # As of a moment when it had one only, that.
    assert categories("2026-03-03 12:00") == {
        "Aa": "Brushes", "Ac": "Brushes", "Ba": "uncategorised", "Ca": "uncategorised",
    }  # fmt: skip


def test_categories_are_the_same_without_case_and_repeated_spaces():
    spellings = ["Wall paint", "wall  PAINT", "Wall   paint", "WALL PAINT", "Wallpaint", "Wall, paint"]
    events = [
        event
        for number, category in enumerate(spellings)
        for event in log("2026-03-02 request", trial=f"{number}", category=category)
    ]
    found = [trial["category"] for trial in rows(measured(events).trial)]
    assert found == ["WALL PAINT"] * 4 + ["Wallpaint", "Wall, paint"]
    # Of one category in two spellings a supplier's trial without one is too.
    events = events[:2] + log("2026-03-02 request", trial="x")
    assert {trial["category"] for trial in rows(measured(events).trial)} == {"Wall paint"}


def test_new_customer_is_the_first_trial_of_a_supplier_by_a_tester():
    events = (
        log("2026-03-09 request", trial="a", tester="Ann")
        + log("2026-03-02 request", trial="b", tester="Ann")
        + log("2026-03-10 request", trial="c", tester="Bob")
        # At once: the smaller trial id is first.
        + log("2026-03-03 request", trial="e")
        + log("2026-03-03 request", trial="d")
        # Without a request it is not the first.
        + log("2026-03-01 reply", trial="f", tester="Bob")
        # What is said holds, and counts as a trial all the same.
        + log("2026-03-01 request", trial="g", tester="Cas", new_customer=False)
        + log("2026-03-05 request", trial="h", tester="Cas")
        # Elsewhere everybody is new.
        + log("2026-03-11 request", trial="a", tester="Ann", supplier="Other")
    )
    found = {
        trial["supplier"][0] + trial["trial_id"]: trial["new_customer"]
        for trial in rows(measured(events).trial)
    }
    new = {name for name, new in found.items() if new}
    assert new == {"Ab", "Ac", "Ad", "Oa"}


def test_two_suppliers_with_the_same_trial_id_have_two_trials():
    events = log(REQUEST, "2026-03-30 10:00 reply", supplier="Acme") + log(
        REQUEST, "2026-03-10 closed", supplier="Bolt"
    )
    found = [(trial["supplier"], trial["trial_id"], trial["state"]) for trial in rows(measured(events).trial)]
    assert found == [("Acme", "t1", "open"), ("Bolt", "t1", "ignored")]
