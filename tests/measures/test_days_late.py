"""Service days from the first promise to the first delivery."""

import pytest

from tests.measures.worked import aside, measured, one, only, said, sheet_row

REQUEST = "2026-03-02 09:00 request"


def promise(date, at="2026-03-02 10:00", word="confirmation"):
    return said(f"{at} {word}", promised=date)


@pytest.mark.parametrize(
    ("promised", "delivered", "late"),
    [
        ("2026-03-05", "2026-03-05 16:00", 0),
        ("2026-03-05", "2026-03-03 16:00", 0),
        ("2026-03-05", "2026-03-06 10:00", 1),
        # Only the day counts: a promised hour, and an hour late, are on time.
        ("2026-03-05 10:00", "2026-03-05 15:00", 0),
        ("2026-03-05 17:00", "2026-03-06", 1),
        # Friday to Saturday no service day, to Monday one, to Tuesday two.
        ("2026-03-06", "2026-03-07 10:00", 0),
        ("2026-03-06", "2026-03-09 10:00", 1),
        ("2026-03-06", "2026-03-10", 2),
        # Promised for a Sunday: Monday is the first service day after it.
        ("2026-03-08", "2026-03-09", 1),
        # Over Good Friday and Easter Monday: Thursday 2 to Tuesday 7 April is one.
        ("2026-04-02", "2026-04-07", 1),
    ],
)
def test_to_the_delivery(promised, delivered, late):
    assert (
        one(REQUEST, promise(promised), f"{delivered} delivery", as_of="2026-05-01 12:00")["days_late"]
        == late
    )


def test_the_first_delivery_counts():
    assert one(REQUEST, promise("2026-03-05"), "2026-03-10 delivery", "2026-03-06 delivery")["days_late"] == 1


def test_the_first_promise_counts_and_of_two_at_once_the_later_date():
    first, second = promise("2026-03-05"), promise("2026-03-12", at="2026-03-04 10:00")
    assert one(REQUEST, second, first, "2026-03-09 delivery")["days_late"] == 2
    at_once = promise("2026-03-06")
    assert one(REQUEST, first, at_once, "2026-03-09 delivery")["days_late"] == 1


def test_any_event_may_carry_the_promise():
    assert one(promise("2026-03-05", "2026-03-02 09:00", "request"), "2026-03-06 delivery")["days_late"] == 1


@pytest.mark.parametrize(
    ("events", "as_of", "late"),
    [
        # Nothing came: to now, Friday 6 to Tuesday 10 March; to `closed`, Monday 9 March; only when positive.
        ([], "2026-03-10 12:00", 2),
        (["2026-03-09 10:00 closed"], "2026-03-20 12:00", 1),
        (["2026-03-06 10:00 closed"], "2026-03-20 12:00", None),
        (["2026-03-05 10:00 closed"], "2026-03-20 12:00", None),
        ([], "2026-03-04 12:00", None),
        # A `closed` without a time: it has not come since either.
        (["- closed"], "2026-03-10 12:00", 2),
        # Delivered, nobody knows when.
        (["- delivery"], "2026-03-20 12:00", None),
    ],
)
def test_no_delivery(events, as_of, late):
    assert one(REQUEST, promise("2026-03-06"), *events, as_of=as_of)["days_late"] == late


def test_no_promise_no_lateness():
    assert one(REQUEST, "2026-03-30 delivery")["days_late"] is None


def test_a_delivery_nobody_looked_for_is_not_late():
    request = promise("2026-03-27", "2026-03-02 09:00", "request")
    rows, observed = sheet_row(request, observed=["contact", "chases"])
    assert only(measured(rows, [observed]))["days_late"] is None
    rows, observed = sheet_row(request, observed=["delivery"])
    # 30 and 31 March.
    assert only(measured(rows, [observed]))["days_late"] == 2
    # A delivery was set aside: it may have come in time.
    gaps = [aside("delivery", source="sheet")]
    assert only(measured(rows, [observed], gaps))["days_late"] is None
    assert one(request, beside=["delivery"])["days_late"] == 2
    assert one(request, beside=["reply"])["days_late"] is None


def test_a_part_of_the_goods_is_not_the_delivery():
    # Case 17: 60 of 100 on the day, 40 three service days later.
    part = [REQUEST, promise("2026-03-06"), "2026-03-06 10:00 partial_delivery", "2026-03-11 10:00 delivery"]
    assert one(*part)["days_late"] == 3
    assert one(*part[:2], "2026-03-06 10:00 delivery", "2026-03-11 10:00 delivery")["days_late"] == 0
