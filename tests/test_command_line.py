"""The command line to the letter: documents, exit status, one sentence for what goes wrong, nothing else on stdout."""

import itertools
import json
import signal
import subprocess
import sys
from datetime import datetime

import openpyxl
import psutil
import pytest

from tests.conftest import ROOT
from trialmetrics import documents, planning_words
from trialmetrics.commands import main
from trialmetrics.plan import plan
from trialmetrics.ranking import rank
from trialmetrics.store import Store

LOG = (
    "supplier,trial_id,event,occurred_at,category,order_value,courtesy,note\n"
    "A,T1,request,2026-03-02 10:00,Paper,10,,\n"
    "A,T1,reply,2026-03-02 12:00,,,,\n"
    "A,T1,delivery,2026-03-04 12:00,,,,\n"
    "A,T1,assessment,2026-03-05 12:00,,,4,kind\n"
)
BAD = "A,T2,request,31-31-2026,,,,\n"
TRIAL_KEYS = [
    "supplier", "trial_id", "category", "round", "tester", "order_class", "new_customer", "order_value", "currency",
    "state", "answered", "first_reply_hours", "chases", "chased_first", "welcome", "courtesy", "helpfulness", "rude",
    "belittling", "errors", "recoveries", "initiatives", "complaints", "days_late", "score", "coverage", "criteria",
]  # fmt: skip
SUPPLIER_KEYS = [
    "supplier", "categories", "trials", "scored_trials", "coverage", "spend", "score", "score_low", "score_high",
    "raw_score", "threshold", "p_below", "lean", "rank", "rank_low", "rank_high", "verdict", "knock_outs", "reasons",
    "more_trials", "criteria", "measures",
]  # fmt: skip
MEASURE_KEYS = [
    "answered_rate", "median_first_reply_hours", "chases_per_trial", "ignored", "brushed_off", "declined", "dropped",
    "incidents", "burnt", "open", "small_score", "large_score", "small_penalty", "small_penalty_low",
    "small_penalty_high", "p_small_penalty",
]  # fmt: skip
CRITERIA = [
    "responsiveness", "follow_through", "courtesy", "welcome", "helpfulness", "care", "outcome", "devotion",
]  # fmt: skip


@pytest.fixture
def run(tmp_path, capsys):
    """Run a command on a database of its own: (exit status, stdout, stderr)."""

    def command(*arguments: object, database: object = tmp_path / "trials.duckdb") -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            status = main(["--database", str(database), *map(str, arguments)])
        except SystemExit as stop:
            status = int(stop.code or 0)
        told = capsys.readouterr()
        return status, told.out, told.err

    return command


