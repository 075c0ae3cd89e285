"""Documents and tables of trials, ranking and plan, key by key; filters and threshold."""

import json
from datetime import datetime

import pytest

from tests.commands.given import LOG
from tests.conftest import ROOT
from tests.saving import put_in_force
from trialmetrics.analysis.ranking import Filters, rank
from trialmetrics.commands import main
from trialmetrics.export import documents
from trialmetrics.planning import plan
from trialmetrics.store import Store
from trialmetrics.text import plan_text

TRIAL_KEYS = [
    "supplier", "trial_id", "category", "round", "tester", "order_class", "new_customer", "order_value", "currency",
    "state", "enquiry", "judged", "gaps", "observed", "answered", "first_reply_hours", "chases", "chased_first", "welcome",
    "courtesy", "helpfulness", "rude", "belittling", "errors", "recoveries", "initiatives", "complaints", "days_late", "score",
    "coverage", "criteria",
]  # fmt: skip


SUPPLIER_KEYS = [
    "supplier", "category", "trials", "ended_trials", "scored_trials", "coverage", "rests_on", "served", "served_of",
    "judged_on", "elsewhere", "supplier_totals", "spend", "score", "score_low", "score_high", "raw_score", "threshold",
    "p_below", "lean", "rank", "rank_low", "rank_high", "verdict", "rule", "knock_outs", "vetoes", "reasons", "more_trials",
    "criteria", "measures",
]  # fmt: skip


MEASURE_KEYS = [
    "answered_rate", "median_first_reply_hours", "chases_per_trial", "ignored", "brushed_off", "declined", "dropped",
    "stopped", "void", "fulfilled", "incomplete", "incidents", "burnt", "open", "small_score", "large_score",
    "small_penalty", "small_penalty_low", "small_penalty_high", "p_small_penalty",
]  # fmt: skip


OLD = ROOT / "tests" / "policy" / "old_policy.json"


CRITERIA = [
    "responsiveness", "follow_through", "courtesy", "welcome", "helpfulness", "care", "outcome", "devotion",
]  # fmt: skip


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
    # 2 h: 100 - 10/3; courtesy 75; outcome 100. Nobody noted a chase, an error, an initiative or a promise.
    assert trial["score"] == pytest.approx((20 * (100 - 10 / 3) + 20 * 75 + 5 * 100) / 45)
    assert trial["coverage"] == pytest.approx(45)
    assert trial["observed"] == [
        "contact", "reply_times", "delivery", "recoveries", "rude", "belittling", "complaints", "ratings",
    ]  # fmt: skip
    assert (trial["enquiry"], trial["judged"], trial["gaps"]) == (False, True, 0)
    assert (trial["chases"], trial["errors"], trial["initiatives"], trial["complaints"]) == (
        None,
        None,
        None,
        0,
    )
    assert (trial["answered"], trial["new_customer"], trial["chased_first"]) == (True, True, None)
    assert (trial["state"], trial["first_reply_hours"]) == ("fulfilled", 2)
    assert (trial["order_value"], trial["currency"], trial["order_class"]) == (10, "EUR", "small")
    assert (trial["round"], trial["welcome"], trial["days_late"]) == (None, None, None)
    assert trial["criteria"]["welcome"] is None


def test_rank_document(run, log):
    second = LOG.split("\n", 1)[1].replace("A,T1", "B,T9").replace("Paper", "Boxes")
    run("load", log(LOG + second + "C,T3,reply,2026-03-02,,,,\n"))
    status, out, err = run("rank", "--json", "--as-of", "2026-03-31T12:00:00+02:00")
    document = json.loads(out)
    assert (status, err) == (0, "")
    assert list(document) == [
        "as_of", "policy", "threshold", "expected_wrong_rejections", "expected_wrong_invitations", "least_certain",
        "suppliers",
    ]  # fmt: skip
    assert document["threshold"] == 60
    assert (document["expected_wrong_rejections"], document["expected_wrong_invitations"]) == (0, 0)
    assert document["least_certain"] == {"reject": None, "pass": None}
    for supplier in document["suppliers"]:
        assert list(supplier) == SUPPLIER_KEYS
        assert list(supplier["measures"]) == MEASURE_KEYS
        assert list(supplier["criteria"]) == CRITERIA
        assert list(supplier["rests_on"]) == CRITERIA
        assert list(supplier["supplier_totals"]) == ["trials", "served", "served_of", "raw_score", "spend"]
        for reason in supplier["reasons"]:
            assert list(reason)[:2] == ["code", "text"]
            assert reason["text"].endswith(".")
    first, second_, last = document["suppliers"]
    assert (first["rank"], second_["rank"]) == (1, 1)  # equal scores share a rank
    assert (first["category"], second_["category"]) == ("Paper", "Boxes")
    assert (first["verdict"], first["rule"], first["more_trials"] >= 1) == ("retry", "thin_coverage", True)
    assert (first["trials"], first["ended_trials"], first["served"], first["served_of"]) == (1, 1, 1, 1)
    assert (first["judged_on"], first["elsewhere"], first["knock_outs"], first["vetoes"]) == (
        "small",
        [],
        [],
        [],
    )
    assert first["spend"] == {"EUR": 10}
    assert first["supplier_totals"] == {
        "trials": 1, "served": 1, "served_of": 1, "raw_score": first["raw_score"], "spend": {"EUR": 10},
    }  # fmt: skip
    assert first["rests_on"] == {
        name: float(name in ("responsiveness", "courtesy", "outcome")) for name in CRITERIA
    }
    assert first["measures"]["median_first_reply_hours"] == 2
    assert (first["measures"]["answered_rate"], first["measures"]["fulfilled"]) == (1, 1)
    assert first["measures"]["chases_per_trial"] is None
    assert first["reasons"][0] == {
        "code": "thin_coverage",
        "text": "Judged on responsiveness, courtesy and outcome (45 of 100 points); a verdict on the whole service needs 50.",
        "criteria": ["responsiveness", "courtesy", "outcome"], "coverage": pytest.approx(45), "needed": 50,
    }  # fmt: skip
    assert (last["supplier"], last["scored_trials"], last["verdict"]) == ("C", 0, "retry")
    assert [
        last[name]
        for name in ("score", "score_low", "p_below", "lean", "rank", "rank_low", "coverage", "raw_score")
    ] == [None] * 8
    assert set(last["rests_on"].values()) == {None}
    assert (last["spend"], last["measures"]["incomplete"]) == ({}, 1)


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


