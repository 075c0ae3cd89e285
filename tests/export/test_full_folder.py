"""A full temporary folder takes no page away that offers a workbook of everyday size."""

import errno
import tempfile

import pandas as pd
import pytest

from trialmetrics.export.xlsx import workbook
from trialmetrics.intake.templates import template


@pytest.fixture(autouse=True)
def _full_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_all: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for name in ("mkstemp", "TemporaryFile", "NamedTemporaryFile"):
        monkeypatch.setattr(tempfile, name, full)


def test_the_templates_of_the_upload_page_are_made() -> None:
    for language in ("en", "nl"):
        assert template("sheet", language=language, filled=True, form="xlsx").startswith(b"PK")


def test_a_table_is_a_workbook() -> None:
    assert workbook(pd.DataFrame({"supplier": ["Bakker"] * 100})).startswith(b"PK")
