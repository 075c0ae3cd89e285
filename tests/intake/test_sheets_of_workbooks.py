"""Workbooks as people keep them: merged cells, several sheets, a CSV in a column, hidden rows, tables under each other."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from tests.intake.taking import Taken, take
from trialmetrics.errors import UnreadableFile

HEADER = ["supplier", "trial_id", "requested_at", "delivered_at"]
DAY = date(2026, 3, 2)
Sheets = dict[str, list[list[Any]]]
Draw = Callable[[dict[str, Any], xlsxwriter.Workbook], None]


def book(sheets: Sheets, draw: Draw | None = None) -> bytes:
    """A workbook with these sheets; `draw` merges and hides, given the sheets by name."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "dd-mm-yyyy"})
    drawn = {}
    for name, rows in sheets.items():
        drawn[name] = made.add_worksheet(name)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    drawn[name].write(line, column, cell)
    if draw:
        draw(drawn, made)
    made.close()
    return file.getvalue()


def changed(content: bytes, old: str, new: str) -> bytes:
    """The workbook with another text in the XML of its first sheet."""
    made, file = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in made.namelist():
            body = made.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert old.encode() in body
                body = body.replace(old.encode(), new.encode())
            archive.writestr(name, body)
    return file.getvalue()


def merged(rows: list[list[Any]], *ranges: str, **settings: Any) -> Taken:
    """One sheet, with the ranges merged, each under the text of its first cell."""

    def draw(sheets: dict[str, Any], _made: object) -> None:
        for at in ranges:
            first = at.split(":")[0]
            column, line = ord(first[0]) - ord("A"), int(first[1:]) - 1
            sheets["Sheet1"].merge_range(at, "")
            sheets["Sheet1"].write(line, column, rows[line][column])

    return take(book({"Sheet1": rows}, draw), **settings)


def trials(taken: Taken) -> list[tuple[str, str]]:
    assert taken.questions == []
    return [(row["supplier"], row["trial_id"]) for row in taken.of("request")]


def row(supplier: str | None, trial: str | None, at: object = DAY, delivered: object = None) -> list[Any]:
    return [supplier, trial, at, delivered]


def test_a_supplier_in_merged_cells_is_that_of_every_row() -> None:
    taken = merged(
        [HEADER, row("Oak", "K1"), row(None, "K2"), row(None, "K3"), row("Nord", "K1"), row(None, "K2")],
        "A2:A4", "A5:A6",
    )  # fmt: skip
    assert trials(taken) == [("Oak", "K1"), ("Oak", "K2"), ("Oak", "K3"), ("Nord", "K1"), ("Nord", "K2")]
    assert (taken.rows, taken.set_aside, taken.warnings) == (5, 0, 0)


def test_the_case_of_a_merged_supplier() -> None:
    taken = take((Path(__file__).parent / "cases" / "08-merged-supplier.xlsx").read_bytes())
    assert trials(taken) == [
        ("Oakhurst Crates", "K1"), ("Oakhurst Crates", "K2"), ("Oakhurst Crates", "K3"), ("Nordvik Crates", "K1"),
        ("Nordvik Crates", "K2"),
    ]  # fmt: skip
    assert (taken.set_aside, taken.warnings, len(taken.of("delivery"))) == (0, 0, 5)


def test_cells_that_are_empty_without_being_merged_stay_empty() -> None:
    assert merged([HEADER, row("Oak", "K1"), row(None, "K2"), row("Nord", "K1")]).set_aside == 1


def test_a_date_merged_over_rows_and_a_word_merged_over_columns() -> None:
    rows = [
        ["supplier", "trial_id", "requested_at", "first_reply_at", "delivered_at"],
        ["Oak", "K1", DAY, "nooit", None], ["Nord", "K1", None, date(2026, 3, 3), None],
    ]  # fmt: skip
    taken = merged(rows, "C2:C3", "D2:E2")
    assert [row["occurred_at"].date() for row in taken.of("request")] == [DAY, DAY]
    first, second = sorted(taken.sheet, key=lambda row: row["line"])
    assert (first["silence_stated"], second["silence_stated"]) == (True, False)
    assert len(taken.of("reply")) == 1