@pytest.fixture
def log(tmp_path):
    """A log file with these lines."""

    def write(text: str = LOG, name: str = "log.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_load_tells_what_became_of_every_row(run, log):
    status, out, _err = run("load", log(LOG + BAD), "--json")
    document = json.loads(out)
    (upload,) = document["uploads"]
    assert list(document) == ["uploads"]
    assert list(upload) == [
        "upload_id", "file", "sha256", "kind", "encoding", "delimiter", "mapping", "rows", "taken", "set_aside",
        "already_known", "warnings", "problems",
    ]  # fmt: skip
    assert (upload["rows"], upload["taken"], upload["set_aside"], upload["already_known"]) == (5, 4, 1, 0)
    assert upload["problems"] == [
        {
            "line": 6, "column": "occurred_at", "value": "31-31-2026",
            "reason": "'31-31-2026' is not a date; write yyyy-mm-dd", "severity": "row",
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


def test_trials_document(run, log):
    run("load", log())
    status, out, err = run("trials", "--json", "--as-of", "2026-03-31T12:00")
    document = json.loads(out)
    assert (status, err) == (0, "")
    assert list(document) == ["as_of", "policy", "trials"]
    assert (document["as_of"], document["policy"]) == ("2026-03-31T12:00:00", 1)
    (trial,) = document["trials"]
    assert list(trial) == TRIAL_KEYS
    assert list(trial["criteria"]) == CRITERIA
    # 2 h: 100 - 10/3; follow-through 100; courtesy 75; care 100; outcome 100; devotion 50; no welcome, no help rated.
    weights = {
        "responsiveness": 20,
        "follow_through": 15,
        "courtesy": 20,
        "care": 15,
        "outcome": 5,
        "devotion": 5,
    }
    scores = {
        "responsiveness": 100 - 10 / 3, "follow_through": 100, "courtesy": 75, "care": 100, "outcome": 100, "devotion": 50,
    }  # fmt: skip
    assert trial["score"] == pytest.approx(sum(weights[name] * scores[name] for name in weights) / 80)
    assert trial["coverage"] == pytest.approx(80)
    assert (trial["answered"], trial["new_customer"], trial["chased_first"]) == (True, True, False)
    assert (trial["state"], trial["first_reply_hours"], trial["chases"]) == ("fulfilled", 2, 0)
    assert (trial["order_value"], trial["currency"], trial["order_class"]) == (10, "EUR", "small")
    assert (trial["round"], trial["welcome"], trial["days_late"]) == (None, None, None)
    assert trial["criteria"]["welcome"] is None


def test_rank_document(run, log):
    second = LOG.split("\n", 1)[1].replace("A,T1", "B,T9").replace("Paper", "Boxes")
    run("load", log(LOG + second + "C,T3,reply,2026-03-02,,,,\n"))
    status, out, err = run("rank", "--json", "--as-of", "2026-03-31T12:00:00+02:00")
    document = json.loads(out)
    assert (status, err) == (0, "")
    assert list(document) == ["as_of", "policy", "threshold", "expected_wrong_rejections", "suppliers"]
    assert document["threshold"] == 60
    assert document["expected_wrong_rejections"] is None
    for supplier in document["suppliers"]:
        assert list(supplier) == SUPPLIER_KEYS
        assert list(supplier["measures"]) == MEASURE_KEYS
        assert list(supplier["criteria"]) == CRITERIA
    first, second_, last = document["suppliers"]
    assert (first["rank"], second_["rank"]) == (1, 1)  # equal scores share a rank
    assert (first["verdict"], first["more_trials"] >= 1) == ("retry", True)
    assert first["spend"] == {"EUR": 10}
    assert first["measures"]["median_first_reply_hours"] == 2
    assert first["measures"]["answered_rate"] == 1
    assert (last["supplier"], last["scored_trials"], last["verdict"]) == ("C", 0, "retry")
    assert [
        last[name] for name in ("score", "score_low", "p_below", "lean", "rank", "rank_low", "coverage")
    ] == [None] * 7
    assert last["spend"] == {}


def test_filters_and_threshold(run, log):
    other = LOG.split("\n", 1)[1].replace("A,T1", "B,T9").replace("Paper", "Boxes")
    run("load", log(LOG + other))

    def suppliers(*options: str) -> list[str]:
        return [each["supplier"] for each in json.loads(run("rank", "--json", *options)[1])["suppliers"]]

    assert suppliers("--category", "Boxes") == ["B"]
    assert suppliers("--category", "Boxes", "--category", "Paper") == ["A", "B"]
    assert suppliers("--from", "2026-03-03") == []
    assert suppliers("--to", "2026-03-02") == ["A", "B"]
    assert suppliers("--order-class", "large") == []
    assert suppliers("--tester", "Nobody") == []
    document = json.loads(run("rank", "--json", "--threshold", "12.5")[1])
    assert document["threshold"] == 12.5
    assert {each["threshold"] for each in document["suppliers"]} == {12.5}


def test_csv_files_say_what_the_documents_say(run, log, tmp_path):
    run("load", log(LOG.replace("A,", "=A,")))
    ranked, trials = tmp_path / "rank.csv", tmp_path / "trials.csv"
    assert run("rank", "--csv", ranked)[:2] == (0, "")
    assert run("trials", "--csv", trials)[:2] == (0, "")
    assert "\n'=A," in ranked.read_text(encoding="utf-8")
    assert "score" in trials.read_text(encoding="utf-8").splitlines()[0]


def test_history_undo_redo_and_set_aside(run, log, tmp_path):
    run("load", log(LOG + BAD), "--as", "anna")
    (upload,) = json.loads(run("uploads", "--json")[1])["uploads"]
    assert (upload["upload_id"], upload["holds"], upload["uploaded_by"]) == (1, True, "anna")
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


def test_supplier_names_are_merged_refused_and_parted(run, log):
    header, *lines = LOG.splitlines(keepends=True)
    events = [
        line.replace("A,T1", f"{name},T{n}")
        for n, name in enumerate(("Jansen BV", "Janssen bv"))
        for line in lines
    ]
    run("load", log(header + "".join(events)))

    def shown() -> list[tuple[str, int]]:
        document = json.loads(run("rank", "--json")[1])
        return [(supplier["supplier"], supplier["trials"]) for supplier in document["suppliers"]]

    apart = sorted(shown())
    assert apart == [("Jansen BV", 1), ("Janssen bv", 1)]
    document = json.loads(run("suppliers", "--json")[1])
    pair = {"one": "Jansen BV", "other": "Janssen bv"}
    assert document == {
        "proposals": [{**pair, "one_trials": 1, "other_trials": 1, "alike": 92.0}],
        "said": [],
    }
    assert run("merge", "jansen b.v.", "Janssen bv", "--as", "lead") == (
        0, "", "jansen b.v. and Janssen bv are one supplier.\n",
    )  # fmt: skip
    assert shown() == [("Jansen BV", 2)]
    document = json.loads(run("suppliers", "--json")[1])
    (said,) = document["said"]
    assert document["proposals"] == []
    assert list(said) == ["one", "other", "said", "holds", "said_at", "said_by"]
    assert {**pair, "said": "one", "holds": True, "said_by": "lead"}.items() <= said.items()
    assert run("part", "Janssen bv", "Jansen BV")[0] == 0
    assert sorted(shown()) == apart
    assert run("refuse", "Janssen bv", "Jansen BV")[0] == 0
    assert [each["said"] for each in json.loads(run("suppliers", "--json")[1])["said"]] == [
        "two",
        "open",
        "one",
    ]
    assert "Janssen bv" in run("suppliers")[1]
    for arguments in (
        ["merge", "Jansen BV", "Nobody"],
        ["refuse", "Jansen BV", "Janssen bv"],
        ["merge", "Jansen BV"],
    ):
        status, out, err = run(*arguments)
        assert (status, out, err.count("\n")) == (2, "", 1)


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


def test_one_unreadable_file_of_several_stores_none(run, log, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"\x1f\x8bzip")
    status, _out, err = run("load", log(), bad)
    assert status == 2
    assert "bad.csv: This is a gzip file" in err
    assert json.loads(run("uploads", "--json")[1])["uploads"] == []


def test_a_question_names_its_option(run, log):
    status, out, err = run("load", log("supplier,requested_at\nA,03-04-2026\n"))
    assert (status, out) == (2, "")
    assert "Answer with --date-order dmy or --date-order mdy." in err
    assert run("load", log("supplier,requested_at\nA,03-04-2026\n"), "--date-order", "dmy")[0] == 0


SHEET = "supplier,requested_at,first_reply_at,outcome\nA,03-04-2026,05-06-2026,prima gegaan\n"


def test_odd_words_are_mapped_by_hand_and_remembered(run, log):
    said = ("--date-order", "dmy", "--map", "outcome:prima gegaan=fulfilled")
    assert run("load", log(SHEET))[0] == 2
    status, out, _err = run("load", log(SHEET), "--date-order", "dmy", "--json")
    (problem,) = json.loads(out)["uploads"][0]["problems"]
    assert (status, problem["column"], problem["severity"]) == (1, "outcome", "value")
    assert run("load", log(SHEET), "--replace", 1, *said)[0] == 0
    trial = json.loads(run("trials", "--json")[1])["trials"][0]
    assert trial["state"] == "fulfilled"
    # The next file of that header needs neither answer; one that is read afresh needs both again.
    status, _out, err = run("load", log(SHEET.replace("A,", "B,")))
    assert status == 0
    assert "requested_at: 03-04-2026 is read as 3 April 2026, as in an earlier file with this header." in err
    assert "As said of an earlier file with this header: outcome: prima gegaan → fulfilled; --afresh" in err
    assert run("load", log(SHEET.replace("A,", "C,")), "--afresh")[0] == 2
    assert run("load", log(SHEET.replace("A,", "C,")), "--afresh", "--date-order", "dmy")[0] == 1
    assert run("load", log(SHEET.replace("A,", "D,")))[0] == 1


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("outcome:prima gegaan=lovely", "prima gegaan cannot mean lovely under outcome: lovely is not known here; write one of"),
        ("event:belde=reply", "event is no column of this file's kind of table"),
        ("outcome:=fulfilled", "write outcome:TEXT=MEANING"),
        ("outcomes:prima=fulfilled", "There is no column outcomes:prima"),
    ],
)  # fmt: skip
def test_a_word_mapped_wrongly_is_refused(run, log, said, told):
    status, out, err = run("load", log(SHEET), "--date-order", "dmy", "--map", said)
    assert (status, out) == (2, "")
    assert told in err


def test_a_notation_of_one_column_only(run, log):
    text = (
        "supplier,requested_at,first_reply_at,delivered_at\n"
        "A,13-02-2026,02-14-2026,03-04-2026\nB,14-02-2026,02-15-2026,03-05-2026\n"
    )
    status, _out, err = run("load", log(text))
    assert status == 2
    assert "Answer with --date-order delivered_at=dmy or --date-order delivered_at=mdy." in err
    assert run("load", log(text), "--date-order", "delivered_at=mdy")[0] == 0
    assert run("load", log(text), "--date-order", "delivered_at=ymd")[0] == 2


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


def test_what_was_set_aside_as_a_workbook(run, log, tmp_path):
    run("load", log(LOG + BAD))
    out = tmp_path / "aside.xlsx"
    assert run("set-aside", 1, "--out", out)[0] == 0
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(out).active]
    assert rows[0][-2:] == ["line", "reason"]
    assert rows[1][:4] == ["A", "T2", "request", "31-31-2026"]
    assert rows[1][-2:] == [6, "'31-31-2026' is not a date; write yyyy-mm-dd"]


