"""The language that a browser asks for."""

from types import SimpleNamespace

import pytest

from pages._shared import reader


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("nl", "nl"), ("nl-BE", "nl"), ("EN_us", "en"), ("fil-PH", "fil"),
        ("", None), (None, None), ("n", None), ("nederlands", None), ("x" * 10**6, None), ("../nl", None),
    ],
)  # fmt: skip
def test_only_what_can_be_a_language_is_one(locale, language, monkeypatch):
    monkeypatch.setattr(reader, "get_script_run_ctx", lambda **_options: object())
    monkeypatch.setattr(reader, "st", SimpleNamespace(context=SimpleNamespace(locale=locale)))
    assert reader.of_browser() == language


def test_a_thread_that_serves_nobody_asks_no_browser(monkeypatch):
    """Streamlit logs a warning each time it is asked there: refused requests would flood the log."""
    monkeypatch.setattr(reader, "st", None)
    assert reader.of_browser() is None
