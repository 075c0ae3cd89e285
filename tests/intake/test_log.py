"""Event logs: rows, what is set aside and why, keys, copies, what differs within a trial."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.taking import LOG, Taken, take

HEADER = (
    "supplier,trial_id,event,occurred_at,category,round,tester,order_value,currency,order_class,new_customer,channel,"
    "promised_at,welcome,courtesy,helpfulness,rater,note\n"
)


def test_a_row_with_everything() -> None:
    row = "A,1,confirmation,2026-01-05 10:00,Paint,spring,Ann,12.50,usd,large,no,phone,2026-01-09,4,4.5,3,Bob,Thank you\n"
    (event,) = take(HEADER + row).events
    del event["key"], event["copy"]
    assert event == {
        "line": 2, "supplier": "A", "supplier_key": "a", "trial_id": "1", "event": "confirmation",
        "occurred_at": datetime(2026, 1, 5, 10), "bare": False, "category": "Paint", "round": "spring", "tester": "Ann",
        "order_value": 12.5, "currency": "USD", "order_class": "large", "new_customer": False, "channel": "phone",
        "promised_at": datetime(2026, 1, 9), "promised_bare": True, "welcome": 4, "courtesy": 4.5, "helpfulness": 3,
        "rater": "Bob", "note": "Thank you", "above_lowest": True, "occurred_utc": None, "promised_utc": None,
    }  # fmt: skip


def test_what_is_not_given_stays_open() -> None:
    event = take(LOG).events[0]
    for name in ("category", "round", "tester", "order_value", "currency", "order_class", "new_customer", "channel",
                 "promised_at", "welcome", "note"):  # fmt: skip
        assert event[name] is None


def test_only_a_bad_needed_value_sets_a_row_aside() -> None:
    text = (
        "supplier,trial_id,event,occurred_at,order_value,note\n"
        "A,1,request,31-02-2026,10,\n"
        "A,1,reply,2026-01-05,ten,words\n"
        ",1,dance,,-5,\n"
    )
    taken = take(text)
    assert (taken.rows, taken.set_aside, taken.warnings) == (3, 2, 1)
    assert [(row["line"], row["note"], row["order_value"]) for row in taken.events] == [(3, "words", None)]
    assert taken.aside[0] == {"line": 2, "cells": ["A", "1", "request", "31-02-2026", "10", ""]}
    assert [(row["line"], row["column"], row["severity"]) for row in taken.problems] == [
        (2, "occurred_at", "row"), (3, "order_value", "value"), (4, "event", "row"), (4, "occurred_at", "row"),
        (4, "order_value", "row"), (4, "supplier", "row"),
    ]  # fmt: skip
    assert taken.reasons()[0][2] == "'31-02-2026' is not a date; write dd-mm-yyyy"
    assert taken.reasons()[3][2] == "occurred_at is missing; fill it in"


def test_the_reason_names_the_column_of_the_file() -> None:
    taken = take("leverancier,proef,gebeurtenis,tijdstip\nA,1,vraag,ooit\n")
    assert taken.problems[0]["column"] == "tijdstip"
    assert taken.problems[0]["value"] == "ooit"


@pytest.mark.parametrize(
    ("column", "longest"), [("supplier", 200), ("trial_id", 100), ("category", 100), ("note", 4000)]
)
def test_lengths(column: str, longest: int) -> None:
    def log(length: int) -> Taken:
        cells = {
            "supplier": "A",
            "trial_id": "1",
            "event": "reply",
            "occurred_at": "2026-01-05",
            column: "é" * length,
        }
        return take(",".join(cells) + "\n" + ",".join(cells.values()) + "\n")

    assert log(longest).problems == []
    problem = log(longest + 1).problems[0]
    assert problem["reason"].endswith(f"is longer than {longest} characters; shorten it")
    assert len(problem["reason"]) < 130


def test_an_apostrophe_before_a_formula_is_dropped() -> None:
    taken = take(
        "supplier,trial_id,event,occurred_at,note\nA,1,rude,2026-01-05,'=no\nA,'-1,rude,2026-01-06,'t was\n"
    )
    assert [(row["trial_id"], row["note"]) for row in taken.events] == [("1", "=no"), ("-1", "'t was")]


def test_texts_are_trimmed_and_otherwise_exact() -> None:
    (event,) = take(
        "supplier,trial_id,event,occurred_at,category\n  A  b , 1\u00a0,request,2026-01-05, Wet  Paint\n"
    ).events
    assert (event["supplier"], event["supplier_key"], event["trial_id"], event["category"]) == (
        "A  b",
        "a b",
        "1",
        "Wet  Paint",
    )


KEYED = "supplier,trial_id,event,occurred_at,channel,promised_at,courtesy,rater,note,round\n"


def keys(*rows: str) -> list[tuple[object, int]]:
    return [(row["key"], row["copy"]) for row in take(KEYED + "\n".join(rows)).events]


def test_three_identical_chases_are_three() -> None:
    row = "A,1,chase,2026-01-05 10:00,,,,,,"
    found = keys(row, "A,2,chase,2026-01-05 10:00,,,,,,", row, row)
    assert len({key for key, _copy in found}) == 2
    assert [copy for _key, copy in found] == [1, 1, 2, 3]


def test_the_key_is_of_values_not_of_notation() -> None:
    plain = keys("Jansen B.V.,1,chase,2026-01-05 10:00,email,2026-01-09,4,,,spring")
    other = [
        (row["key"], row["copy"])
        for row in take(
            "leverancier;proef;gebeurtenis;tijdstip;kanaal;beloofd op;beleefdheid;ronde\n"
            " jansen  bv;1;Nagebeld;05-01-2026 10.00;E-mail;9 jan 2026;4,0;autumn\n",
            date_order="dmy",
        ).events
    ]
    assert plain == other


@pytest.mark.parametrize(
    "row",
    [
        "B,1,chase,2026-01-05 10:00,email,2026-01-09,4,,x,", "A,2,chase,2026-01-05 10:00,email,2026-01-09,4,,x,",
        "A,1,reply,2026-01-05 10:00,email,2026-01-09,4,,x,", "A,1,chase,2026-01-05 10:01,email,2026-01-09,4,,x,",
        "A,1,chase,2026-01-05 10:00,phone,2026-01-09,4,,x,", "A,1,chase,2026-01-05 10:00,email,2026-01-10,4,,x,",
        "A,1,chase,2026-01-05 10:00,email,2026-01-09,5,,x,", "A,1,chase,2026-01-05 10:00,email,2026-01-09,4,R,x,",
        "A,1,chase,2026-01-05 10:00,email,2026-01-09,4,,y,", "A,1,chase,2026-01-05 10:00,email,2026-01-09 00:00:01,4,,x,",
    ],
)  # fmt: skip
def test_every_value_of_its_own_makes_another_event(row: str) -> None:
    one, other = keys("A,1,chase,2026-01-05 10:00,email,2026-01-09,4,,x,", row)
    assert one[0] != other[0]


def test_a_date_is_not_its_midnight() -> None:
    one, other, _third = keys(
        "A,1,chase,2026-01-05,,,,,,", "A,1,chase,2026-01-05 00:00,,,,,,", "A,1,reply,2026-01-05 10:00,,,,,,"
    )
    assert one[0] != other[0]


def test_what_belongs_to_the_trial_is_not_in_the_key() -> None:
    one, other = keys("A,1,chase,2026-01-05 10:00,,,,,,spring", "A,1,chase,2026-01-05 10:00,,,,,,autumn")
    assert one == (other[0], 1)
    assert other[1] == 2


def test_what_differs_from_the_earliest_row_of_its_trial_is_a_warning() -> None:
    text = (
        "supplier,trial_id,event,occurred_at,round,order_value\n"
        "A,1,reply,2026-01-06,late,10\n"
        "A,1,request,2026-01-05,early,10.0\n"
        "A,1,closed,2026-01-07,,\n"
        "B,1,request,2026-01-05,b,5\n"
        "B,1,reply,2026-01-05,a,5\n"
        "C,1,request,2026-01-05,c,10\n"
        "C,1,chase,2026-01-05,c,9\n"
    )
    taken = take(text)
    reason = "is not what the earliest row of the trial says, which holds; make them the same"
    # Of equal moments the smallest holds, as in the measures: a before b, 9 before 10.
    assert taken.reasons() == [
        (2, "round", f"'late' {reason}"), (5, "round", f"'b' {reason}"), (7, "order_value", f"'10' {reason}"),
    ]  # fmt: skip
    assert (taken.set_aside, taken.warnings, len(taken.events)) == (0, 3, 7)


@given(st.permutations(range(6)))
@settings(max_examples=15, deadline=None)
def test_the_order_of_rows_changes_no_event(order: list[int]) -> None:
    rows = [
        "A,1,request,2026-01-05 10:00,,,,,,", "A,1,chase,2026-01-06 10:00,,,,,,", "A,1,chase,2026-01-06 10:00,,,,,,",
        "B,1,request,2026-01-05 10:00,,,,,,", "B,1,rude,2026-01-06,,,2,,words,", "B,1,closed,2026-01-09,,,,,,",
    ]  # fmt: skip
    assert sorted(keys(*rows)) == sorted(keys(*(rows[at] for at in order)))
