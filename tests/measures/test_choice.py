"""Filters restrict the trials once their defaults, states and scores are known."""

from datetime import date

import pytest

from tests.measures.worked import log, measured, rows, said
from trialmetrics.engine import SUMS

EVENTS = (
    log(
        "2026-03-02 09:00 request",
        said("2026-03-02 10:00 reply", welcome=5),
        trial="a",
        round="1",
        tester="Ann",
    )
    + log(
        "2026-03-09 09:00 request",
        said("2026-03-09 10:00 reply", welcome=5),
        trial="b",
        round="2",
        tester="Ann",
    )
    + log(
        "2026-03-16 request",
        trial="c",
        round="2",
        tester="Bob",
        order_class="large",
        category="Paint",
        order_value=5,
    )
    + log("2026-03-16 23:59 request", "2026-03-17 closed", trial="d", supplier="Bolt")
    + log("2026-03-16 10:00 reply", said("2026-03-17 quote"), trial="e", round="1")
    + log("2026-03-20 10:00 request", "2026-03-19 10:00 quote", trial="f", supplier="Cobb")
)


def chosen(**choice):
    return list(measured(EVENTS, **choice).trial["trial_id"])


@pytest.mark.parametrize(
    ("choice", "trials"),
    [
        ({}, "abcedf"),
        ({"rounds": ["1"]}, "ae"),
        ({"rounds": ["1", "2"]}, "abce"),
        ({"rounds": ["3"]}, ""),
        ({"testers": ["Ann"]}, "ab"),
        ({"testers": ["Ann"], "rounds": ["2"]}, "b"),
        ({"order_classes": ["large"]}, "c"),
        ({"order_classes": ["small"]}, "abedf"),
        # The days of the request, both included, whatever its time; without a request it lies in no period.
        ({"start": date(2026, 3, 9)}, "bcdf"),
        ({"end": date(2026, 3, 16)}, "abcd"),
        ({"start": date(2026, 3, 16), "end": date(2026, 3, 16)}, "cd"),
    ],
)
def test_which_trials(choice, trials):
    assert chosen(**choice) == list(trials)


def test_a_filter_changes_nothing_about_a_trial():
    everything = {(each["supplier"], each["trial_id"]): each for each in rows(measured(EVENTS).trial)}
    second = rows(measured(EVENTS, rounds=["2"], testers=["Ann"]).trial)
    # It is not a new customer's, though the only one chosen, and of its supplier's category, though that is another's.
    assert (second[0]["new_customer"], second[0]["welcome"], second[0]["category"]) == (False, None, "Paint")
    assert second == [everything["Acme", "b"]]


def test_everything_else_is_of_the_chosen_trials():
    large = measured(EVENTS, order_classes=["large"])
    assert [(row["supplier"], row["trials"]) for row in rows(large.supplier_total)] == [("Acme", 1)]
    assert [(row["supplier_key"], row["category"], row["trials"]) for row in rows(large.candidate_total)] == [
        ("acme", "Paint", 1)
    ]
    spend = {"supplier_key": "acme", "category": "Paint", "currency": "EUR", "amount": 5}
    spend |= {"small_amount": None, "small_trials": 0}
    assert rows(large.candidate_spend) == [spend]
    assert [row["trials"] for row in rows(large.candidate_round)] == [1]
    assert large.trials.defect.empty


@pytest.mark.parametrize(
    "found", [measured(EVENTS, rounds=["3"]), measured([])], ids=["none chosen", "no event"]
)
def test_nothing_chosen_is_empty_and_not_an_error(found):
    # The horizon is one row, whatever is chosen.
    assert all(getattr(found, name).empty for name in SUMS if name != "horizon")
    assert found.trial.empty
    assert found.trials.defect.empty
    assert len(found.horizon) == 1