def open_files(process):
    """What the children of a process have open."""
    try:
        return [file.path for child in process.children() for file in child.open_files()]
    except psutil.NoSuchProcess:
        return []


def test_ctrl_c_stops_it_with_a_sentence_and_stores_nothing(log, tmp_path):
    """The reader is at work when it comes: the file is long."""
    long, database = tmp_path / "long.csv", tmp_path / "trials.duckdb"
    header, *rows = LOG.splitlines(keepends=True)
    long.write_text(header + "".join(rows) * 200_000, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "trialmetrics",
        "--database",
        str(database),
        "load",
        str(log()),
        str(long),
    ]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    watched = psutil.Process(process.pid)
    while str(long) not in " ".join(open_files(watched)):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert err == "Stopped; nothing was changed. Give the command again to start anew.\n"
    with Store.open(database) as store:
        assert store.uploads().empty


def test_ctrl_c_while_it_is_stored_undoes_what_was_begun(run, log, monkeypatch):
    def stop(*_all):
        raise KeyboardInterrupt

    monkeypatch.setattr("trialmetrics.store.uploads.current.refresh", stop)
    status, _out, err = run("load", log())
    assert (status, err) == (2, "Stopped; nothing was changed. Give the command again to start anew.\n")
    monkeypatch.undo()
    assert json.loads(run("uploads", "--json")[1])["uploads"] == []
    monkeypatch.setattr("trialmetrics.store.uploads.verify", stop)
    status, _out, err = run("load", log())
    assert status == 1
    assert "everything was stored already" in err


