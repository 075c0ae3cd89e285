"""What a row of a trial sheet observed and stated: every line of "What was observed", worked by hand."""

from typing import Any

import pytest

from tests.intake.taking import Taken, take
from tests.sampled import sampled


def rows(columns: str, *cells: str, **settings: Any) -> Taken:
    """A sheet of requests on 5 January 2026, each with these cells behind it."""
    lines = [f"{'ABCDEFGH'[at]};2026-01-05;{row}" for at, row in enumerate(cells)]
    return take("\n".join([f"supplier;requested_at;{columns}", *lines]), **settings)


def row(taken: Taken, line: int = 2) -> dict[str, Any]:
    (found,) = [row for row in taken.sheet if row["line"] == line]
    return found


def observed(taken: Taken, line: int = 2) -> set[str]:
    ended = "_observed"
    return {
        name.removesuffix(ended) for name, value in row(taken, line).items() if name.endswith(ended) and value
    }


def test_a_column_of_first_replies_observes_contact_and_reply_times() -> None:
    taken = rows("first_reply_at", "2026-01-06", "", "geen reactie", "ja", "n.v.t.")
    for line in (2, 3, 4, 5):
        assert observed(taken, line) == {"contact", "reply_times"}
    assert observed(taken, 6) == set()


@pytest.mark.parametrize("column", ["first_reply_at", "delivered_at", "errors", "rude"])
def test_failed_formulas_alone_observe_nothing(column: str) -> None:
    taken = rows(column, "#REF!", "", "#N/A", "#WERT!")
    assert [observed(taken, line) for line in range(2, 6)] == [set()] * 4


@pytest.mark.parametrize("outcome", ["fulfilled", "declined", "brushed_off", "ignored", "dropped"])
def test_an_outcome_observes_contact_and_delivery(outcome: str) -> None:
    taken = rows("outcome", outcome)
    assert observed(taken) == {"contact", "delivery"}
    assert row(taken)["outcome"] == outcome


@pytest.mark.parametrize("outcome", ["open", "void"])
def test_that_it_still_runs_or_does_not_count_observes_no_contact(outcome: str) -> None:
    taken = rows("outcome", outcome, "")
    assert observed(taken) == {"delivery"}
    assert observed(taken, 3) == set()
    assert [row(taken, line)["outcome"] for line in (2, 3)] == [outcome, None]


def test_a_delivery_observes_a_contact_and_an_empty_cell_for_it_none() -> None:
    taken = rows("delivered_at", "2026-01-07", "ja", "", "nooit", "n.v.t.")
    assert [observed(taken, line) for line in range(2, 7)] == [
        {"contact", "delivery"}, {"contact", "delivery"}, {"delivery"}, {"delivery"}, set(),
    ]  # fmt: skip


COUNTED = ("chases", "errors", "initiatives", "recoveries", "rude", "belittling", "complaints")


@pytest.mark.parametrize("column", COUNTED)
def test_a_column_of_counts_observes_and_an_empty_cell_of_it_is_none(column: str) -> None:
    taken = rows(column, "2", "", "geen", "n.v.t.", "many")
    assert [observed(taken, line) for line in range(2, 7)] == [{column}, {column}, {column}, set(), set()]
    assert len([event for event in taken.events if event["event"] != "request"]) == 2


@pytest.mark.parametrize("column", ["welcome", "courtesy", "helpfulness"])
def test_ratings_are_observed_where_one_is_given(column: str) -> None:
    taken = rows(column, "4", "", "n.v.t.", "nice")
    assert [observed(taken, line) for line in range(2, 6)] == [{"ratings"}, set(), set(), set()]


@pytest.mark.parametrize(
    "column", sampled(["first_reply_at", "delivered_at", "outcome", "courtesy", *COUNTED], 2)
)
@pytest.mark.parametrize("nothing", ["", "NULL"])
def test_a_column_that_is_empty_in_every_row_observes_nothing(column: str, nothing: str) -> None:
    taken = rows(f"note;{column}", f"x;{nothing}", "y;")
    assert observed(taken) == observed(taken, 3) == set()
    assert (taken.warnings, taken.gaps) == (0, [])


def test_no_column_observes_nothing() -> None:
    assert observed(rows("order_value", "12")) == set()


def test_one_value_for_the_whole_sheet_is_observed() -> None:
    assert observed(rows("order_value", "12", values={"chases": "0"})) == {"chases"}


# `None` under a date of the supplier's is asked: here it was not noted.
NOT_NOTED = {name: {"none": "not noted"} for name in ("first_reply_at", "delivered_at")}
NOTHING = (
    "n.v.t.", "nvt", "n/a", "?", "onbekend", "NULL", "nan", "NaN", "NaT", "<NA>", "#N/A", "-", "(blank)", "(leeg)", "None",
    "none",
)  # fmt: skip


@pytest.mark.parametrize("nothing", sampled(NOTHING, 4))
def test_words_for_nothing_observe_nothing(nothing: str) -> None:
    columns = "first_reply_at;delivered_at;chases;courtesy;outcome;order_value;note"
    width = columns.count(";") + 1
    cells = ";".join([nothing] * width)
    taken = rows(columns, "2026-01-06;2026-01-07;1;4;fulfilled;10;x", cells, answers=NOT_NOTED)
    assert (observed(taken, 3), taken.warnings, taken.gaps) == (set(), 0, [])
    assert [event["event"] for event in taken.events if event["line"] == 3] == ["request"]
    assert row(taken, 3)["silence_stated"] is False


