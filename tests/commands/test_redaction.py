"""`redact` and `expire` remove words, say what went and which copies still have it; with `--dry-run` they change nothing."""

import getpass
import io
import json
import re
import sys

import pytest

from tests.conftest import ROOT

LOG = "supplier,trial_id,event,occurred_at,note\nAdam,1,rude,2024-03-03,call me 0612\nBert,1,rude,2026-03-03,call me 0612\n"


@pytest.fixture
def loaded(run, tmp_path):
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    run("load", tmp_path / "log.csv")
    return tmp_path


@pytest.fixture
def says(monkeypatch):
    return lambda words: monkeypatch.setattr(sys, "stdin", io.StringIO(words))


def test_words_from_standard_input_go_everywhere(run, loaded, says):
    says("call me\n")
    status, out, told = run("redact", "--words", "--dry-run", "--json")
    assert (status, json.loads(out)["rows"]) == (0, {"event_row": 2})
    assert "Would remove the words from 2 events and 1 kept file." in told
    run("backup", loaded / "copy.duckdb")
    says("call me\n")
    status, out, told = run("redact", "--words", "--as", "Ann")
    assert status == 0
    assert "Removed the words from 2 events and 1 kept file." in told
    assert "1 earlier copy of the database may still have them" in told
    assert "copy.duckdb" in told
    says("call me\n")
    status, out, told = run("redact", "--words")
    assert status == 2
    assert "not there" in told


def test_a_quote_of_one_trial(run, loaded, says):
    says("call me 0612")
    status, out, _told = run("redact", "--words", "--supplier", "Adam", "--trial", "1", "--json")
    assert (status, json.loads(out)["rows"]) == (0, {"event_row": 1})


def test_a_line_of_an_upload(run, loaded):
    status, out, _told = run("redact", "--line", "1:3", "--json")
    assert (status, json.loads(out)["rows"]) == (0, {"event_row": 1})


def test_of_a_certain_age(run, loaded):
    status, out, _told = run("expire", "--before", "2025-01-01", "--dry-run", "--json")
    assert (status, json.loads(out)["rows"]) == (0, {"event_row": 1})
    assert run("expire", "--before", "2025-01-01")[0] == 0
    assert run("expire", "--before", "2025-01-01")[0] == 2


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--line", "x"],
        ["--words", "--supplier", "Adam"],
        ["--line", "1:3", "--supplier", "A", "--trial", "1"],
    ],
)
def test_what_is_no_question_is_refused(run, loaded, says, options):
    says("call me")
    try:
        status, _out, _told = run("redact", *options)
    except SystemExit as error:
        status = error.code
    assert status == 2


def test_no_words_are_refused(run, loaded, says):
    says("\n")
    status, _out, told = run("redact", "--words")
    assert status == 2
    assert "standard input" in told


@pytest.mark.parametrize(
    ("options", "who"), [((), getpass.getuser()), (("--as", "Ann"), "Ann (not verified)")]
)
def test_the_record_says_who_did_it_and_whether_that_is_verified(run, loaded, says, options, who):
    says("call me")
    assert run("redact", "--words", *options)[0] == 0
    assert run("expire", "--before", "2030-01-01", *options)[0] == 0
    _status, out, _told = run("record", "--json")
    done = [(row["kind"], row["who"]) for row in json.loads(out)["record"][:2]]
    assert done == [("expired", who), ("redacted", who)]


def test_the_example_of_the_readme(run, tmp_path, says):
    words = re.search(
        r'^    echo "(.+)" \| .+ redact --words', (ROOT / "README.md").read_text("utf-8"), re.MULTILINE
    )[1]
    (tmp_path / "log.csv").write_text(LOG + f"Cas,1,rude,2026-03-03,{words} is my number\n", encoding="utf-8")
    run("load", tmp_path / "log.csv")
    says(words)
    status, out, _told = run("redact", "--words", "--json")
    assert (status, json.loads(out)["rows"]) == (0, {"event_row": 1})
