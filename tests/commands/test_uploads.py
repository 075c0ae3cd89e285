"""Files taken in, what became of every row, undo, redo, replace, and what was set aside."""

import json

import openpyxl

from tests.commands.given import BAD, LOG


def test_load_tells_what_became_of_every_row(run, log):
    status, out, _err = run("load", log(LOG + BAD), "--json")
    document = json.loads(out)
    (upload,) = document["uploads"]
    assert list(document) == ["uploads"]
    assert list(upload) == [
        "upload_id", "file", "sha256", "kind", "encoding", "delimiter", "mapping", "rows", "taken", "set_aside",
        "already_known", "warnings", "problems", "unused", "words", "questions",
    ]  # fmt: skip
    assert (upload["rows"], upload["taken"], upload["set_aside"], upload["already_known"]) == (5, 4, 1, 0)
    assert upload["problems"] == [
        {
            "line": 6, "column": "occurred_at", "value": "31-31-2026",
            "code": "not_a_date", "reason": "'31-31-2026' is not a date; write yyyy-mm-dd", "severity": "row",
        }
    ]  # fmt: skip
    assert (upload["file"], upload["kind"], upload["delimiter"], len(upload["sha256"])) == (
        "log.csv",
        "events",
        ",",
        64,
    )
    assert status == 1


def test_exit_status_of_load(run, log):
    assert run("load", log())[0] == 0
    assert run("load", log())[0] == 0  # already known
    assert run("load", log(LOG + BAD))[0] == 1
    assert run("load", log(LOG.replace(",4,kind", ",44,kind")))[0] == 1  # a value alone


def test_history_undo_redo_and_set_aside(run, log, tmp_path):
    run("load", log(LOG + BAD), "--as", "anna")
    (upload,) = json.loads(run("uploads", "--json")[1])["uploads"]
    assert (upload["upload_id"], upload["holds"], upload["uploaded_by"]) == (1, True, "anna (not verified)")
    assert run("undo", 1)[0] == 0
    assert json.loads(run("rank", "--json")[1])["suppliers"] == []
    assert run("undo", 1)[0] == 2
    assert run("redo", 1)[0] == 0
    assert len(json.loads(run("rank", "--json")[1])["suppliers"]) == 1
    out = tmp_path / "aside.csv"
    assert run("set-aside", 1, "--out", out)[0] == 0
    assert out.read_text(encoding="utf-8-sig").splitlines()[1].startswith("A,T2,request,31-31-2026")
    assert "31-31-2026" in run("set-aside", 1)[1]


def test_replace(run, log):
    run("load", log())
    assert run("load", log(LOG.replace("T1", "T5"), "better.csv"), "--replace", 1)[0] == 0
    assert [trial["trial_id"] for trial in json.loads(run("trials", "--json")[1])["trials"]] == ["T5"]


def test_one_unreadable_file_of_several_stores_none(run, log, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"\x1f\x8bzip")
    status, _out, err = run("load", log(), bad)
    assert status == 2
    assert "bad.csv: This is a gzip file" in err
    assert json.loads(run("uploads", "--json")[1])["uploads"] == []


def test_what_was_set_aside_as_a_workbook(run, log, tmp_path):
    run("load", log(LOG + BAD))
    out = tmp_path / "aside.xlsx"
    assert run("set-aside", 1, "--out", out)[0] == 0
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(out).active]
    assert rows[0][-2:] == ["line", "reason"]
    assert rows[1][:4] == ["A", "T2", "request", "31-31-2026"]
    assert rows[1][-2:] == [6, "'31-31-2026' is not a date; write yyyy-mm-dd"]


def test_rows_that_take_the_place_of_other_trials_by_their_number_alone_are_told(run, log):
    january = "supplier;requested_at;first_reply_at\nA;2026-01-05;2026-01-06\n"
    assert "no longer count" not in run("load", log(january, "january.csv"))[2]
    _status, _out, err = run("load", log(january.replace("-01-", "-02-"), "february.csv"))
    assert "february.csv: 1 earlier trial no longer counts: neither has an order number" in err
    assert "`undo 2`" in err
    assert "--set round=NAME" in err
