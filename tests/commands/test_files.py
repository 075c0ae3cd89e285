"""Backup, restore, check; simulated logs and templates."""

import itertools
import json


def test_backup_restore_check(run, log, tmp_path):
    run("load", log())
    copy = tmp_path / "copy.duckdb"
    assert run("backup", copy)[0] == 0
    run("undo", 1)
    assert run("restore", copy)[0] == 0
    assert len(json.loads(run("rank", "--json")[1])["suppliers"]) == 1
    assert run("check")[0] == 0


def test_simulate_writes_a_log_that_loads_and_its_truth(run, tmp_path):
    log, truth = tmp_path / "log.csv", tmp_path / "truth.csv"
    options = (
        "--suppliers",
        6,
        "--trials",
        "2-4",
        "--testers",
        2,
        "--seed",
        7,
        "--out",
        log,
        "--truth",
        truth,
    )
    assert run("simulate", *options)[0] == 0
    first = log.read_bytes(), truth.read_bytes()
    assert run("simulate", *options)[0] == 0
    assert (log.read_bytes(), truth.read_bytes()) == first
    assert run("load", log)[0] == 0
    assert len(json.loads(run("rank", "--json")[1])["suppliers"]) == 6
    rows = [line.split(",") for line in truth.read_text(encoding="utf-8").splitlines()]
    assert rows[0] == ["supplier", "score", "tester", "severity"]
    assert [bool(row[0]) for row in rows[1:]] == [True] * 6 + [False] * 2


def test_every_filled_template_loads_without_a_question(run, tmp_path):
    made = []
    for kind, language, form in itertools.product(("events", "sheet"), ("en", "nl"), ("csv", "xlsx")):
        empty, filled = (tmp_path / f"{kind}-{language}-{what}.{form}" for what in ("empty", "filled"))
        assert run("template", kind, "--language", language, "--out", empty)[0] == 0
        assert run("template", kind, "--language", language, "--filled", "--out", filled)[0] == 0
        made.append(filled)
    status, out, _err = run("load", *made, "--json")
    uploads = json.loads(out)["uploads"]
    assert (status, [upload["set_aside"] + upload["warnings"] for upload in uploads]) == (0, [0] * 8)
    assert [upload["rows"] for upload in uploads] == [11] * 4 + [3] * 4