def test_a_missing_folder_and_a_malformed_policy(run, log, tmp_path):
    status, _out, err = run("load", log(), database=tmp_path / "none" / "x.duckdb")
    assert status == 2
    assert "does not exist" in err
    policy = tmp_path / "policy.toml"
    policy.write_text("version = 1\n", encoding="utf-8")
    run("load", log())
    status = main(["--database", str(tmp_path / "trials.duckdb"), "--policy", str(policy), "rank"])
    assert status == 2


def test_a_policy_of_ones_own(run, log, tmp_path, capsys):
    run("load", log())
    policy = tmp_path / "policy.toml"
    shipped = (ROOT / "trialmetrics" / "policy.toml").read_text(encoding="utf-8")
    policy.write_text(
        shipped.replace("version = 1", "version = 7").replace("default = 60", "default = 55"),
        encoding="utf-8",
    )
    assert (
        main(["--database", str(tmp_path / "trials.duckdb"), "--policy", str(policy), "rank", "--json"]) == 0
    )
    document = json.loads(capsys.readouterr().out)
    assert (document["policy"], document["threshold"]) == (7, 55)


def test_a_second_process_on_the_same_database(tmp_path, store):
    command = [sys.executable, "-m", "trialmetrics", "--database", str(store.path), "rank", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is in use by process" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_plan_is_that_of_the_package(run, tmp_path):
    moment = "2026-11-24T12:00"
    run("load", ROOT / "data" / "example-log.csv")
    status, out, err = run("plan", "--trials", 6, "--first", "verdicts", "--as-of", moment, "--json")
    with Store.open(tmp_path / "trials.duckdb") as store:
        made = plan(rank(store, as_of=datetime.fromisoformat(moment)), trials=6, aim="verdicts")
    assert status == 0
    assert json.loads(out) == json.loads(json.dumps(documents.plan_document(made)))
    assert planning_words.summary(made) in err
    path = tmp_path / "plan.csv"
    assert run("plan", "--money", 300, "--as-of", moment, "--csv", path)[0] == 0
    assert path.read_text(encoding="utf-8").startswith("supplier,trials,small,large,testers,cost,")
    assert run("plan", "--money", "nan") == (2, "", "A budget is a number above 0, of at most 500 trials.\n")
    assert run("plan")[0] == 2
