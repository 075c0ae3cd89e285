"""Every table that can be taken along: a workbook and a CSV in the notation of the reader, made when they are asked for."""

import csv
import io
from typing import Any

import pytest
import streamlit as st
from python_calamine import CalamineWorkbook
from streamlit.runtime.context import ContextProxy

from tests.conftest import ROOT

ROWS = "".join(
    f"A;{n};request;2026-03-02 10:00;10,5;Ann;;;\nA;{n};reply;2026-03-02 12:30;;;5;5;5\nA;{n};delivery;2026-03-04;;;;;\n"
    for n in range(2)
)
LOG = (
    "supplier;trial_id;event;occurred_at;order_value;tester;courtesy;welcome;helpfulness\n"
    + ROWS
    + "B;9;request;99-99-2026;;;;;\n"
)


@pytest.fixture
def downloads(shows, monkeypatch):
    """Show a page to a reader of a language; what it offers: file name -> content."""

    def show(
        page: str, locale: str, log: object = None, *, click: str | None = None, **link: str
    ) -> dict[str, bytes]:
        offered: dict[str, Any] = {}

        def note(_label: str, data: Any, file: str, *_more: Any, **_looks: Any) -> bool:
            offered[file] = data
            return False

        monkeypatch.setattr(ContextProxy, "locale", property(lambda self: locale))
        monkeypatch.setattr(st, "download_button", note)
        shown = shows(page, log, **link)
        if click:
            shown.button(key=click).click().run()
        return {file: data() if callable(data) else data for file, data in offered.items()}

    return show


def of_csv(content: bytes, delimiter: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def headings(content: bytes) -> list[str]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[0]


@pytest.mark.parametrize(("locale", "delimiter", "hours"), [("nl-NL", ";", "2,5"), ("en-GB", ",", "2.5")])
def test_the_ranking_and_its_trials(downloads, locale, delimiter, hours):
    files = downloads("ranking.py", locale, LOG)
    assert sorted(files) == ["ranking.csv", "ranking.xlsx", "trials.csv", "trials.xlsx"]
    (row,) = of_csv(files["ranking.csv"], delimiter)
    assert (row["supplier"], row["median_first_reply_hours"]) == ("A", hours)
    assert [trial["first_reply_hours"] for trial in of_csv(files["trials.csv"], delimiter)] == [hours] * 2
    assert "First reply (hours)" in headings(files["ranking.xlsx"])
    assert "Requested" in headings(files["trials.xlsx"])


def test_every_other_page_with_a_table(downloads):
    files = downloads("plan.py", "de-DE", ROOT / "data" / "example-log.csv")
    assert sorted(files) == ["plan.csv", "plan.xlsx"]
    assert all(row["why"] for row in of_csv(files["plan.csv"], ";"))
    supplier = downloads("supplier.py", "de-DE", supplier="Lumen Print Studio")
    assert sorted(supplier) == ["trials.csv", "trials.xlsx"]
    assert [row["supplier"] for row in of_csv(supplier["trials.csv"], ";")] == ["Lumen Print Studio"] * 4
    who = downloads("testers.py", "de-DE")
    assert sorted(row["Tester"] for row in of_csv(who["testers.csv"], ";")) == ["Anna", "Bram", "Chris"]
    assert "Judged trials" in headings(who["testers.xlsx"])


def test_the_history_and_what_was_not_taken(downloads):
    files = downloads("upload.py", "fr-FR", LOG, click="problems-of-1")
    templates = [name for name in files if name.startswith("trial-")]
    assert sorted(set(files) - {*templates}) == [
        "log.csv", "problems-1.csv", "problems-1.xlsx", "set-aside-1.csv", "set-aside-1.xlsx", "uploads.csv", "uploads.xlsx",
    ]  # fmt: skip
    (upload,) = of_csv(files["uploads.csv"], ";")
    assert (upload["File"], upload["Taken"], upload["Set aside"]) == ("log.csv", "6", "1")
    (problem,) = of_csv(files["problems-1.csv"], ";")
    assert (problem["Line"], problem["Value"]) == ("8", "99-99-2026")


def test_the_tables_own_download_is_off():
    """It writes names as they come, formulas and all."""
    assert "\ndisableDataExport = true\n" in (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
