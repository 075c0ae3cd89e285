"""The example shows everything there is: every state, knock-out, lean and verdict, and its stories."""

import json
from datetime import datetime

import pytest

from tests.conftest import ROOT
from trialmetrics import documents
from trialmetrics.ranking import rank
from trialmetrics.store import Store
from trialmetrics.vocabulary import EVENTS, STATES

LOG, SHEET = ROOT / "data" / "example-log.csv", ROOT / "data" / "example-sheet-nl.csv"


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """The ranking of the log and of the sheet."""
    from tests.conftest import ZONE
    from trialmetrics.intake import read

    found = {}
    for path in (LOG, SHEET):
        folder = tmp_path_factory.mktemp(path.stem)
        with Store.open(folder / "trials.duckdb") as store:
            reading = read(path, folder, zone=ZONE)
            (report,) = store.take([reading], "x")
            # Years from now it must still show the same.
            found[path.stem] = (reading, report, rank(store, as_of=datetime(2031, 5, 5)))
    return found


def test_both_go_in_whole_and_without_a_question(taken):
    log, report, _ranking = taken["example-log"]
    assert (report.kind, report.taken, report.set_aside, report.warnings) == ("events", log.rows, 0, 0)
    sheet, report, _ranking = taken["example-sheet-nl"]
    assert (report.kind, report.taken, report.set_aside, report.warnings) == ("sheet", sheet.rows, 0, 0)
    assert (report.encoding, report.delimiter) == ("cp1252", ";")
    assert len(sheet.mapping) == len(sheet.header)


def test_every_state_knock_out_lean_and_verdict_occurs(taken):
    ranking = taken["example-log"][2]
    assert set(ranking.trials["state"]) == set(STATES)
    knocked = {name for each in ranking.suppliers["knock_outs"] for name in each}
    assert knocked == {"incidents", "ignored", "brushed_off", "dropped", "small_penalty"}
    assert set(ranking.suppliers["lean"].dropna()) == {"in", "out", "unclear"}
    assert set(ranking.suppliers["rule"]) == {
        "knocked_out", "nothing_scored", "all_declined", "few_trials", "below", "above", "between",
    }  # fmt: skip
    assert ranking.suppliers["supplier"].nunique() == 15
    assert len({category for each in ranking.suppliers["categories"] for category in each}) == 4
    assert set(ranking.trials["round"].dropna()) == {"Spring 2026", "Autumn 2026"}


def test_every_event_of_a_trial_occurs(taken):
    text = LOG.read_text(encoding="utf-8")
    missing = [event for event in EVENTS if f",{event}," not in text]
    assert missing == ["invoice"]


def test_the_stories(taken):
    suppliers = taken["example-log"][2].suppliers.set_index("supplier")
    assert suppliers.loc["Noordzee Packaging B.V.", "knock_outs"] == ["ignored"]  # ignores small orders
    assert suppliers.loc["Drukkerij Ten Have", "knock_outs"] == ["incidents"]  # the rude one
    assert suppliers.loc["Meijer & Zonen", "chases_per_trial"] >= 2  # the one that must be chased
    assert suppliers.loc["Meijer & Zonen", "rule"] == "below"
    assert suppliers.loc["Atelier Vermeulen", "rule"] == "all_declined"  # the civil decline
    assert suppliers.loc["Schoon & Co", "burnt"] == 1
    assert suppliers.loc["Grootdruk Europa", "knock_outs"] == ["small_penalty"]  # serves only large customers
    assert (
        suppliers.loc["De Vries Verpakkingen", "devotion"] == 80
    )  # an initiative in each trial: goes through fire
    assert suppliers.loc["De Vries Verpakkingen", "rank"] == 1


def test_log_and_sheet_say_the_same_where_both_can_say_it(taken):
    def trials(name):
        found = documents.trials_document(taken[name][2])["trials"]
        return {(trial["supplier"], trial["trial_id"]): trial for trial in found}

    log, sheet = trials("example-log"), trials("example-sheet-nl")
    assert set(log) - set(sheet) == {("ProClean Service", "A-24")}  # nobody noted its request
    apart = {"category", "round", "chased_first", "score", "criteria"}  # translated, or not said by a sheet
    for key, trial in sheet.items():
        assert {name: trial[name] for name in trial if name not in apart} == {
            name: log[key][name] for name in trial if name not in apart
        }
        if not log[key]["chased_first"]:
            assert json.dumps(trial["criteria"]) == json.dumps(log[key]["criteria"])