def test_a_title_and_a_section_over_the_whole_table_are_no_cells_of_it() -> None:
    rows = [["Supplier trials"], [None], HEADER, ["North"], row("Oak", "K1"), row("Nord", "K1")]
    taken = merged(rows, "A1:D2", "A4:D4")
    assert trials(taken) == [("Oak", "K1"), ("Nord", "K1")]
    assert taken.set_aside == 1


def test_headings_of_two_lines_are_joined() -> None:
    rows = [
        ["Supplier", "Order", None, "Delivery", None],
        [None, "number", "date", "promised", "actual"],
        ["Oak", "K1", DAY, date(2026, 3, 5), date(2026, 3, 9)],
    ]
    taken = merged(
        rows, "A1:A2", "B1:C1", "D1:E1",
        columns={"Order number": "trial_id", "Order date": "requested_at", "Delivery promised": "promised_at",
                 "Delivery actual": "delivered_at"},
    )  # fmt: skip
    assert taken.header == ["Supplier", "Order number", "Order date", "Delivery promised", "Delivery actual"]
    assert trials(taken) == [("Oak", "K1")]
    assert [row["occurred_at"].date() for row in taken.of("delivery")] == [date(2026, 3, 9)]


@pytest.mark.parametrize("filled", [0, 1])
def test_a_heading_over_two_columns_is_that_of_the_one_that_is_filled(filled: int) -> None:
    cells = [["Oak", None], [None, "Oak"]][filled]
    taken = merged([["supplier", None, "trial_id", "requested_at"], [*cells, "K1", DAY]], "A1:B1")
    assert trials(taken) == [("Oak", "K1")]


def test_a_heading_over_two_filled_columns_is_asked_about() -> None:
    taken = merged([["supplier", None, "trial_id", "requested_at"], ["Oak", "Utrecht", "K1", DAY]], "A1:B1")
    assert [question.setting for question in taken.questions] == ["columns.supplier"]


def test_a_value_merged_over_the_lines_of_an_order_counts_once() -> None:
    header = ["supplier", "trial_id", "requested_at", "order_value", "delivered_at"]
    rows = [
        header,
        ["Oak", "K1", DAY, 90, DAY],
        [None, None, None, None, date(2026, 3, 9)],
        ["Oak", "K2", DAY, 5, DAY],
    ]
    taken = merged(rows, "A2:A3", "B2:B3", "C2:C3", "D2:D3", repeated="lines")
    holding = {row["trial_id"]: row["order_value"] for row in taken.of("request")}
    assert holding == {"K1": 90, "K2": 5}


def test_the_sheet_that_fits_is_read_and_the_others_are_named() -> None:
    taken = take(
        book(
            {"Notes": [["Supplier trials", "2026"]], "Orders": [HEADER, row("Oak", "K1")], "Lists": [["EUR"]]}
        )
    )
    assert (taken.delimiter, trials(taken)) == ("Orders", [("Oak", "K1")])
    assert taken.decisions()[0] == "Sheet Orders is read, of a workbook that also has Notes, Lists."


def test_of_sheets_that_fit_the_first_is_read_and_the_others_are_said() -> None:
    sheets: Sheets = {
        "Cover": [["Trials"]], "January": [HEADER, row("Oak", "K1")],
        "February": [[*HEADER, "order_value"], [*row("Oak", "K2"), 5]],
    }  # fmt: skip
    taken = take(book(sheets))
    assert trials(taken) == [("Oak", "K1")]
    assert taken.decisions()[0] == (
        "Only sheet January is read; February would fit as well: load the workbook again for each, choosing the sheet."
    )
    chosen = take(book(sheets), sheet="February")
    assert (trials(chosen), chosen.decisions()[:1]) == ([("Oak", "K2")], [])


