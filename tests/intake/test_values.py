"""Values as people write them: the table of the definitions, row by row, each with its expected value by hand."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.taking import why_not
from trialmetrics.intake.values.numbers import parse_number
from trialmetrics.intake.values.value import Notation, Value
from trialmetrics.intake.values.words import near_words, read_value
from trialmetrics.text import problem_text

DUTCH = Notation(ZoneInfo("Europe/Amsterdam"), "dmy", decimal=",", scale=(1, 10))
AMERICAN = Notation(ZoneInfo("Europe/Amsterdam"), "mdy")


def moment(text: str, column: str = "occurred_at", notation: Notation = DUTCH) -> Value:
    return read_value(text, "moment", column, notation, {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-05", "2026-01-05"), ("20260105", "2026-01-05"), ("2026/1/5", "2026-01-05"), ("5-1-2026", "2026-01-05"),
        ("5/1/26", "2026-01-05"), ("05.01.2026", "2026-01-05"), ("5 jan. 2026", "2026-01-05"), ("5 mei 2026", "2026-05-05"),
        ("maandag 5 januari 2026", "2026-01-05"), ("January 5, 2026", "2026-01-05"), ("5th of May 2026", "2026-05-05"),
        ("29-02-2028", "2028-02-29"), ("5-mrt-26", "2026-03-05"), ("5 - 1 - 2026", "2026-01-05"),
    ],
)  # fmt: skip
def test_dates(text: str, expected: str) -> None:
    assert moment(text) == Value(datetime.fromisoformat(expected), date_only=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-05T14:30", "14:30"), ("2026-01-05 14:30:15", "14:30:15"), ("5-1-2026 14.30", "14:30"),
        ("5-1-2026 14u30", "14:30"), ("5-1-2026 om 9:05 uur", "09:05"), ("5-1-2026 2:30 PM", "14:30"),
        ("5-1-2026, 12:10 a.m.", "00:10"), ("2026-01-05T14:30:15.250", "14:30:15"), ("20260105T1430", "14:30"),
        # Amsterdam is an hour ahead of UTC in January.
        ("2026-01-05T13:30Z", "14:30"), ("2026-01-05T08:30:00-05:00", "14:30"), ("2026-01-05 14:30+0100", "14:30"),
    ],
)  # fmt: skip
def test_times(text: str, expected: str) -> None:
    read = moment(text)
    assert read._replace(utc=None) == Value(datetime.fromisoformat(f"2026-01-05T{expected}"))


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-01-05T13:30Z", "2026-01-05T13:30"),
        ("2026-01-05T08:30:00-05:00", "2026-01-05T13:30"),
        ("2026-07-01 00:30+0100", "2026-06-30T23:30"),
        ("2026-01-05T14:30", None),
        ("2026-01-05", None),
    ],
)
def test_a_moment_with_an_offset_is_known_in_utc(text: str, utc: str | None) -> None:
    assert moment(text).utc == (datetime.fromisoformat(utc) if utc else None)


def test_summer_time_is_two_hours_ahead() -> None:
    assert moment("2026-07-01T12:00Z").value == datetime(2026, 7, 1, 14)


def test_the_date_order_of_the_column_holds() -> None:
    assert moment("02/03/2026").value == datetime(2026, 3, 2)
    assert moment("02/03/2026", notation=AMERICAN).value == datetime(2026, 2, 3)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31-02-2026", "is not a date; write dd-mm-yyyy"),
        ("29-02-2026", "is not a date; write dd-mm-yyyy"),
        ("next week", "is not a date; write dd-mm-yyyy"),
        ("2026-13-01", "is not a date; write dd-mm-yyyy"),
        ("5-1-1999", "has a year that is not between 2000 and 2100; mend the year"),
        ("5-1-2101", "has a year that is not between 2000 and 2100; mend the year"),
        ("5-1-2026 25:00", "has a time that cannot be read; write it like 14:30"),
        ("5-1-2026 13:00 pm", "has a time that cannot be read; write it like 14:30"),
        ("5-1-2026 noon", "has a time that cannot be read; write it like 14:30"),
    ],
)
def test_what_is_no_moment_says_how_to_mend_it(text: str, reason: str) -> None:
    assert why_not(moment(text)) == reason


@pytest.mark.parametrize("text", ["geen", "Geen reactie", "nooit", "never", "nee", "no"])
def test_what_did_not_happen(text: str) -> None:
    assert moment(text, "first_reply_at") == Value(happened=False)
    assert moment(text).problem


@pytest.mark.parametrize("text", ["ja", "Yes", "x", "v"])
def test_what_happened_without_a_time(text: str) -> None:
    assert moment(text, "delivered_at") == Value(happened=True)
    assert moment(text, "requested_at").problem


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("zelfde dag", timedelta()), ("same day", timedelta()), ("na 2 dagen", timedelta(2)),
        ("after 3 hours", timedelta(hours=3)), ("na een week", timedelta(7)), ("2 dagen", timedelta(2)),
        ("4 uur", timedelta(hours=4)), ("two days later", timedelta(2)),
    ],
)  # fmt: skip
def test_so_much_after_the_request(text: str, after: timedelta) -> None:
    in_days = not after.seconds
    assert moment(text, "first_reply_at") == Value(after=after, date_only=in_days)


@pytest.mark.parametrize("text", ["n.v.t.", "NVT", "n/a", "?", "Onbekend"])
@pytest.mark.parametrize("kind", ["moment", "count", "rating", "number", "text", "yes_no", "outcome"])
def test_not_observed(text: str, kind: str) -> None:
    assert read_value(text, kind, "x", DUTCH, {}) == Value(seen=False)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("2", 2), ("2x", 2), ("2 x", 2), ("twee keer", 2), ("1 keer", 1), ("één keer", 1), ("3 times", 3), ("once", 1),
        ("nooit", 0), ("geen", 0), ("nee", 0), ("ja", 1), ("x", 1), ("2,0", 2), ("0", 0),
    ],
)  # fmt: skip
def test_counts(text: str, count: int) -> None:
    assert read_value(text, "count", "chases", DUTCH, {}).value == count


@pytest.mark.parametrize("text", ["2,5", "-1", "veel", "1,000", "2-3", "9" * 30])
def test_what_is_no_count(text: str) -> None:
    assert read_value(text, "count", "chases", DUTCH, {}).problem


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("6", 3.4), ("7,5", 4), ("10", 5), ("🙂", 4), ("😡", 1), (":-)", 5), ("goed", 5), ("matig", 3), ("slecht", 1),
        ("***", 3), ("★★★★", 4), ("8/10", 4.2), ("++", 5), ("--", 1),
    ],
)  # fmt: skip
def test_ratings(text: str, rating: float) -> None:
    assert read_value(text, "rating", "courtesy", DUTCH, {}).value == pytest.approx(rating)


@pytest.mark.parametrize("text", ["0", "11", "inf", "heel aardig", "1e1"])
def test_what_is_no_rating(text: str) -> None:
    assert read_value(text, "rating", "courtesy", DUTCH, {}).problem


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,56", 1234.56), ("€ 12,50", 12.5), ("12,50 EUR", 12.5), ("EUR 1 234,50", 1234.5), ("12,-", 12), ("0", 0),
        ("1'234,5", 1234.5), (",5", 0.5),
    ],
)  # fmt: skip
def test_amounts(text: str, number: float) -> None:
    assert read_value(text, "number", "order_value", DUTCH, {}).value == number


@pytest.mark.parametrize("text", ["-1", "inf", "1,2,3", "12.50", "1e5", "twelve", "9" * 400, "€", "."])
def test_what_is_no_amount(text: str) -> None:
    assert read_value(text, "number", "order_value", DUTCH, {}).problem


@given(st.integers(0, 10**9), st.sampled_from([".", ","]))
def test_an_amount_is_read_as_it_was_written(cents: int, sign: str) -> None:
    thousands = "," if sign == "." else "."
    text = f"{cents // 100:,}".replace(",", thousands) + f"{sign}{cents % 100:02d}"
    assert parse_number(text, sign) == pytest.approx(cents / 100)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("event", "Nagebeld", "chase"), ("event", "AUTO-REPLY", "auto_reply"), ("event", "brush off", "brush_off"),
        ("outcome", "Nooit geleverd", "dropped"), ("outcome", "geen reactie", "ignored"), ("class", "Groot", "large"),
        ("channel", "Telefonisch", "phone"), ("yes_no", "Ja", True), ("yes_no", "0", False), ("currency", "€", "EUR"),
        ("currency", "usd", "USD"),
    ],
)  # fmt: skip
def test_words(kind: str, text: str, value: object) -> None:
    assert read_value(text, kind, "x", DUTCH, {}).value == value


def test_an_unknown_word_is_told_with_the_nearest() -> None:
    reason = why_not(read_value("deliverd", "event", "event", DUTCH, {}))
    assert (
        reason
        == "is not known here; write one of delivery, request, chase, complaint, auto_reply, reply, ..."
    )
    assert near_words("deliverd", "event")[0] == "delivery"
    assert (
        why_not(read_value("XXQ", "currency", "currency", DUTCH, {}))
        == "is not a currency; write three letters such as EUR"
    )


def test_what_a_person_said_a_text_means() -> None:
    said = {"nam niet op": "ignored", "weet niet": ""}
    assert read_value("Nam niet op", "outcome", "outcome", DUTCH, said).value == "ignored"
    assert read_value("Weet-niet", "outcome", "outcome", DUTCH, said) == Value(seen=False)


def test_control_characters_and_unreadable_bytes_are_told() -> None:
    assert (
        why_not(read_value("a\x07b", "text", "note", DUTCH, {}))
        == "holds the control character U+0007; delete that"
    )
    assert (
        why_not(read_value("a\ufffdb", "text", "note", DUTCH, {}))
        == "holds bytes that are not text in this encoding; write it again"
    )
    assert read_value("a\nb\tc", "text", "note", DUTCH, {}).value == "a\nb\tc"


@given(
    st.text(max_size=40),
    st.sampled_from(["moment", "number", "count", "rating", "event", "yes_no", "currency", "text"]),
)
def test_every_text_is_a_value_or_has_a_reason(text: str, kind: str) -> None:
    for column in ("occurred_at", "first_reply_at"):
        value = read_value(text, kind, column, DUTCH, {})
        told = (
            value.value is not None or value.happened is not None or value.after is not None or not value.seen
        )
        assert told != (value.problem is not None)
        if value.problem:
            code, parts = value.problem.stored
            assert code in problem_text.CODES
            assert problem_text.sentence(code, json.loads(parts), "it") == f"it {why_not(value)}"
