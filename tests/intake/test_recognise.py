"""How a file is recognised: encoding, delimiter, header, kind, columns; where it cannot tell, a question."""

import pandas as pd
import pyarrow.parquet as pq
import pytest

from trialmetrics.errors import UnreadableFile, UsageError
from trialmetrics.intake import Settings
from trialmetrics.text import question_text

ROWS = [
    ("Café Noir", "T1", "request", "2026-03-02 10:00", "12.50"),
    ("Café Noir", "T1", "reply", "2026-03-02 11:30", ""),
]
HEADER = ("supplier", "trial_id", "event", "occurred_at", "order_value")


def written(delimiter=",", end="\n", header=HEADER, rows=ROWS):
    return end.join(delimiter.join(row) for row in [header, *rows]) + end


def events(reading):
    return pq.read_table(reading.folder / "events.parquet").to_pandas().sort_values("line", ignore_index=True)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_notation_reads_the_same(reads, delimiter, end, encoding):
    reading = reads(written(delimiter, end).encode(encoding))
    assert reading.delimiter == delimiter
    assert reading.encoding.replace("-sig", "") == encoding.replace("-sig", "")
    assert (reading.kind, reading.rows, reading.set_aside, reading.questions) == ("events", 2, 0, [])
    found = events(reading)
    assert list(found["supplier"]) == ["Café Noir", "Café Noir"]
    assert list(found["line"]) == [2, 3]
    assert found["occurred_at"].iloc[1] == pd.Timestamp("2026-03-02 11:30")
    assert found["order_value"].iloc[0] == 12.5


def test_title_lines_sep_line_blank_rows_repeated_headers_and_totals_are_not_rows(reads):
    text = (
        "sep=;\nTrial log of spring;;;;\n\n"
        + written(";")
        + ";;;;\n"
        + ";".join(HEADER)
        + "\nX;T2;request;2026-03-03;8\nTotal;;;;20.5\n"
    )
    reading = reads(text)
    assert (reading.rows, reading.set_aside) == (3, 0)
    assert list(events(reading)["line"]) == [5, 6, 9]


def test_dutch_headings_words_and_decimal_comma(reads):
    text = (
        "Leverancier;Proef;Gebeurtenis;Wanneer;Bedrag;Vriendelijkheid\n"
        "Jansen B.V.;P1;bestelling;02-03-2026 09:30;€ 1.234,50;\n"
        "jansen bv;P1;Automatisch antwoord;02-03-2026 09:31;;\n"
        "Jansen BV;P1;beoordeling;15-03-2026;;4,5\n"
    )
    reading = reads(text)
    assert (reading.rows, reading.set_aside, reading.warnings) == (3, 0, 0)
    found = events(reading)
    assert list(found["event"]) == ["request", "auto_reply", "assessment"]
    assert set(found["supplier_key"]) == {"jansen bv"}
    assert found["order_value"].iloc[0] == 1234.5
    assert found["courtesy"].iloc[2] == 4.5
    assert list(found["bare"]) == [False, False, True]
    assert found["occurred_at"].iloc[0] == pd.Timestamp("2026-03-02 09:30")


def test_a_date_that_may_be_read_two_ways_is_asked_and_the_answer_holds(reads):
    text = "supplier,trial_id,event,occurred_at\nA,1,request,03-04-2026\n"
    asked = reads(text)
    assert [question.setting for question in asked.questions] == ["date_order"]
    assert "--date-order" in question_text.option(asked.questions[0])
    assert events(reads(text, Settings(date_order="dmy")))["occurred_at"][0] == pd.Timestamp("2026-04-03")
    assert events(reads(text, Settings(date_order="mdy")))["occurred_at"][0] == pd.Timestamp("2026-03-04")


def test_one_column_that_can_tell_decides_for_the_others(reads):
    text = "supplier,requested_at,delivered_at\nA,03-04-2026,21-04-2026\n"
    found = events(reads(text)).set_index("event")["occurred_at"]
    assert found["request"] == pd.Timestamp("2026-04-03")