def test_a_sheet_with_a_header_only_and_one_that_lacks_a_column_do_not_fit() -> None:
    taken = take(
        book(
            {
                "Template": [HEADER],
                "Names": [["supplier", "trial_id"], ["Oak", "K1"]],
                "Data": [HEADER, row("Oak", "K1")],
            }
        )
    )
    assert taken.delimiter == "Data"


def test_where_no_sheet_fits_the_nearest_is_asked_about() -> None:
    taken = take(book({"Notes": [["a"], ["b"]], "Orders": [["supplier", "x"], ["Oak", "K1"]]}))
    assert (taken.delimiter, [question.setting for question in taken.questions]) == (
        "Orders",
        ["columns.requested_at"],
    )


def test_a_hidden_sheet_is_read_only_where_it_is_named() -> None:
    sheets: Sheets = {"Archive": [HEADER, row("Old", "K0")], "Orders": [HEADER, row("Oak", "K1")]}

    def hide(drawn: dict[str, Any], _made: object) -> None:
        drawn["Orders"].activate()
        drawn["Archive"].hide()

    assert trials(take(book(sheets, hide))) == [("Oak", "K1")]
    assert trials(take(book(sheets, hide), sheet="Archive")) == [("Old", "K0")]


def test_a_sheet_whose_headings_were_mapped_before_fits() -> None:
    mapped = [["Wie", "Nummer", "Wanneer"], ["Oak", "K1", DAY]]
    said = {"Wie": "supplier", "Nummer": "trial_id", "Wanneer": "requested_at"}
    first = take(book({"Blad1": mapped}), columns=said)
    taken = take(
        book({"Cover": [["supplier", "x"], ["y", "z"]], "Blad2": mapped}), {first.signature: first.settings}
    )
    assert (taken.delimiter, trials(taken)) == ("Blad2", [("Oak", "K1")])
    assert taken.decisions()[0] == "Sheet Blad2 is read, of a workbook that also has Cover."


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_a_csv_in_one_column_is_read_as_that_csv(mark: str) -> None:
    lines = [
        mark.join(HEADER), mark.join(["Oak", "K1", "2026-03-02", ""]), "",
        mark.join([f'"Nord{mark} Ltd"', "K1", "2026-03-02", "2026-03-05"]),
    ]  # fmt: skip
    taken = take(book({"Sheet1": [[line] for line in lines]}))
    assert trials(taken) == [("Oak", "K1"), (f"Nord{mark} Ltd", "K1")]
    assert [row["line"] for row in taken.of("request")] == [2, 4]
    # As the text file, but for the name of the sheet.
    plain = take("\n".join(lines))
    assert [each["key"] for each in taken.events] == [each["key"] for each in plain.events]


def test_a_csv_in_a_column_below_a_title_and_right_of_an_empty_one() -> None:
    taken = take(
        book({"Sheet1": [[None, "Export"], [None, ";".join(HEADER)], [None, "Oak;K1;02-03-2026;"]]}),
        date_order="dmy",
    )
    assert trials(taken) == [("Oak", "K1")]


def test_a_csv_that_a_spreadsheet_has_spread_over_columns_is_refused() -> None:
    rows = [["supplier;trial_id;requested_at;order_value"], ["Oak;K1;2026-03-02;1", 5]]
    with pytest.raises(UnreadableFile, match="lines of a CSV, some of them spread over several columns"):
        take(book({"Sheet1": rows}))
    # Beside a sheet that can be read it is one of the others.
    taken = take(book({"Sheet1": rows, "Sheet2": [HEADER, row("Oak", "K1")]}))
    assert (taken.delimiter, trials(taken)) == ("Sheet2", [("Oak", "K1")])


def test_text_with_semicolons_in_a_table_stays_text() -> None:
    taken = take(book({"Sheet1": [[*HEADER, "note"], [*row("Oak; Ltd", "K1"), "a;b;c"]]}))
    assert (trials(taken), taken.of("assessment")[0]["note"]) == ([("Oak; Ltd", "K1")], "a;b;c")


