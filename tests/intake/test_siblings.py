"""Which table a file is and which column is which, by headings and values: small files of many programs and languages."""

import json
from pathlib import Path

import pytest

from tests.intake.siblings import SIBLINGS
from tests.intake.taking import Taken, take
from tests.sampled import sampled

CASES = Path(__file__).with_name("cases")


def case(name: str, **settings: object) -> Taken:
    return take((CASES / name).read_bytes(), **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sampled(SIBLINGS, 3))
def test_every_column_is_what_it_is_or_asked(name: str) -> None:
    expected = SIBLINGS[name]
    taken = take(expected.text)
    assert (taken.kind, taken.mapping) == (expected.kind, expected.mapping)
    assert tuple(question.setting for question in taken.questions) == expected.asked
    by_values = [choice for choice in taken.decided if choice["code"] in ("kind_read", "column_read")]
    assert tuple(choice.get("why", choice.get("kind")) for choice in by_values) == expected.decided


def test_a_delivery_date_beside_a_received_date_is_the_promise() -> None:
    taken = case("18c-delivery-date-is-the-promise.csv")
    assert (taken.questions, taken.set_aside) == ([], 0)
    assert taken.mapping["Delivery date"] == "promised_at"
    (first, _second) = taken.of("request")
    assert str(first["promised_at"]) == "2026-03-06 00:00:00"
    assert taken.decisions() == [
        "Delivery date was read as the day promised, as Received date is the day that the goods came."
    ]


def test_a_reply_date_is_the_first_reply() -> None:
    taken = case("38-reply-date-column.csv")
    assert taken.questions == []
    assert [row["supplier"] for row in taken.of("reply")] == ["Grantley Pins"]
    assert all(row["contact_observed"] for row in taken.sheet)


def test_rows_of_values_are_not_the_header() -> None:
    taken = case("40-data-row-as-header.csv")
    assert taken.header == ["PO", "Vendor", "Sent", "Arrived", "Status", "Priority"]
    (question,) = taken.questions
    assert (question.setting, question.guess) == ("columns.requested_at", "Sent")
    mapped = case("40-data-row-as-header.csv", columns={"Vendor": "supplier", "Sent": "requested_at"})
    assert (mapped.questions, mapped.rows, mapped.set_aside) == ([], 3, 0)


@pytest.mark.parametrize(
    ("name", "rows"),
    [("43-open-orders.csv", 5), ("44-year-typo.csv", 2), ("45-good-orders-not-scored.csv", 12)],
)
def test_plain_headings_are_taken_without_a_question(name: str, rows: int) -> None:
    taken = case(name)
    assert (taken.questions, taken.rows, taken.set_aside) == ([], rows, 0)
    assert taken.unused == []


def test_columns_left_alone_are_named_with_the_nearest_dates_first() -> None:
    taken = take(
        "supplier,requested_at,Soort,Reminders,resolved_at,Quote received,Invoice received\n"
        "A,2026-03-02,paint,2026-03-03,2026-03-09,2026-03-05,2026-03-10\n"
    )
    assert taken.unused == [
        # A column of dates is no count of chases, and no date of ours is that of an invoice.
        {"heading": "Reminders", "values": ["2026-03-03"], "nearest": None},
        {"heading": "resolved_at", "values": ["2026-03-09"], "nearest": "closed_at"},
        {"heading": "Quote received", "values": ["2026-03-05"], "nearest": "first_reply_at"},
        {"heading": "Invoice received", "values": ["2026-03-10"], "nearest": None},
        {"heading": "Soort", "values": ["paint"], "nearest": "category"},
    ]


def remembered(taken: Taken) -> dict[str, object]:
    """What the store keeps and gives back: JSON, by signature."""
    return {taken.signature: json.loads(json.dumps(taken.settings))}


def mended(taken: Taken, text: str) -> Taken:
    """Rows set aside that come back under the header of their export."""
    return take(";".join([*taken.header, "line", "reason"]) + "\n" + text, remembered(taken))


def test_mended_rows_are_read_as_the_file_that_they_are_from() -> None:
    log = take(SIBLINGS["a hand-made log"].text.replace("2026-03-16", "31-02-2026"))
    assert (log.kind, log.set_aside) == ("events", 1)
    # One row shows neither that the id repeats nor that its word is an event.
    again = mended(log, "2;Bord & Zn;borden;2026-03-16;nagebeld;Piet;;7;because\n")
    assert (again.kind, again.mapping, again.questions) == ("events", log.mapping, [])
    assert [row["event"] for row in again.events] == ["chase"]


def test_delivery_dates_that_cannot_tell_are_read_as_before() -> None:
    ahead = take(SIBLINGS["Dutch, some of them ahead"].text)
    past = "Ordernummer;Leverancier;Besteldatum;Leverdatum\n3;Mol;2026-03-02;2026-03-13\n"
    again = take(past, remembered(ahead))
    assert again.questions == []
    assert again.mapping["Leverdatum"] == "promised_at"
    assert again.decisions() == [
        "Leverdatum was read as promised_at, as in an earlier file with this header."
    ]
    assert take(past, remembered(ahead), afresh=True).questions


@pytest.mark.parametrize("answer", ["promised_at", "delivered_at", None])
def test_the_answer_for_a_delivery_date_holds_for_the_next_file(answer: str | None) -> None:
    text = SIBLINGS["Dutch, delivery dates alone"].text
    answered = take(text, columns={"Leverdatum": answer})
    assert answered.questions == []
    again = take(text.replace("Jansen", "Mol"), remembered(answered))
    assert again.questions == []
    assert again.mapping.get("Leverdatum") == answer


def test_a_file_without_a_header_is_not_taken_for_another_one() -> None:
    text = SIBLINGS["a log without a header"].text
    mapped = {"column 1": "trial_id", "column 2": "supplier"}
    first = take(text, columns=mapped)
    assert (first.questions, first.rows) == ([], 4)
    assert len(take(text, remembered(first)).questions) == 2


def test_the_kind_is_asked_where_states_repeat_and_the_answer_holds() -> None:
    text = SIBLINGS["a log of states"].text
    assert take(text, kind="events").questions == []
    sheet = take(text, kind="sheet")
    assert [question.setting for question in sheet.questions] == ["columns.requested_at", "repeated"]


def test_the_order_of_rows_changes_no_column() -> None:
    header, *rows = SIBLINGS["a hand-made log"].text.splitlines()
    log = take("\n".join([header, *rows]))
    turned = take("\n".join([header, *reversed(rows)]))
    assert (turned.kind, turned.mapping, turned.questions) == (log.kind, log.mapping, [])
