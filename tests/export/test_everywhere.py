"""Every export of a store full of hostile texts: no formula wherever it is split, nothing but values in a workbook."""

import io
import re
import zipfile
from datetime import date, datetime

import pytest
from python_calamine import CalamineWorkbook

from tests.export.conftest import HEADER, reading_of, rows_aside
from tests.export.hostile import CONTROLS, TEXTS, cells, is_formula
from trialmetrics.analysis import testers
from trialmetrics.analysis.decided import decided
from trialmetrics.analysis.ranking import rank
from trialmetrics.export import documents, tables
from trialmetrics.export.csv_text import COMMA, SEMICOLON, csv_text
from trialmetrics.export.xlsx import workbook
from trialmetrics.intake.templates import template

TABLES = {
    "ranking": lambda store, ranking, made: documents.rank_table(ranking),
    "trials": lambda store, ranking, made: documents.trials_table(ranking),
    "plan": lambda store, ranking, made: documents.plan_table(made),
    "decisions": lambda store, ranking, made: documents.decided_table(beside(store, ranking)),
    "shortlist": lambda store, ranking, made: documents.decided_table(
        tables.shortlisted(beside(store, ranking))
    ),
    "record": lambda store, ranking, made: documents.record_table(store.record()),
}
IN_WORDS = {
    "ranking": lambda store, ranking, made: tables.ranking(ranking),
    "trials": lambda store, ranking, made: tables.trials(ranking),
    "plan": lambda store, ranking, made: tables.plan(made),
    "testers": lambda store, ranking, made: tables.testers(testers.testers(ranking)),
    "uploads": lambda store, ranking, made: tables.uploads(store.uploads.all()),
    "problems": lambda store, ranking, made: tables.problems(store.uploads.problems(2)),
    "decisions": lambda store, ranking, made: tables.decided(beside(store, ranking)),
    "shortlist": lambda store, ranking, made: tables.decided(tables.shortlisted(beside(store, ranking))),
    "record": lambda store, ranking, made: tables.record(store.record()),
}


def beside(store, ranking):
    """The candidates with the decisions on them."""
    return decided(
        ranking.suppliers, store.decisions.all(), store.record(), ranking.filters, date(2026, 6, 1)
    )