@pytest.mark.parametrize("nothing", sampled(NOTHING, 4))
def test_words_for_nothing_are_no_supplier_and_no_trial(nothing: str) -> None:
    sheet = take(f"supplier;trial_id;requested_at\n{nothing};1;2026-01-05\nA;{nothing};2026-01-05\n")
    assert (sheet.set_aside, [event["trial_id"] for event in sheet.events]) == (1, ["a #1"])
    log = take(
        f"supplier;trial_id;event;occurred_at\n{nothing};1;reply;2026-01-05\nA;{nothing};reply;2026-01-05\nA;1;reply;"
        "2026-01-05\n"
    )
    assert (log.set_aside, log.gaps) == (2, [])
    assert [reason for _line, _column, reason in log.reasons()] == [
        "supplier is missing; fill it in", "trial_id is missing; fill it in",
    ]  # fmt: skip


def test_a_minus_is_a_rating_beside_other_signs_only() -> None:
    signs = rows("courtesy", "++", "-", "")
    assert [event["courtesy"] for event in signs.of("assessment")] == [5, 2]
    alone = rows("courtesy", "4", "-")
    assert [event["courtesy"] for event in alone.of("assessment")] == [4]
    assert observed(alone, 3) == set()


@pytest.mark.parametrize("stated", ["geen reactie", "geen", "nooit", "no reply", "never", "nee"])
def test_silence_is_stated_by_a_word(stated: str) -> None:
    taken = rows("first_reply_at", stated, "", "2026-01-06", "n.v.t.", "ja")
    assert [row(taken, line)["silence_stated"] for line in range(2, 7)] == [True, False, False, False, False]


def test_silence_is_stated_by_the_outcome() -> None:
    taken = rows("outcome", "ignored", "dropped")
    assert [row(taken, line)["silence_stated"] for line in (2, 3)] == [True, False]


@pytest.mark.parametrize("pending", ["nog niet", "Nog niet", "not yet", "pending", "openstaand"])
@pytest.mark.parametrize(
    ("column", "kind"), [("first_reply_at", "reply_times"), ("delivered_at", "delivery")]
)
def test_what_had_not_come_yet_keeps_the_row_open(pending: str, column: str, kind: str) -> None:
    taken = rows(column, pending, "2026-01-06", "")
    assert [row(taken, line)["not_yet"] for line in (2, 3, 4)] == [True, False, False]
    assert kind in observed(taken)
    assert row(taken)["silence_stated"] is False
    assert (taken.warnings, taken.gaps) == (0, [])
    assert [event["event"] for event in taken.events if event["line"] == 2] == ["request"]


def test_case_23_what_programs_write_for_nothing() -> None:
    taken = take(
        "supplier,trial_id,requested_at,first_reply_at,delivered_at,courtesy,order_value\n"
        "Dunmore Rope,U1,2026-03-02 09:00,2026-03-02 10:00,2026-03-05 10:00,4,100\n"
        "Dunmore Rope,U2,2026-03-02 09:00,NULL,NaT,nan,NULL\n"
        "Dunmore Rope,U3,2026-03-02 09:00,None,None,None,None\n"
        "NULL,U4,2026-03-02 09:00,2026-03-02 10:00,-,-,-\n"
        "nan,U5,2026-03-02 09:00,2026-03-02 10:00,,,\n",
        answers=NOT_NOTED,
    )
    assert observed(taken) == {"contact", "reply_times", "delivery", "ratings"}
    assert observed(taken, 3) == observed(taken, 4) == set()
    assert taken.gaps == []
    assert taken.reasons() == [(line, "supplier", "supplier is missing; fill it in") for line in (5, 6)]


def test_case_43_orders_that_are_promised_for_later() -> None:
    taken = take(
        "supplier,order no,order date,promised date,delivered\n"
        "Tolliver Tins,1,2026-10-05,2026-11-20,\n"
        "Tolliver Tins,3,2026-09-07,2026-09-18,2026-09-18\n"
        "Umber Tins,1,2026-10-05,2026-11-20,\n"
    )
    assert [observed(taken, line) for line in (2, 3, 4)] == [
        {"delivery"},
        {"contact", "delivery"},
        {"delivery"},
    ]
    assert (taken.warnings, taken.gaps) == (0, [])


def test_case_45_order_and_delivery_dates_alone() -> None:
    taken = take(
        "supplier,order no,order date,delivered\n"
        "Wexford Lids,8,2026-03-11,2026-03-16\nWexford Lids,9,2026-03-12,\nYeoman Lids,1,2026-03-02,2026-04-28\n"
    )
    assert [observed(taken, line) for line in (2, 3, 4)] == [
        {"contact", "delivery"}, {"delivery"}, {"contact", "delivery"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "grade", "above"),
    [
        ("courtesy", "1", False), ("courtesy", "1.5", True), ("Friendly 1-10", "1", False), ("Friendly 1-10", "2", True),
        ("Friendly 0-100", "0", False), ("Friendly 0-100", "1", True), ("Friendly 1-10", "slecht", False),
    ],
)  # fmt: skip
def test_a_rating_above_the_lowest_grade_of_its_scale(heading: str, grade: str, above: bool) -> None:
    mapped: dict[str, Any] = {"columns": {heading: "courtesy"}}
    sheet = take(f"supplier;requested_at;{heading}\nA;2026-01-05;{grade}\n", **mapped)
    assert [event["above_lowest"] for event in sheet.of("assessment")] == [above]
    assert [event["above_lowest"] for event in sheet.of("request")] == [False]
    log = take(f"supplier;trial_id;event;occurred_at;{heading}\nA;1;request;2026-01-05;{grade}\n", **mapped)
    assert [event["above_lowest"] for event in log.events] == [above]
