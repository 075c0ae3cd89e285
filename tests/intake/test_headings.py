"""Headings, kinds, title lines, mapping: which column is which, and what is asked."""

import pytest

from tests.intake.taking import LOG, take
from trialmetrics.errors import UnreadableFile, UsageError
from trialmetrics.intake import headings
from trialmetrics.intake.column_profile import ColumnProfile
from trialmetrics.text import question_text

ROW = "A,1,request,2026-01-05\n"


@pytest.mark.parametrize(
    "header",
    [
        "Supplier,Trial ID,EVENT,Occurred-At",
        " supplier , trial_id , event , occurred_at ",
        "leverancier,proef,gebeurtenis,tijdstip",
        "Naam leverancier,Bestelnummer,Wat gebeurde er?,Wanneer:",
        "'supplier,trial_id,event,occurred_at",
    ],
)
def test_columns_in_any_case_and_language(header: str) -> None:
    taken = take(f"{header}\n{ROW}")
    assert taken.kind == "events"
    assert list(taken.mapping.values()) == ["supplier", "trial_id", "event", "occurred_at"]
    assert taken.rows == 1


def test_the_kind_is_recognised_and_may_be_overruled() -> None:
    sheet = "supplier,requested_at,delivered_at\nA,2026-01-05,2026-01-07\n"
    assert take(sheet).kind == "sheet"
    both = "supplier,trial_id,event,occurred_at,requested_at\nA,1,request,2026-01-05,2026-01-05\n"
    assert take(both).kind == "events"
    assert take(both, kind="sheet").kind == "sheet"


def test_title_lines_above_the_header_are_no_rows() -> None:
    taken = take(f"Trial orders of this spring\n\nmade by Anna,,,2026\n{LOG}")
    assert [row["line"] for row in taken.events] == [5, 6, 7]
    assert (taken.rows, taken.set_aside) == (3, 0)


def test_headings_that_are_numbers_beside_all_that_is_needed() -> None:
    """An evaluation with a column per question, or one per year."""
    taken = take(
        "Supplier;Order date;1;2;3;4;2024;2025\nAlfa;2026-03-02;5;4;4;3;7;8\nBeta;2026-03-03;1;2;3;4;9;8\n"
    )
    assert [event["supplier"] for event in taken.of("request")] == ["Alfa", "Beta"]
    assert [unused["heading"] for unused in taken.unused] == ["1", "2", "3", "4", "2024", "2025"]


def test_a_heading_over_several_lines() -> None:
    taken = take('supplier,trial_id,"event\ntype",occurred_at\n' + ROW)
    assert taken.mapping["event type"] == "event"
    assert taken.events[0]["line"] == 3


def test_blank_lines_repeated_headers_and_totals_are_no_rows() -> None:
    text = "supplier,requested_at,order_value\nA,2026-01-05,10\n,,\n  \nsupplier,requested_at,order_value\nB,2026-01-06,20\n"
    taken = take(text + "Total,,30\nTotaal:,,\n,Totaal,30\nGemiddelde;,,15\n".replace(";", ""))
    assert (taken.rows, taken.set_aside) == (2, 0)
    assert take(text + "Supplier,REQUESTED_AT,Order_Value\n").rows == 2
    # Total may be the name of a supplier.
    assert take(text + "Total,2026-01-07,30\n").rows == 3


def test_extra_columns_are_left_alone() -> None:
    taken = take("supplier,colour,trial_id,event,occurred_at,\nA,red,1,request,2026-01-05,x\n")
    assert (taken.rows, taken.set_aside, taken.warnings) == (1, 0, 0)
    assert "colour" not in taken.mapping


def test_a_mapping_wins_over_what_is_recognised() -> None:
    text = "vendor,supplier,trial_id,event,occurred_at\nV,S,1,request,2026-01-05\n"
    assert take(text).events[0]["supplier"] == "S"
    assert take(text, columns={"vendor": "supplier"}).events[0]["supplier"] == "V"


def test_a_column_may_be_left_alone_by_hand() -> None:
    text = "supplier,trial_id,event,occurred_at,note\nA,1,request,2026-01-05,secret\n"
    assert take(text, columns={"note": None}).events[0]["note"] is None


def test_one_value_for_the_whole_file() -> None:
    taken = take(
        "supplier,trial_id,event,occurred_at\n" + ROW, values={"round": "spring", "order_value": "12.50"}
    )
    assert (taken.events[0]["round"], taken.events[0]["order_value"]) == ("spring", 12.5)
    # It holds over a column of the file.
    text = "supplier,trial_id,event,occurred_at,round\nA,1,request,2026-01-05,autumn\n"
    assert take(text, values={"round": "spring"}).events[0]["round"] == "spring"


def test_a_needed_column_that_is_missing_is_asked_with_the_nearest() -> None:
    taken = take("suplier,trial_id,event,date,colour\nA,1,request,2026-01-05,red\n")
    (first,) = taken.questions
    assert first.setting == "columns.supplier"
    assert question_text.text(first) == "Which column is supplier? The file has suplier."
    assert (
        question_text.option(first)
        == "Answer with --map suplier=supplier if suplier is right, or --set supplier=VALUE for all rows."
    )
    assert next(iter(question_text.choices(first))) == "suplier"
    assert taken.mapping["date"] == "occurred_at"
    assert taken.events == []


