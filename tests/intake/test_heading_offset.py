"""Times under a heading that names UTC are in UTC, whatever the policy's time zone."""

from datetime import timedelta

import pytest

from tests.intake.taking import take
from trialmetrics.intake.headings import column_of
from trialmetrics.intake.values.clocks import heading_offset


@pytest.mark.parametrize(
    ("heading", "hours"),
    [
        ("Created at (UTC)", 0), ("requested_at_utc", 0), ("First response [GMT]", 0), ("Timestamp UTC", 0),
        ("Order date (UTC+2)", 2),
        ("Order date (GMT-05:00)", -5), ("Order date", None), ("Order date (CET)", None), ("Order date (hours)", None),
    ],
)  # fmt: skip
def test_the_offset_of_a_heading(heading: str, hours: int | None) -> None:
    assert heading_offset(heading) == (None if hours is None else timedelta(hours=hours))


def test_times_under_a_heading_with_utc_are_converted() -> None:
    taken = take(
        "supplier,Order date (UTC),First reply (UTC)\nA,2026-07-06 06:30,2026-07-06 08:00\n"
        "B,2026-07-06T22:30,2026-01-12T08:00:00+01:00\nC,2026-07-07 06:30,no reply\n"
    )
    assert [str(row["occurred_at"]) for row in taken.of("request")] == [
        "2026-07-06 08:30:00", "2026-07-07 00:30:00", "2026-07-07 08:30:00",
    ]  # fmt: skip
    # A time with an offset of its own keeps it; this one is before its request.
    assert [str(row["occurred_at"]) for row in taken.of("reply")] == ["2026-07-06 10:00:00"]
    assert [reason for _line, _column, reason in taken.reasons()] == [
        "'2026-01-12T08:00:00+01:00' is before the request; mend the one or the other"
    ]


def test_dates_and_midnights_under_a_heading_with_utc_are_the_days_written() -> None:
    for time in ("", " 00:00"):
        taken = take(
            f"supplier,Order date (UTC),First reply (UTC)\nA,2026-07-06{time},2026-07-07{time}\n"
            f"B,2026-07-07{time},2026-07-07{time}\n"
        )
        assert [(str(row["occurred_at"]), row["bare"]) for row in taken.of("reply")] == [
            ("2026-07-07 00:00:00", True), ("2026-07-07 00:00:00", True),
        ]  # fmt: skip


def test_in_a_log_too() -> None:
    taken = take(
        "supplier,trial_id,event,Timestamp (UTC)\nA,1,request,2026-07-06 06:30\nA,1,reply,2026-07-06 08:00\n"
    )
    assert [str(row["occurred_at"]) for row in taken.events] == ["2026-07-06 08:30:00", "2026-07-06 10:00:00"]


def test_the_heading_is_known_without_its_offset() -> None:
    assert column_of("Order date (UTC)", "sheet") == "requested_at"
    assert column_of("Order date (GMT+1)", "sheet") == "requested_at"
