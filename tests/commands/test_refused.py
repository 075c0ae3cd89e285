"""What goes wrong is one sentence, exit status 2, and changes nothing."""

import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from trialmetrics.commands import main


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["load", "none.csv"], "none.csv cannot be read: No such file or directory"),
        (["load"], "the following arguments are required"),
        (["sing"], "invalid choice"),
        (["rank", "--foo"], "unrecognized arguments: --foo"),
        (["rank", "--as-of", "soon"], "write it like 2026-11-24T09:30"),
        (["rank", "--threshold", "101"], "a number from 0 to 100"),
        (["rank"], "There is no database"),
        (["undo", "x"], "whole number"),
        (
            [
                "simulate",
                "--suppliers",
                "1",
                "--trials",
                "5-2",
                "--testers",
                "1",
                "--seed",
                "1",
                "--out",
                "x",
            ],
            "like 3 or 1-5",
        ),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_changes_nothing(run, tmp_path, arguments, told):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert told in err
    assert len(err.strip().splitlines()) == 1
    if arguments[0] != "load":
        assert not (tmp_path / "trials.duckdb").exists()


def test_a_moment_beyond_the_calendar(run, log):
    assert run("load", log())[0] == 0
    status, out, err = run("trials", "--as-of", "9999-12-31T23:59:59-12:00")
    assert (status, out) == (2, "")
    assert "is beyond the calendar; write a time like" in err


def test_a_backup_that_is_not_there(run, log):
    status, _out, err = run("restore", "nowhere.duckdb")
    assert status == 2
    assert err == "There is no backup nowhere.duckdb; give the file that `backup` wrote.\n"


def test_filters_that_nothing_passes_are_told(run, log):
    assert run("load", log())[0] == 0
    status, out, err = run("rank", "--category", "Nope", "--json")
    assert (status, json.loads(out)["suppliers"]) == (0, [])
    assert (
        err
        == "No trial has the category 'Nope'. There are: Paper.\nNo supplier has a trial under these filters.\n"
    )


def test_a_missing_folder_and_a_malformed_policy(run, log, tmp_path):
    status, _out, err = run("load", log(), database=tmp_path / "none" / "x.duckdb")
    assert status == 2
    assert "does not exist" in err
    policy = tmp_path / "policy.toml"
    policy.write_text("version = 1\n", encoding="utf-8")
    run("load", log())
    status = main(["--database", str(tmp_path / "trials.duckdb"), "--policy", str(policy), "rank"])
    assert status == 2


def test_a_second_process_on_the_same_database(tmp_path, store):
    command = [sys.executable, "-m", "trialmetrics", "--database", str(store.path), "rank", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is in use by process" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