def test_two_headings_that_claim_a_column_are_asked() -> None:
    text = "vendor,company,trial_id,event,occurred_at\nV,C,1,request,2026-01-05\n"
    (question,) = take(text).questions
    assert question.setting == "columns.supplier"
    assert set(question_text.choices(question)) == {"vendor", "company"}
    assert take(text, columns={"company": "supplier"}).events[0]["supplier"] == "C"


def test_equal_headings_are_told_apart_by_place() -> None:
    text = "supplier,trial_id,event,occurred_at,note,note\nA,1,request,2026-01-05,x,y\n"
    taken = take(text)
    assert taken.questions[0].setting == "columns.note"
    assert take(text, columns={"note (column 6)": "note"}).events[0]["note"] == "y"


def test_near_misses_are_proposed_and_not_taken() -> None:
    taken = take("supplier,trial_id,event,occurred_at,chanel,colour\nA,1,request,2026-01-05,email,red\n")
    assert [(each.heading, each.ours) for each in taken.proposals] == [("chanel", "channel")]
    assert taken.events[0]["channel"] is None


def test_a_file_without_a_header_is_mapped_by_place() -> None:
    text = "A,1,request,2026-01-05\nB,1,request,2026-01-06\n"
    assert take(text).questions
    places = {"column 1": "supplier", "column 2": "trial_id", "column 3": "event", "column 4": "occurred_at"}
    assert [row["supplier"] for row in take(text, columns=places).events] == ["A", "B"]


def test_a_mapping_that_does_not_fit_is_refused() -> None:
    with pytest.raises(UsageError, match="There is no column Vendr; the file has Vendor"):
        take("Vendor,requested_at\nA,2026-01-05\n", columns={"Vendr": "supplier"})
    with pytest.raises(UsageError, match="suplier is not one of our columns; those are supplier"):
        take(LOG, columns={"supplier": "suplier"})
    with pytest.raises(UsageError, match="chases is not a column of an event log"):
        take(LOG, values={"chases": "2"})


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="100000 columns, more than the 500"):
        take(",".join(["supplier", *["x"] * 99_999]) + "\n" + ROW)


@pytest.mark.parametrize(
    ("heading", "scale"),
    [
        ("Vriendelijk 1-10", (1, 10)), ("courtesy (0-100)", (0, 100)), ("welkom 1 t/m 7", (1, 7)), ("courtesy", None),
        ("score 10-1", None),
    ],
)  # fmt: skip
def test_a_heading_may_name_a_rating_scale(heading: str, scale: tuple[int, int] | None) -> None:
    assert headings.heading_scale(heading) == scale


@pytest.mark.parametrize(
    "heading",
    [
        "Oferta recibida",
        "Offer received",
        "Offerte ontvangen op",
        "Quote received at",
        "Devis reçu",
        "Angebot erhalten",
    ],
)
def test_an_offer_received_is_a_reply_and_no_delivery(heading: str) -> None:
    assert headings.propose([heading], "sheet", ["first_reply_at"]) == {}
    assert headings.propose([heading], "sheet", []) == {heading: "first_reply_at"}


FORM = {
    "Tijdstempel": "2025/03/20 9:14:02 a.m. CET", "Welke leverancier?": "Roos", "Wanneer besteld?": "3-3-2025",
    "Hoe beleefd was men?": "5", "Was iemand rude?": "ja",
}  # fmt: skip


def test_the_questions_of_a_form_are_guessed_by_what_they_ask_for() -> None:
    text = f"{';'.join(FORM)}\n{';'.join(FORM.values())}\n{';'.join(FORM.values()).replace('Roos', 'Iris')}\n"
    reading = take(text)
    guesses = {question.setting: question.guess for question in reading.questions}
    # The moment at which the form was sent is not that of the order.
    assert guesses["columns.supplier"] == "Welke leverancier?"
    assert guesses["columns.requested_at"] == "Wanneer besteld?"
    nearest = {column["heading"]: column["nearest"] for column in reading.unused}
    assert (nearest["Hoe beleefd was men?"], nearest["Was iemand rude?"]) == ("courtesy", "rude")


@pytest.mark.parametrize(
    ("heading", "values", "ours"),
    [
        ("Was anyone rude?", ["yes", "no"], "rude"),
        ("Incidencias", ["0", "2"], "errors"),
        ("Effective Date", ["2025-02-07", "2025-02-19"], "delivered_at"),
        ("Details", ["fine", "slow"], "note"),
        ("How did you order?", ["by phone", "by post"], None),
        ("Was the supplier nice?", ["very", "a bit"], None),
    ],
)
def test_the_nearest_column_of_other_headings(heading: str, values: list[str], ours: str | None) -> None:
    profiles = {heading: ColumnProfile(values)}
    assert headings.propose([heading], "sheet", ["trial_id"], profiles).get(heading) == ours
