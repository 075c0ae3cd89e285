"""Documents and tables of trials, ranking and plan, key by key; filters and threshold."""

import json
from datetime import datetime

import pytest

from tests.commands.given import LOG
from tests.conftest import ROOT
from trialmetrics import documents, planning
from trialmetrics.commands import main
from trialmetrics.planning import plan
from trialmetrics.ranking import Filters, rank
from trialmetrics.store import Store

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


def test_the_plan_is_that_of_the_package(run, tmp_path):
    moment = "2026-11-24T12:00"
    run("load", ROOT / "data" / "example-log.csv")
    options = "--invite", 2, "--category", "Cleaning", "--as-of", moment
    status, out, err = run("plan", *options, "--json")
    with Store.open(tmp_path / "trials.duckdb") as store:
        made = plan(rank(store, Filters(categories=("Cleaning",)), as_of=datetime.fromisoformat(moment)), invite=2)
    assert status == 0
    assert json.loads(out) == json.loads(json.dumps(documents.plan_document(made)))
    assert [each["category"] for each in json.loads(out)["categories"]] == ["Cleaning"]
    assert planning.goal(made.goals[0]) in err
    path = tmp_path / "plan.csv"
    assert run("plan", *options, "--trials", 1, "--csv", path)[0] == 0
    rows = path.read_text(encoding="utf-8").splitlines()
    assert rows[0] == "supplier,category,trials,testers,not_before,cost,chance,why,currency"
    assert len(rows) == 2
    assert run("plan", "--invite", "many")[0] == 2
    assert run("plan", "--trials", 501) == (2, "", "Give a whole number from 1 to 500.\n")
