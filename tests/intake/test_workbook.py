"""Workbooks: every promise that holds for CSV; Excel's own dates and numbers as they are."""

from datetime import date, datetime

import pytest

from tests.intake.taking import LOG, take, workbook
from trialmetrics.errors import UnreadableFile

HEADER = ["leverancier", "besteld op", "bedrag", "geleverd", "opmerking"]


def test_a_workbook_says_what_the_same_csv_says() -> None:
    rows = [line.split(",") for line in LOG.splitlines()]
    taken, plain = take(workbook(*rows)), take(LOG)
    assert (taken.encoding, taken.delimiter) == ("xlsx", "Blad1")
    assert [(row["line"], row["key"], row["copy"]) for row in taken.events] == [
        (row["line"], row["key"], row["copy"]) for row in plain.events
    ]


def test_excels_own_dates_and_numbers() -> None:
    taken = take(
        workbook(
            HEADER,
            ["A", datetime(2026, 1, 5, 14, 30), 1.234, date(2026, 1, 7), None],
            ["B", date(2026, 2, 1), 1234, True, "x\ny"],
            ["C", datetime(2026, 2, 3), 12.5, "nooit", "=1+1"],
        )
    )
    assert taken.questions == []
    requests = taken.of("request")
    assert [(row["occurred_at"], row["bare"], row["order_value"]) for row in requests] == [
        (datetime(2026, 1, 5, 14, 30), False, 1.234),
        (datetime(2026, 2, 1), True, 1234),
        (datetime(2026, 2, 3), True, 12.5),
    ]
    # The last remark is a formula that no spreadsheet has calculated.
    assert taken.reasons() == [
        (4, "opmerking", "'#CALC!' is an error of the spreadsheet; mend it there, or write the value")
    ]


def test_excels_numbers_hold_beside_texts_with_a_decimal_comma() -> None:
    taken = take(workbook(HEADER, ["A", date(2026, 1, 5), 1.234], ["B", date(2026, 1, 5), "1.234,50"]))
    assert [row["order_value"] for row in taken.of("request")] == [1.234, 1234.5]


def test_what_is_set_aside_is_written_as_its_column_is() -> None:
    taken = take(
        workbook(HEADER, ["A", "ooit", 1.234, None, "n"], ["B", date(2026, 1, 5), "1.234,50", None, "n"])
    )
    assert taken.aside == [{"line": 2, "cells": ["A", "ooit", "1,234", "", "n"]}]
    assert taken.preview[0]["besteld op" if "besteld op" in taken.preview[0] else "requested_at"] == "ooit"


def test_title_lines_and_empty_rows_keep_the_numbers_of_the_sheet() -> None:
    taken = take(
        workbook(["Proef voorjaar"], [], HEADER, [], ["A", date(2026, 1, 5)], ["Totaal", None, 12.5])
    )
    assert [row["line"] for row in taken.of("request")] == [5]
    assert taken.rows == 1


def test_a_remark_beside_the_table_is_left_alone() -> None:
    taken = take(workbook(HEADER, ["A", date(2026, 1, 5), 1, None, None, None, "call back!"]))
    assert (taken.rows, taken.set_aside, taken.warnings) == (1, 0, 0)


def test_the_sheet_with_the_table_or_one_chosen() -> None:
    book = workbook(HEADER, ["A", date(2026, 1, 5)], title="Proef", before=["Leeg"])
    assert take(book).rows == take(book, sheet="Proef").rows == 1
    with pytest.raises(UnreadableFile, match="no rows"):
        take(book, sheet="Leeg")
    with pytest.raises(
        UnreadableFile, match="There is no sheet Blad2; choose one of Leeg, Proef with --sheet"
    ):
        take(book, sheet="Blad2")


def test_a_number_is_a_text_where_a_text_is_wanted() -> None:
    taken = take(
        workbook(
            ["supplier", "requested_at", "trial_id"], ["A", date(2026, 1, 5), 1.5], ["B", date(2026, 1, 5), 7]
        )
    )
    assert [row["trial_id"] for row in taken.of("request")] == ["1.5", "7"]
