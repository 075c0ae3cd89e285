"""What was set aside and may hide something a supplier did; what lies ahead of the upload."""

from datetime import datetime

import pytest

from tests.intake.taking import Taken, take
from tests.sampled import sampled
from trialmetrics.vocabulary import EVENTS

HEADER = "supplier,trial_id,event,occurred_at,promised_at,note\n"


def gaps(taken: Taken) -> list[tuple[int, str, str, str | None, str | None]]:
    """Line, supplier, trial, kind and moment of every gap; the moment as a date where it has no time."""
    return [
        (
            row["line"], row["supplier_key"], row["trial_id"], row["kind"],
            row["occurred_at"] and f"{row['occurred_at']:{'%m-%d' if row['bare'] else '%m-%d %H:%M'}}",
        )
        for row in sorted(taken.gaps, key=lambda row: row["line"])
    ]  # fmt: skip


@pytest.mark.parametrize("event", sampled(EVENTS, 3))
def test_an_event_that_was_set_aside_is_a_gap_if_it_is_the_suppliers(event: str) -> None:
    taken = take(HEADER + f"A BV,1,{event},31-02-2026,,\n")
    assert taken.set_aside == 1
    assert gaps(taken) == ([(2, "a bv", "1", event, None)] if EVENTS[event].by == "supplier" else [])


@pytest.mark.parametrize("event", ["phoned us back", "", "NULL"])
def test_a_row_whose_event_cannot_be_read_is_a_gap_of_its_moment(event: str) -> None:
    taken = take(HEADER + f"A,1,{event},2026-01-05 10:00,,\nA,1,{event},2026-01-06,,\nA,1,{event},soon,,\n")
    assert gaps(taken) == [
        (2, "a", "1", None, "01-05 10:00"), (3, "a", "1", None, "01-06"), (4, "a", "1", None, None),
    ]  # fmt: skip


def test_a_promise_that_was_set_aside_is_a_gap() -> None:
    taken = take(
        HEADER
        + "A,1,confirmation,2026-01-05,soon,\nA,2,request,31-02-2026,2026-01-09,\nA,3,request,2026-01-05,n.v.t.,\n"
        "A,4,confirmation,31-02-2026,2026-01-09,\nA,5,request,2026-01-05,2035-01-09,\nA,6,closed,soon,,\n"
    )
    # Of a supplier's event set aside it is one gap, whatever that promised; a promise may lie ahead.
    assert gaps(taken) == [
        (2, "a", "1", "promise", "01-05"), (3, "a", "2", "promise", None), (5, "a", "4", "confirmation", None),
    ]  # fmt: skip


def test_whose_supplier_or_trial_cannot_be_read_leaves_none() -> None:
    taken = take(
        HEADER + f",1,reply,soon,,\nA,,reply,soon,,\n{'x' * 201},1,reply,soon,,\nA,NULL,reply,soon,,\n"
    )
    assert (taken.set_aside, gaps(taken)) == (4, [])


def test_a_row_taken_leaves_none() -> None:
    taken = take(HEADER + "A,1,request,2026-01-05,,\nA,1,reply,2026-01-06,,\n")
    assert gaps(taken) == []


def test_the_same_row_is_the_same_whatever_its_notation() -> None:
    def keys(text: str) -> list[int]:
        return [row["row_key"] for row in take(text).gaps]

    one = keys("supplier,trial_id,event,occurred_at,promised_at\nA,1,reply,soon,2026-01-20\n")
    other = keys("trial_id;supplier;promised_at;occurred_at;event\n1;A;20-1-2026;soon;antwoord\n")
    third = keys("supplier,trial_id,event,occurred_at,promised_at\nA,1,reply,later,2026-01-20\n")
    assert one == other != third


TODAY = datetime(2026, 3, 10, 9)


def test_what_lies_ahead_in_a_log_is_set_aside() -> None:
    taken = take(
        HEADER + "A,1,request,2026-03-02,,\nA,1,reply,2026-03-10 23:59,,\nA,1,delivery,2026-03-11,,\n"
        "A,1,chase,2026-03-11 00:00,,\n",
        now=TODAY,
    )
    assert [event["event"] for event in taken.events] == ["request", "reply"]
    assert taken.reasons() == [
        (4, "occurred_at", "'2026-03-11' lies ahead of today; mend the date"),
        (5, "occurred_at", "'2026-03-11 00:00' lies ahead of today; mend the date"),
    ]
    assert [row["line"] for row in taken.aside] == [4, 5]
    assert (taken.rows, taken.set_aside, taken.warnings) == (4, 2, 0)
    # Nobody knows when it was.
    assert gaps(taken) == [(4, "a", "1", "delivery", None)]


def test_what_lies_ahead_in_a_log_tells_nothing_of_its_trial() -> None:
    taken = take(
        "supplier,trial_id,event,occurred_at,category\nA,1,request,2026-03-02,Paper\nA,1,reply,2027-03-02,Boxes\n",
        now=TODAY,
    )
    assert [(line, column) for line, column, _reason in taken.reasons()] == [(3, "occurred_at")]