def test_a_number_that_may_be_read_two_ways_is_asked(reads):
    text = "supplier;requested_at;order_value\nA;2026-03-02;1.234\n"
    asked = reads(text)
    assert [question.setting for question in asked.questions] == ["decimal"]
    assert question_text.choices(asked.questions[0]) == {
        ".": "between 1 and 2: the . is the decimal sign",
        ",": "1234: the . separates thousands",
    }
    assert events(reads(text, Settings(decimal=",")))["order_value"][0] == 1234
    assert events(reads(text, Settings(decimal=".")))["order_value"][0] == 1.234


@pytest.mark.parametrize(
    ("heading", "written", "expected"),
    [
        ("Vriendelijk 1-10", ["6", "10"], [3.4, 5.0]),  # 1 + 0.4 x grade
        ("Vriendelijk (0-100)", ["50", "100"], [3.0, 5.0]),
        ("Vriendelijk 1-7", ["4", "7"], [3.0, 5.0]),
        ("Vriendelijk", ["2", "9"], [1.8, 4.6]),  # above 5: grades
        ("Vriendelijk", ["2", "5"], [2.0, 5.0]),
        ("Vriendelijk", ["goed", "slecht"], [5.0, 1.0]),
        ("Vriendelijk", ["++", "-"], [5.0, 2.0]),
    ],
)
def test_rating_scales(reads, heading, written, expected):
    rows = "".join(f"S{i};2026-03-02;{each}\n" for i, each in enumerate(written))
    found = events(reads(f"leverancier;besteld op;{heading}\n{rows}"))
    assert list(found.loc[found["event"] == "assessment", "courtesy"]) == pytest.approx(expected)


def test_a_scale_that_the_values_leave_open_is_asked(reads):
    asked = reads("leverancier;besteld op;vriendelijk\nA;2026-03-02;6\n")
    assert [question.setting for question in asked.questions] == ["rating_scale"]


def test_kind_by_its_columns_and_overruled(reads):
    sheet = "supplier,requested_at,outcome\nA,2026-03-02,fulfilled\n"
    assert reads(sheet).kind == "sheet"
    assert reads(sheet, Settings(kind="events")).questions[0].setting == "columns.trial_id"


def test_missing_columns_are_asked_with_the_nearest_found(reads):
    asked = reads("suplier,requested_at\nA,2026-03-02\n", Settings(kind="sheet"))
    assert "suplier" in question_text.text(asked.questions[0])
    assert "--map" in question_text.option(asked.questions[0])


def test_what_the_file_does_not_say_is_given_once(reads):
    reading = reads(
        "supplier,requested_at\nA,2026-03-02\n", Settings(values={"category": "Paper", "tester": "Anna"})
    )
    assert list(events(reading)[["category", "tester"]].iloc[0]) == ["Paper", "Anna"]


def test_a_mapping_by_hand_beats_what_is_recognised(reads):
    text = "vendor,supplier,requested_at\nOurs,Theirs,2026-03-02\n"
    reading = reads(text, Settings(columns={"vendor": "supplier", "supplier": None}))
    assert list(events(reading)["supplier"]) == ["Ours"]


def test_two_headings_for_one_column_are_asked(reads):
    asked = reads("vendor,leverancier,requested_at\nA,B,2026-03-02\n")
    assert [question.setting for question in asked.questions] == ["columns.supplier"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"\x1f\x8b\x08\x00rest", "gzip"),
        (b"%PDF-1.7 rest", "PDF"),
        (b"PK\x03\x04 no workbook", "workbook is damaged"),
        (b"\n\n  \n", "no rows"),
        (bytes(range(256)) * 40, "not a text file"),
    ],
)
def test_what_is_no_table_is_refused_by_its_content(reads, content, told):
    with pytest.raises(UnreadableFile, match=told):
        reads(content)


def test_a_wrong_option_is_a_sentence(reads):
    with pytest.raises(UsageError, match="There is no column Vendr"):
        reads(written(), Settings(columns={"Vendr": "supplier"}))
    with pytest.raises(UsageError, match="vendor is not one of our columns"):
        reads(written(), Settings(columns={"supplier": "vendor"}))
    with pytest.raises(UnreadableFile, match="is not an encoding"):
        reads(written(), Settings(encoding="klingon"))
