"""A column of times of day belongs to a column of dates: by its name, its place, or because a person says so."""

import datetime as dt

import pytest

from tests.intake.taking import Taken, take, workbook
from trialmetrics.errors import UsageError

LOG = "supplier,trial_id,event,{}\nA,1,request,2026-03-02,09:00\nA,1,reply,2026-03-02,15:30\n"


def moments(taken: Taken, event: str = "request") -> list[tuple[str, bool]]:
    return [(f"{row['occurred_at']:%Y-%m-%d %H:%M}", row["bare"]) for row in taken.of(event)]


@pytest.mark.parametrize(
    "headings",
    [
        "date,time",
        "Datum,Tijd",
        "Datum,Uhrzeit",
        "Datum,Tijdstip",
        "Fecha,Hora",
        "Date,Heure",
        "event date,event time",
        "when,time",
    ],
)
def test_in_a_log_the_time_of_day_joins_the_date_without_a_question(headings: str) -> None:
    taken = take(LOG.format(headings))
    date, time = headings.split(",")
    assert (taken.questions, taken.problems) == ([], [])
    assert moments(taken) == [("2026-03-02 09:00", False)]
    assert moments(taken, "reply") == [("2026-03-02 15:30", False)]
    assert taken.mapping[date] == taken.mapping[time] == "occurred_at"
    assert taken.decisions() == [f"{time} is read as the time of day of {date}."]


def test_the_time_may_stand_before_the_date() -> None:
    taken = take("time,date,supplier,trial_id,event\n09:00,2026-03-02,A,1,request\n")
    assert moments(taken) == [("2026-03-02 09:00", False)]


def sheet(header: str, *rows: str, **settings: object) -> Taken:
    return take("\n".join([header, *rows]), **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "header",
    [
        "order date;order time",
        "Besteldatum;Besteltijd",
        "Besteld;Besteld tijd",
        "requested_at;requested_time",
        "OrderDate;OrderTime",
    ],
)
def test_in_a_sheet_headings_that_differ_only_in_date_and_time_are_joined(header: str) -> None:
    date, time = header.split(";")
    taken = sheet(
        f"supplier;{date};first_reply_at;{time}", "A;2-3-2026;13-3-2026;9:05", columns={date: "requested_at"}
    )
    assert moments(taken) == [("2026-03-02 09:05", False)]
    assert moments(taken, "reply") == [("2026-03-13 00:00", True)]


def test_in_a_sheet_a_time_right_of_a_date_belongs_to_it() -> None:
    header = "supplier;Besteld op;Tijd;Eerste reactie;Tijd;Geleverd"
    taken = sheet(header, "A;2026-03-02;09:05;2026-03-02;14:30;2026-03-09", "B;2026-03-03;10:00;;;")
    assert moments(taken) == [("2026-03-02 09:05", False), ("2026-03-03 10:00", False)]
    assert moments(taken, "reply") == [("2026-03-02 14:30", False)]
    assert moments(taken, "delivery") == [("2026-03-09 00:00", True)]


def test_the_only_time_belongs_to_the_only_date() -> None:
    taken = sheet("Uhrzeit;supplier;requested_at", "9:05;A;2026-03-02")
    assert moments(taken) == [("2026-03-02 09:05", False)]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        # Of which date is it?
        ("supplier;requested_at;delivered_at;note;Uhrzeit", ["A;2026-03-02;2026-03-04;x;09:00"]),
        # It may be how long it took.
        ("supplier;requested_at;time", ["A;2026-03-02;1:30", "B;2026-03-02;9:00"]),
        # The dates have a time already.
        ("supplier;requested_at;order time", ["A;2026-03-02 10:00;11:00"]),
        # Not a time.
        ("supplier;requested_at;requested time", ["A;2026-03-02;soon", "B;2026-03-02;9"]),
    ],
)
def test_in_a_sheet_a_time_that_may_be_of_something_else_is_left_alone(header: str, rows: list[str]) -> None:
    taken = sheet(header, *rows)
    assert header.split(";")[-1] not in taken.mapping
    assert taken.of("request")[0]["occurred_at"].hour in (0, 10)