def sheet(columns: str, *cells: str) -> Taken:
    rows = [f"{'ABCDEFGH'[at]};1;2026-03-02 10:00;{row}" for at, row in enumerate(cells)]
    return take("\n".join([f"supplier;trial_id;requested_at;{columns}", *rows]), now=TODAY)


@pytest.mark.parametrize(("column", "kind"), [("first_reply_at", "reply"), ("delivered_at", "delivery")])
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("soon", "is not a date"), ("2026-03-11", "lies ahead of today"), ("na 9 dagen", "lies ahead of today"),
        ("2026-03-01", "is before the request"), ("2026-03-02 09:59", "is before the request"),
    ],
)  # fmt: skip
def test_a_value_set_aside_under_a_date_of_the_suppliers_is_a_gap(
    column: str, kind: str, text: str, why: str
) -> None:
    taken = sheet(column, text, "2026-03-03", "2026-03-10")
    assert gaps(taken) == [(2, "a", "1", kind, None)]
    ((line, named, reason),) = taken.reasons()
    assert (line, named, taken.set_aside, taken.warnings) == (2, column, 0, 1)
    assert why in reason
    assert [event["event"] for event in taken.events if event["line"] == 2] == ["request"]
    (row,) = [row for row in taken.sheet if row["line"] == 2]
    assert not any(value for name, value in row.items() if name.endswith("_observed"))


def test_a_promise_set_aside_in_a_sheet_is_a_gap_and_one_for_later_is_none() -> None:
    taken = sheet("promised_at", "soon", "2035-01-01", "n.v.t.", "nooit")
    assert gaps(taken) == [(2, "a", "1", "promise", None)]


def test_other_values_set_aside_in_a_sheet_are_no_gap() -> None:
    taken = sheet("closed_at;chases;courtesy;order_value", "soon;many;nice;ten")
    assert (taken.warnings, gaps(taken)) == (4, [])


def test_an_outcome_that_cannot_be_read_is_a_gap_as_an_event_is() -> None:
    taken = sheet("first_reply_at;outcome", ";no thanks they said", "2026-03-03;fulfilled", ";NULL", ";")
    assert gaps(taken) == [(2, "a", "1", None, None)]


def test_a_row_of_a_sheet_set_aside_leaves_none() -> None:
    taken = take("supplier;requested_at;first_reply_at\nA;31-02-2026;soon\n")
    assert (taken.set_aside, gaps(taken)) == (1, [])


def test_a_request_and_an_end_may_lie_ahead_in_a_sheet() -> None:
    taken = take("supplier;requested_at;closed_at\nA;2026-03-12;2026-04-01\n", now=TODAY)
    assert taken.problems == []


def test_case_44_a_typing_mistake_in_the_year() -> None:
    taken = take(
        "supplier,order no,order date,promised date,delivered\n"
        "Vickers Foam,1,2025-11-26,2025-12-01,2035-12-06\nVickers Foam,2,2025-08-29,2025-09-03,2035-09-11\n"
    )
    assert gaps(taken) == [
        (2, "vickers foam", "1", "delivery", None),
        (3, "vickers foam", "2", "delivery", None),
    ]
    assert taken.reasons() == [
        (2, "delivered", "'2035-12-06' lies ahead of today; mend the date"),
        (3, "delivered", "'2035-09-11' lies ahead of today; mend the date"),
    ]
    for row in taken.sheet:
        assert not row["delivery_observed"]
        assert not row["contact_observed"]
    assert {event["event"] for event in taken.events} == {"request"}


def test_case_39_replies_that_were_set_aside() -> None:
    taken = take(
        "supplier,trial_id,event,occurred_at\n"
        "Roth Cartons,A,request,2026-03-02 09:00\nRoth Cartons,A,reply,2026-03-02 10:00:00+99\n"
        "Roth Cartons,B,request,2026-03-09 09:00\nRoth Cartons,B,reply,2026-03-09 10:00:00+99\n"
    )
    assert gaps(taken) == [(3, "roth cartons", "A", "reply", None), (5, "roth cartons", "B", "reply", None)]


def test_case_17_part_of_the_goods() -> None:
    taken = take(
        "supplier,trial_id,event,occurred_at,note\nStroud Mailers,H1,partial_delivery,2026-03-06 10:00,60 of 100 pieces\n"
        "Stroud Mailers,H1,Deellevering,2026-03-07 10:00,20\nStroud Mailers,H1,delivery,2026-03-11 10:00,the other 20\n"
    )
    assert [event["event"] for event in taken.events] == ["partial_delivery", "partial_delivery", "delivery"]


@pytest.mark.parametrize("word", ["void", "Void", "not counted", "ongeldig", "telt niet"])
def test_a_trial_that_does_not_count(word: str) -> None:
    log = take(HEADER + f"A,1,{word},2026-01-05,,bounced\n")
    assert [event["event"] for event in log.events] == ["void"]
    stated = sheet("outcome", word)
    assert [event["event"] for event in stated.events] == ["closed", "request", "void"]