def read_back(content: bytes) -> tuple[list[str], list[dict]]:
    """The headings and rows of a workbook, which holds no formula, link or macro."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [
            name for name in archive.namelist() if re.search("vba|external|hyperlink|calcChain", name)
        ]
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                assert not re.search(rb"<(f|hyperlink)[ >/]|cell(Is|Formula)", archive.read(name))
    headings, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len(set(headings)) == len(headings)
    return headings, [dict(zip(headings, row, strict=True)) for row in rows]


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("notation", [COMMA, SEMICOLON], ids=["comma", "semicolon"])
def test_no_table_of_ours_holds_a_formula(hostile, ranking, made, name, notation) -> None:
    table = TABLES[name](hostile, ranking, made)
    assert len(table) > 20
    text = csv_text(table, notation)
    assert [cell for cell in cells(text) if is_formula(cell)] == []
    # The guard is at work: the names, or the reasons, are there, behind it.
    assert ("'=1+1 x" if name == "record" else "'=1+1 S0") in text


@pytest.mark.parametrize("name", ["testers", "uploads", "problems", "decisions", "shortlist", "record"])
def test_no_table_of_a_page_holds_a_formula(hostile, ranking, made, name) -> None:
    table = IN_WORDS[name](hostile, ranking, made)
    assert len(table)
    for notation in (COMMA, SEMICOLON):
        assert [cell for cell in cells(csv_text(table, notation)) if is_formula(cell)] == []


def test_what_was_set_aside_holds_no_formula(hostile) -> None:
    text = hostile.uploads.set_aside(2)
    assert text.count("gisteren") >= len(TEXTS)
    assert [cell for cell in cells(text) if is_formula(cell)] == []


@pytest.mark.parametrize("name", IN_WORDS)
def test_in_a_workbook_every_text_is_itself_and_a_text(hostile, ranking, made, name) -> None:
    table = IN_WORDS[name](hostile, ranking, made)
    headings, rows = read_back(workbook(table))
    assert headings == [*table.columns]
    # Words, not the names of our columns.
    assert all(re.fullmatch(r"[A-Z][^_]*", heading) for heading in headings)
    for row, expected in zip(rows, table.to_dict("records"), strict=True):
        for heading, value in expected.items():
            if isinstance(value, str):
                assert row[heading] == re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", value), heading


def test_numbers_are_numbers_and_days_are_days(hostile, ranking, made) -> None:
    _headings, rows = read_back(workbook(tables.ranking(ranking)))
    for row in rows:
        assert [
            type(row[name]) for name in ("Score", "Trials", "Rank", "First reply (hours)", "Spend (EUR)")
        ] == [float] * 5
        # Requested at 10:00, answered at 12:30 of the same Monday.
        assert (row["Trials"], row["First reply (hours)"], row["Spend (EUR)"]) == (1, 2.5, 12.5)
        assert row["Verdict"] in ("invite", "more trials needed", "do not invite")
    _headings, rows = read_back(workbook(tables.trials(ranking)))
    assert {row["Requested"] for row in rows} == {datetime(2026, 3, 2, 10)}
    assert {(row["Order value"], row["First reply (hours)"], row["Answered"]) for row in rows} == {
        (12.5, 2.5, "yes")
    }
    _headings, rows = read_back(workbook(tables.plan(made)))
    assert {(row["Not before"], row["Cost (EUR)"], row["Trials"]) for row in rows} == {
        (date(2026, 3, 4), 12.5, 2)
    }
    _headings, rows = read_back(workbook(tables.uploads(hostile.uploads.all())))
    assert [type(row["When"]) for row in rows] == [datetime] * len(rows)
    assert {row["No."] for row in rows} >= {1, 2}


def test_a_day_without_a_time_is_a_day(takes, store) -> None:
    takes("supplier,requested_at,first_reply_at\nA,2026-03-02,2026-03-03\n")
    _headings, ((row),) = read_back(workbook(tables.trials(rank(store))))
    assert (row["Requested"], type(row["Requested"])) == (date(2026, 3, 2), date)


@pytest.mark.parametrize("way", ["csv", "xlsx"])
def test_what_was_set_aside_comes_back_as_it_came(hostile, tmp_path, way) -> None:
    """Nothing is mended: the same cells are set aside again, whatever apostrophes were put before them on the way."""
    before = rows_aside(hostile, 2, len(HEADER))
    assert len(before) == len(TEXTS) + len(CONTROLS)
    content = (
        hostile.uploads.set_aside(2).encode("utf-8-sig")
        if way == "csv"
        else hostile.uploads.set_aside_workbook(2)
    )
    after = rows_aside(hostile, reading_of(hostile, content, tmp_path), len(HEADER))
    if way == "xlsx":
        # Text all the same, and said so when it comes back.
        before = [[re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", cell) for cell in row] for row in before]
    assert after == before


def test_what_was_set_aside_is_a_workbook_of_texts(hostile) -> None:
    _headings, rows = read_back(hostile.uploads.set_aside_workbook(2))
    assert [row["line"] for row in rows][:3] == [2, 3, 4]
    assert [row["tester"] for row in rows][: len(TEXTS)] == [
        # Where its own apostrophe stands before a sign it is doubled, so that taking one off is right.
        {"'=1": "''=1", "''=1": "'''=1", "Foo;'=1": "Foo;''=1"}.get(text, text)
        for text in TEXTS
    ]


@pytest.mark.parametrize("kind", ["events", "sheet"])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_templates_hold_no_formula(kind, language) -> None:
    text = template(kind, language=language, filled=True).decode("utf-8-sig")
    assert [cell for cell in cells(text) if is_formula(cell)] == []
    _headings, rows = read_back(template(kind, language=language, filled=True, form="xlsx"))
    asked = "occurred_at" if kind == "events" else "requested_at"
    day = {"occurred_at": "tijdstip", "requested_at": "besteld op"}[asked] if language == "nl" else asked
    assert all(isinstance(row[day], date) for row in rows)
    assert rows[0]["bedrag" if language == "nl" else "order_value"] == 48.5
