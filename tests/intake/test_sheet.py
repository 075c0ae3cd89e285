"""Trial sheets: a row becomes events; made ids; a trial on two lines."""

from datetime import datetime

import pytest

from tests.intake.taking import Taken, take


def one(columns: str, row: str, *others: str, **settings: object) -> Taken:
    rows = "\n".join([f"supplier;requested_at;{columns}", f"A;2026-01-05 10:00;{row}", *others])
    return take(rows, **settings)  # type: ignore[arg-type]


def told(taken: Taken, line: int = 2) -> list[tuple[str, str | None]]:
    """The events of a line, each with its moment (a date where it has no time), by kind and moment."""
    found = []
    for row in taken.events:
        if row["line"] == line:
            at = row["occurred_at"]
            found.append(
                (row["event"], None if at is None else f"{at:%m-%d}" if row["bare"] else f"{at:%m-%d %H:%M}")
            )
    return sorted(found, key=str)


def test_a_row_becomes_events() -> None:
    taken = one(
        "first_reply_at;promised_at;delivered_at;closed_at;chases;rude;order_value;courtesy;note;tester",
        "2026-01-06 09:30;2026-01-08;2026-01-09;2026-02-01;2;ja;12;4;Hurry up;Ann",
    )
    assert told(taken) == [
        ("assessment", None), ("chase", None), ("chase", None), ("closed", "02-01"), ("delivery", "01-09"),
        ("reply", "01-06 09:30"), ("request", "01-05 10:00"), ("rude", None),
    ]  # fmt: skip
    (request,), (assessment,) = taken.of("request"), taken.of("assessment")
    assert (request["promised_at"], request["promised_bare"]) == (datetime(2026, 1, 8), True)
    assert (request["order_value"], request["tester"], request["courtesy"], request["note"]) == (
        12,
        "Ann",
        None,
        None,
    )
    assert (assessment["courtesy"], assessment["note"], assessment["tester"]) == (4, "Hurry up", None)


@pytest.mark.parametrize(
    ("outcome", "added"),
    [
        ("fulfilled", ["closed", "delivery"]), ("declined", ["closed", "decline"]), ("brushed_off", ["brush_off", "closed"]),
        ("ignored", ["closed"]), ("dropped", ["closed", "reply"]), ("open", []), ("void", ["closed", "void"]),
    ],
)  # fmt: skip
def test_an_outcome_adds_its_event_and_a_closed(outcome: str, added: list[str]) -> None:
    assert [event for event, at in told(one("outcome", outcome)) if at is None] == added


def test_an_outcome_whose_event_is_there_adds_nothing() -> None:
    taken = one("outcome;delivered_at;closed_at", "fulfilled;2026-01-07;2026-01-08")
    assert told(taken) == [("closed", "01-08"), ("delivery", "01-07"), ("request", "01-05 10:00")]


@pytest.mark.parametrize("contact", ["first_reply_at", "delivered_at", "recoveries", "initiatives"])
def test_what_was_dropped_after_a_contact_adds_no_reply(contact: str) -> None:
    events = [event for event, _at in told(one(f"outcome;{contact}", "dropped;ja"))]
    assert events.count("reply") == (contact == "first_reply_at")


def test_words_under_a_date() -> None:
    taken = one(
        "first_reply_at;delivered_at;disclosed", "geen reactie;ja;ja", "B;2026-01-05;2026-01-06;nooit;nee"
    )
    assert told(taken) == [("delivery", None), ("disclosed", None), ("request", "01-05 10:00")]
    assert told(taken, 3) == [("reply", "01-06"), ("request", "01-05")]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("zelfde dag", "01-05"), ("na 2 dagen", "01-07"), ("after 3 hours", "01-05 13:00"), ("na een week", "01-12"),
    ],
)  # fmt: skip
def test_so_much_after_the_request(text: str, moment: str) -> None:
    assert told(one("first_reply_at", text))[0] == ("reply", moment)


def test_hours_after_a_date_without_a_time_are_a_date() -> None:
    taken = take("supplier;requested_at;first_reply_at\nA;2026-01-05;after 30 hours\n")
    assert told(taken) == [("reply", "01-06"), ("request", "01-05")]


def test_what_is_before_the_request_is_a_bad_value() -> None:
    taken = one("first_reply_at;delivered_at;promised_at", "2026-01-05 09:59;2026-01-05;2026-01-01")
    # The date of the request is not before it; and a promise is not a thing that happened.
    assert taken.reasons() == [
        (2, "first_reply_at", "'2026-01-05 09:59' is before the request; mend the one or the other")
    ]
    assert told(taken) == [("delivery", "01-05"), ("request", "01-05 10:00")]


def test_chased_first() -> None:
    taken = one("chased_first", "ja", "B;2026-01-05;nee", "C;2026-01-05;")
    assert [row["chased_first"] for row in sorted(taken.sheet, key=lambda row: row["line"])] == [
        True,
        False,
        None,
    ]


def ids(text: str) -> list[str]:
    return [row["trial_id"] for row in take(text).of("request")]


def test_a_trial_without_an_id_is_told_by_which_of_their_rows_it_is() -> None:
    rows = "A B.V.;2026-01-05;R;Ann\na bv;2026-01-06;R;Ann\nA BV;2026-01-07;R;\nB;2026-01-05;;\n"
    assert ids("supplier;requested_at;round;tester\n" + rows) == [
        "R / Ann / a bv #1",
        "R / Ann / a bv #2",
        "R / a bv #1",
        "b #1",
    ]
    assert ids("supplier;requested_at;trial_id\nA;2026-01-05;7\nA;2026-01-06;\n") == ["7", "a #1"]


def test_a_row_set_aside_keeps_its_number() -> None:
    taken = take("supplier;requested_at\nA;2026-01-05\nA;31-31-2026\nA;2026-01-07\n")
    assert [row["trial_id"] for row in taken.of("request")] == ["a #1", "a #3"]
    assert taken.settings["found"]["made"] == {"3": "a #2"}


def test_a_row_without_its_request_is_set_aside() -> None:
    taken = take("supplier;requested_at\nA;\nB;n/a\nC;ja\nD;2026-01-05\n")
    assert [(row["line"], row["reason"]) for row in taken.problems] == [
        (2, "requested_at is missing; fill it in"), (3, "requested_at is missing; fill it in"),
        (4, "'ja' is not a date; write yyyy-mm-dd"),
    ]  # fmt: skip
