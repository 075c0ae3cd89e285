"""What holds for CSV holds for workbooks: Excel's own cells, its two calendars, sheets, titles, hidden rows, wrong formulas."""

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from tests.intake.logs import COLUMNS, DUTCH, log, write
from tests.intake.logs import Notation as How
from tests.intake.taking import Taken, take, workbook
from trialmetrics.intake.templates import template

HEADER = ["Leverancier", "Besteld op", "Eerste reactie", "Geleverd", "Nagebeld", "Bedrag"]


def made(*rows: list[Any], epoch: datetime | None = None) -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    return book, sheet


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_log_as_a_workbook_says_what_it_says_as_csv() -> None:
    rows = log(300, seed=3)
    plain = take(write(rows, How()))
    for row in rows:
        if row["note"].startswith("="):
            row["note"] = f"'{row['note']}"  # else the workbook takes it for a formula
    book = workbook([DUTCH[name] for name in COLUMNS], *([row[name] for name in COLUMNS] for row in rows))
    taken = take(book)
    assert (taken.questions, taken.rows, taken.set_aside) == ([], 300, 0)

    def said(each: Taken) -> list[str]:
        return sorted(str({**row, "line": 0}) for row in each.events)

    assert said(taken) == said(plain)


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
def test_dates_of_both_calendars(epoch: datetime | None) -> None:
    row = [
        "A",
        datetime(2024, 1, 5, 9, 30),
        date(2024, 1, 6),
        datetime(2024, 2, 29, 23, 59, 59),
        True,
        1234.5,
    ]
    taken = take(saved(made(HEADER, row, epoch=epoch)[0]))
    assert taken.problems == []
    at = sorted((row for row in taken.events if row["occurred_at"]), key=lambda row: row["occurred_at"])
    assert [(row["event"], row["occurred_at"], row["bare"]) for row in at] == [
        ("request", datetime(2024, 1, 5, 9, 30), False), ("reply", datetime(2024, 1, 6), True),
        ("delivery", datetime(2024, 2, 29, 23, 59, 59), False),
    ]  # fmt: skip
    assert len(taken.of("chase")) == 1


def test_a_time_alone_or_a_bare_number_is_no_date() -> None:
    row = ["A", date(2026, 1, 5), time(14, 30), 46027, 2, 10]
    taken = take(saved(made(HEADER, row, ["B", 46027, None, None, 2.5, 10])[0]))
    assert (taken.rows, taken.set_aside, taken.warnings) == (2, 1, 2)
    assert not taken.sheet[0]["contact_observed"]


def test_titles_merged_over_the_table_hidden_rows_and_a_total() -> None:
    book, sheet = made(
        ["Proefbestellingen voorjaar"], [], HEADER, ["A", date(2026, 1, 5)], ["B", date(2026, 1, 6)], [],
        ["Totaal", None, None, None, None, "=SUM(F4:F5)"],
    )  # fmt: skip
    sheet.merge_cells("A1:F2")
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["B"].hidden = True
    taken = take(saved(book))
    assert (taken.rows, taken.set_aside) == (2, 0)
    assert [(row["line"], row["supplier"]) for row in taken.of("request")] == [(4, "A"), (5, "B")]


def test_percentages_are_ratings() -> None:
    book, sheet = made(
        ["supplier", "requested_at", "vriendelijk"], *(["A", date(2026, 1, 5), part] for part in (0.8, 1, 0))
    )
    for line in (2, 3, 4):
        sheet.cell(line, 3).number_format = "0%"
    taken = take(saved(book))
    # 80 % is 1 + 4 x 0.8.
    assert [row["courtesy"] for row in taken.of("assessment")] == pytest.approx([4.2, 5, 1])


def test_a_formula_that_went_wrong_is_not_an_empty_cell() -> None:
    rows = [
        HEADER, ["A", date(2026, 1, 5), "#N/A", "#REF!", "#DIV/0!", "#VALUE!"], ["#N/A", date(2026, 1, 5)],
        ["C", date(2026, 1, 6), date(2026, 1, 7), None, None, 5],
    ]  # fmt: skip
    content = saved(made(*rows)[0])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("xl/worksheets/sheet1.xml").count(b't="e"') == 5
    taken = take(content)
    # #N/A is what a spreadsheet writes for nothing: not noted, and said only where it is needed.
    assert (taken.rows, taken.set_aside, taken.warnings) == (3, 1, 3)
    assert [(line, column) for line, column, _reason in taken.reasons()] == [
        (2, "Bedrag"), (2, "Geleverd"), (2, "Nagebeld"), (3, "Leverancier"),
    ]  # fmt: skip
    first = next(row for row in taken.sheet if row["line"] == 2)
    assert (first["contact_observed"], first["chases_observed"]) == (False, False)


def test_a_formula_that_went_wrong_on_another_sheet_is_left_there() -> None:
    book, _sheet = made(HEADER, ["A", date(2026, 1, 5)])
    other = book.create_sheet("Tweede & laatste")
    for row in (HEADER, ["#N/A", date(2026, 1, 5)]):
        other.append(row)
    assert take(saved(book)).set_aside == 0
    assert take(saved(book), sheet="Tweede & laatste").set_aside == 1


def test_a_sheet_far_below_and_right_of_the_corner() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for at, row in enumerate([["supplier", "requested_at"], ["A", date(2026, 1, 5)], ["B", "#N/A"]]):
        for place, value in enumerate(row):
            sheet.cell(20 + at, 5 + place, value)
    taken = take(saved(book))
    assert [row["line"] for row in taken.of("request")] == [21]
    assert [(row["line"], row["column"], row["value"]) for row in taken.problems] == [
        (22, "requested_at", "")
    ]


@pytest.mark.parametrize("kind", ["events", "sheet"])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_filled_templates_say_the_same_in_both_forms(kind: Any, language: str) -> None:
    one, other = (take(template(kind, language=language, filled=True, form=form)) for form in ("csv", "xlsx"))
    assert one.questions == other.questions == one.problems == other.problems == []
    assert [{**row, "row_key": 0} for row in one.sheet] == [{**row, "row_key": 0} for row in other.sheet]
    assert one.events == other.events