def test_cells_without_a_date_or_a_time() -> None:
    header = "supplier;requested_at;first_reply_at;first_reply_time"
    taken = sheet(
        header, "A;2026-03-02;2026-03-03;10:15", "B;2026-03-02;2026-03-03;", "C;2026-03-02;2026-03-03;n.v.t.",
        "D;2026-03-02;;10:00", "E;2026-03-02;;", "F;2026-03-02;geen reactie;", "G;2026-03-02;2026-03-03;later", "H;2026-03-02;?;-",
    )  # fmt: skip
    assert moments(taken, "reply") == [
        ("2026-03-03 10:15", False), ("2026-03-03 00:00", True), ("2026-03-03 00:00", True),
    ]  # fmt: skip
    # A time without a date did happen, so it must not become an empty cell: that would accuse.
    assert [(line, reason.split(" ")[1]) for line, _column, reason in taken.reasons()] == [
        (5, "10:00'"),
        (8, "later'"),
    ]
    assert {row["line"] for row in taken.sheet if not row["contact_observed"]} == {5, 8, 9}


def test_what_excel_writes_beside_dates_and_times() -> None:
    header = "supplier;requested_at;requested_time"
    taken = sheet(header, "A;2026-03-02 00:00:00;1899-12-30 09:05:00", "B;2026-03-03 00:00:00;10:00:00")
    assert moments(taken) == [("2026-03-02 09:05", False), ("2026-03-03 10:00", False)]
    rows = ["A", dt.date(2026, 3, 2), dt.time(9, 5)], ["B", dt.datetime(2026, 3, 3), dt.time(10, 0)]
    assert moments(take(workbook(["supplier", "Besteldatum", "Besteltijd"], *rows))) == [
        ("2026-03-02 09:05", False),
        ("2026-03-03 10:00", False),
    ]


def test_a_person_says_which_two_columns_are_one() -> None:
    header = "supplier;asked;clock1;note"
    both: dict[str, str | None] = {"asked": "requested_at", "clock1": "requested_at"}
    assert moments(sheet(header, "A;2026-03-02;09:05;x", columns=both)) == [("2026-03-02 09:05", False)]
    # In whatever order.
    turned = dict(reversed(both.items()))
    assert moments(sheet("clock1;supplier;asked", "09:05;A;2026-03-02", columns=turned)) == [
        ("2026-03-02 09:05", False)
    ]
    # Not if told to leave the time alone.
    alone: dict[str, str | None] = {"order time": None}
    assert moments(sheet("supplier;order date;order time", "A;2026-03-02;09:05", columns=alone)) == [
        ("2026-03-02 00:00", True)
    ]
    with pytest.raises(UsageError, match="asked, note are both mapped to requested_at"):
        sheet(header, "A;2026-03-02;09:05;x", columns={"asked": "requested_at", "note": "requested_at"})


def test_two_columns_that_a_person_joined_are_remembered() -> None:
    both: dict[str, str | None] = {"asked": "requested_at", "clock1": "requested_at"}
    first = sheet("supplier;asked;clock1", "A;2026-03-02;09:05", columns=both)
    later = sheet("supplier;asked;clock1", "B;2026-03-03;10:05", remembered={first.signature: first.settings})
    assert moments(later) == [("2026-03-03 10:05", False)]


def test_rows_set_aside_come_back_with_both_columns() -> None:
    header = "supplier,trial_id,event,date,time"
    rows = ("A,1,request,2026-03-02,09:00", "A,1,reply,2026-03-02,25:00", "A,2,request,2026-03-02,09:00")
    text = "\n".join([header, *rows])
    first = take(text)
    assert [row["cells"] for row in first.aside] == [["A", "1", "reply", "2026-03-02", "25:00"]]
    assert first.reasons()[0][2] == "'2026-03-02 25:00' has a time that cannot be read; write it like 14:30"
    mended = f"{header},line,reason\nA,1,reply,2026-03-02,15:00,3,x\n"
    assert moments(take(mended, {first.signature: first.settings}), "reply") == [("2026-03-02 15:00", False)]
