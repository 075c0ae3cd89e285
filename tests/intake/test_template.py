"""Templates: empty and filled, both kinds and languages, CSV and xlsx; filled ones say the same without a question."""

import itertools
from typing import Any

import pytest

from tests.intake.taking import take
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.templates import template

ALL = list(itertools.product(["events", "sheet"], ["en", "nl"], ["csv", "xlsx"]))


@pytest.mark.parametrize(("kind", "language", "form"), ALL)
def test_an_empty_one_has_every_column_and_no_row(kind: Any, language: str, form: Any) -> None:
    taken = take(template(kind, language=language, form=form))
    assert (taken.kind, taken.rows, taken.questions, taken.proposals) == (kind, 0, [], [])
    assert list(taken.mapping.values()) == list(COLUMNS[kind])


@pytest.mark.parametrize(("kind", "language", "form"), ALL)
def test_a_filled_one_loads_without_a_question(kind: Any, language: str, form: Any) -> None:
    taken = take(template(kind, language=language, filled=True, form=form))
    assert (taken.questions, taken.problems, taken.rows) == ([], [], 11 if kind == "events" else 3)
    plain = take(template(kind, filled=True))
    texts = ("note", "category", "round", "line", "key", "row_key")

    def said(rows: list[dict[str, Any]]) -> list[str]:
        return sorted(
            str([value for name, value in row.items() if name not in texts and name != "trial_id"])
            for row in rows
        )

    assert said(taken.events) == said(plain.events)
    assert said(taken.sheet) == said(plain.sheet)


def test_the_dutch_csv_is_what_dutch_excel_opens() -> None:
    content = template("sheet", language="nl", filled=True)
    assert content.startswith(b"\xef\xbb\xbfleverancier;besteld op;proef;")
    assert b"16-03-2026 09:30" in content
    assert b"48,5" in content