def test_hidden_and_filtered_rows_are_read_and_counted() -> None:
    def hide(sheets: dict[str, Any], _made: object) -> None:
        sheets["Sheet1"].autofilter("A1:D4")
        sheets["Sheet1"].filter_column("A", "x == Oak")
        for line in (2, 3, 9):
            sheets["Sheet1"].set_row(line, None, None, {"hidden": True})

    taken = take(book({"Sheet1": [HEADER, row("Oak", "K1"), row("Nord", "K1"), row("East", "K1")]}, hide))
    assert len(trials(taken)) == 3
    assert taken.decisions() == ["2 rows that the sheet hides are read too."]


def test_another_table_below_is_not_read_under_the_first_headings() -> None:
    other = ["trial_id", "supplier", "delivered_at", "requested_at"]
    rows = [
        HEADER,
        row("Oak", "K1"),
        [],
        HEADER,
        row("Oak", "K2"),
        [],
        ["Second batch"],
        [],
        other,
        ["K1", "Nord", DAY, DAY],
    ]
    taken = take(book({"Sheet1": rows}))
    assert trials(taken) == [("Oak", "K1"), ("Oak", "K2")]
    assert taken.decisions() == [
        "Another table, which begins on line 9, is not read; move it to a sheet of its own to load it."
    ]


def test_numbers_stored_as_text_booleans_and_styled_empty_cells() -> None:
    def style(sheets: dict[str, Any], made: xlsxwriter.Workbook) -> None:
        painted = made.add_format({"bg_color": "yellow"})
        for line in range(40):
            for column in range(4, 30):
                sheets["Sheet1"].write_blank(line, column, None, painted)
        sheets["Sheet1"].write_string(1, 1, "007")
        sheets["Sheet1"].write_boolean(1, 3, True)

    taken = take(book({"Sheet1": [HEADER, row("Oak", None)]}, style))
    assert (trials(taken), taken.header) == ([("Oak", "007")], HEADER)
    assert [(row["event"], row["occurred_at"]) for row in taken.of("delivery")] == [("delivery", None)]


def test_formulas_are_their_results_and_one_without_a_result_is_said() -> None:
    def calculated(sheets: dict[str, Any], _made: object) -> None:
        sheets["Sheet1"].write_formula("A2", '="O"&"ak"', None, "Oak")
        sheets["Sheet1"].write_formula("D2", '=""', None, "")

    content = book({"Sheet1": [HEADER, row(None, "K1")]}, calculated)
    # So spreadsheets write a formula that gives no text.
    taken = take(changed(content, '<c r="D2">', '<c r="D2" t="str">'))
    assert (trials(taken), taken.problems) == ([("Oak", "K1")], [])
    # Written by a program, and never opened in a spreadsheet: the chases are not none.
    made = openpyxl.Workbook()
    made.active.append([*HEADER, "chases"])
    made.active.append(["Oak", "K1", DAY, None, "=1+1"])
    file = io.BytesIO()
    made.save(file)
    taken = take(file.getvalue())
    assert taken.reasons() == [
        (2, "chases", "'#CALC!' is an error of the spreadsheet; mend it there, or write the value")
    ]
    assert not taken.sheet[0]["chases_observed"]


def with_merges(ranges: list[str]) -> bytes:
    """A workbook of two trials whose XML says that these ranges are merged."""
    text = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    content = book({"Sheet1": [HEADER, row("Oak", "K1"), row("Nord", "K1")]})
    return changed(content, "</sheetData>", f"</sheetData><mergeCells>{text}</mergeCells>")


def test_merged_ranges_cost_no_more_than_the_cells_of_the_sheet() -> None:
    # Ten thousand million cells, of which two are in the sheet.
    assert trials(take(with_merges(["B2:XFD1048576"]))) == [("Oak", "K1"), ("Nord", "K1")]
    with pytest.raises(UnreadableFile, match="merged ranges that overlap"):
        take(with_merges([f"B2:XFD{line}" for line in range(3, 1000)]))
    with pytest.raises(UnreadableFile, match="more than 200,000 merged ranges"):
        take(with_merges([f"F{line}:G{line}" for line in range(1, 200_003)]))
