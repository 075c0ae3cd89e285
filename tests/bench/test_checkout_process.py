"""The command line of a checkout in a process that stays alive, here this one's own."""

import pytest

from bench.checkout_process import Answer, CheckoutProcess, parse_answer
from tests.conftest import ROOT


def test_commands_one_after_another(tmp_path):
    database, log = tmp_path / "trials.duckdb", ROOT / "data" / "example-log.csv"
    with CheckoutProcess(ROOT) as checkout:
        # No database yet; an option that does not exist; a file.
        assert checkout.run("--database", database, "rank", "--json") == Answer("refused", None)
        assert checkout.run("rank", "--no-such-option") == Answer("refused", None)
        loaded = checkout.run("--database", database, "load", log, "--json")
        ranked = checkout.run("--database", database, "rank", "--json", "--as-of", "2026-12-01T12:00")
    assert (loaded.outcome, loaded.document["uploads"][0]["taken"]) == ("taken", 383)
    assert (ranked.outcome, ranked.document["as_of"]) == ("taken", "2026-12-01T12:00:00")


def test_what_is_no_checkout(tmp_path):
    with pytest.raises(FileNotFoundError, match="no checkout"):
        CheckoutProcess(tmp_path)


def test_a_crash_is_no_refusal():
    assert parse_answer(2, "", "There is no database.").outcome == "refused"
    assert (
        parse_answer(2, "", "Traceback (most recent call last):\n  ...\nKeyError: 'a'").outcome == "crashed"
    )
    assert parse_answer(-1, "", "").outcome == "crashed"