def test_one_supplier_in_two_categories_is_two_entries(run, log):
    run("load", log(LOG + LOG.split("\n", 1)[1].replace("A,T1", "A,T2").replace("Paper", "Boxes")))
    entries = json.loads(run("rank", "--json")[1])["suppliers"]
    assert [(each["supplier"], each["category"], each["elsewhere"]) for each in entries] == [
        ("A", "Boxes", ["Paper"]), ("A", "Paper", ["Boxes"]),
    ]  # fmt: skip
    assert entries[0]["supplier_totals"]["trials"] == 2
    assert entries[0]["supplier_totals"]["spend"] == {"EUR": 20}


def test_trials_of_one_supplier(run, log):
    run("load", log(LOG + LOG.split("\n", 1)[1].replace("A,T1", "Beta B.V.,T9")))
    document = json.loads(run("trials", "--supplier", "BETA bv", "--json")[1])
    assert [(each["supplier"], each["trial_id"]) for each in document["trials"]] == [("Beta B.V.", "T9")]
    status, out, err = run("trials", "--supplier", "Gamma", "--json")
    assert (status, out, err) == (2, "", "There is no supplier Gamma with trials that count.\n")


def test_csv_files_say_what_the_documents_say(run, log, tmp_path):
    run("load", log(LOG.replace("A,", "=A,")))
    ranked, trials = tmp_path / "rank.csv", tmp_path / "trials.csv"
    assert run("rank", "--csv", ranked)[:2] == (0, "")
    assert run("trials", "--csv", trials)[:2] == (0, "")
    assert "\n'=A," in ranked.read_text(encoding="utf-8")
    assert "score" in trials.read_text(encoding="utf-8").splitlines()[0]


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


def test_a_policy_of_the_earlier_version_is_brought_over_and_that_is_said(run, log, tmp_path):
    run("load", log())
    with Store.open(tmp_path / "trials.duckdb") as store:
        put_in_force(store, store.policies.in_force().with_threshold(61))
        with store._writer.transaction() as cursor:
            cursor.execute("update policy_version set policy = ?", [OLD.read_text(encoding="utf-8")])
    status, out, err = run("rank", "--json")
    assert (status, json.loads(out)["threshold"]) == (0, 65)
    assert err.startswith("This policy was saved by an earlier version.")
    assert len(err.splitlines()) == 4


def test_the_plan_is_that_of_the_package(run, tmp_path):
    moment = "2026-11-24T12:00"
    run("load", ROOT / "data" / "example-log.csv")
    options = "--invite", 2, "--category", "Cleaning", "--as-of", moment
    status, out, err = run("plan", *options, "--json")
    with Store.open(tmp_path / "trials.duckdb") as store:
        made = plan(
            rank(store, Filters(categories=("Cleaning",)), as_of=datetime.fromisoformat(moment)), invite=2
        )
    assert status == 0
    assert json.loads(out) == json.loads(json.dumps(documents.plan_document(made)))
    assert [each["category"] for each in json.loads(out)["categories"]] == ["Cleaning"]
    assert plan_text.goal(made.goals[0]) in err
    path = tmp_path / "plan.csv"
    assert run("plan", *options, "--trials", 1, "--csv", path)[0] == 0
    rows = path.read_text(encoding="utf-8").splitlines()
    assert rows[0] == "supplier,category,trials,testers,not_before,cost,chance,why,currency"
    assert len(rows) == 2
    assert run("plan", "--invite", "many")[0] == 2
    assert run("plan", "--trials", 501) == (2, "", "Give a whole number from 1 to 500.\n")
