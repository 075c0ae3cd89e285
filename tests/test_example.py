"""The example shows everything there is: every state, knock-out, veto, rule, lean and verdict, and its stories."""

import json
from datetime import datetime

import pytest

from tests.conftest import ROOT
from tests.people import by
from trialmetrics.analysis.ranking import rank
from trialmetrics.export import documents
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
            (report,) = store.uploads.add([reading.require_batch()], by("x"))
            found[path.stem] = (reading, report, rank(store, as_of=datetime(2026, 12, 15)))
    return found


def test_both_go_in_whole_and_without_a_question(taken):
    log, report, _ranking = taken["example-log"]
    assert (report.kind, report.taken, report.set_aside, report.warnings) == ("events", log.rows, 0, 0)
    sheet, report, _ranking = taken["example-sheet-nl"]
    assert (report.kind, report.taken, report.set_aside, report.warnings) == ("sheet", sheet.rows, 0, 0)
    assert (report.encoding, report.delimiter) == ("cp1252", ";")
    assert len(sheet.mapping) == len(sheet.header)


@pytest.mark.parametrize("name", ["example-log", "example-sheet-nl"])
def test_every_state_knock_out_veto_rule_lean_and_verdict_occurs(taken, name):
    ranking = taken[name][2]
    only_in_a_log = {"incomplete"}  # a trial whose request nobody noted
    assert set(ranking.trials["state"]) == set(STATES) - (only_in_a_log if "sheet" in name else set())
    shown = ranking.suppliers
    knocked = {knock_out for each in shown["knock_outs"] for knock_out in each}
    assert knocked == {"incidents", "ignored", "brushed_off", "dropped", "small_penalty"}
    held = {veto for each in shown["vetoes"] for veto in each}
    assert held == {"came_to_nothing", "declined", "plain_mean", "incident"}
    assert set(shown["lean"].dropna()) == {"in", "out", "unclear"}
    assert set(shown["rule"]) == {
        "knocked_out", "nothing_scored", "all_declined", "thin_coverage", "few_trials", "below", "above", "between",
    }  # fmt: skip
    assert set(shown["verdict"]) == {"pass", "retry", "reject"}
    assert set(shown["judged_on"]) == {"small", "large"}


def test_what_is_in_it(taken):
    ranking = taken["example-log"][2]
    assert ranking.suppliers["supplier"].nunique() == 21
    assert len(ranking.suppliers) == 22  # one of them in two categories
    assert ranking.suppliers["category"].nunique() == 4
    assert set(ranking.trials["round"].dropna()) == {
        "Spring 2026", "Autumn 2026", "Autumn 2023", "Price enquiry 2026", "Stock orders 2026",
    }  # fmt: skip


def test_every_event_of_a_trial_occurs(taken):
    text = LOG.read_text(encoding="utf-8")
    missing = [event for event in EVENTS if f",{event}," not in text]
    assert missing == ["invoice"]


def test_the_stories(taken):
    found = taken["example-log"][2]
    suppliers = found.suppliers.set_index(["supplier", "category"])

    def of(supplier, category):
        return suppliers.loc[(supplier, category)]

    assert of("Noordzee Packaging B.V.", "Packaging")["knock_outs"] == ["ignored"]  # ignores small orders
    assert of("Drukkerij Ten Have", "Printing")["knock_outs"] == ["incidents"]  # the rude one
    assert of("Meijer & Zonen", "Packaging")["chases_per_trial"] >= 2  # the one that must be chased
    assert of("Meijer & Zonen", "Packaging")["rule"] == "below"
    assert of("Atelier Vermeulen", "Printing")["rule"] == "all_declined"  # the civil decline
    assert of("Schoon & Co", "Cleaning")["burnt"] == 1
    assert of("Grootdruk Europa", "Printing")["knock_outs"] == [
        "small_penalty"
    ]  # serves only large customers
    # Silent in one category, and as good as any in another, where that judges nothing.
    assert of("Brandt Kartonnage GmbH", "Printing")["knock_outs"] == ["ignored"]
    assert of("Brandt Kartonnage GmbH", "Packaging")["verdict"] == "pass"
    assert of("Brandt Kartonnage GmbH", "Packaging")["elsewhere"] == ["Printing"]
    # Goes through fire; what it was three years ago is shown, and judges nothing.
    assert of("De Vries Verpakkingen", "Packaging")["devotion"] == 80
    assert of("De Vries Verpakkingen", "Packaging")["ignored"] == 1
    assert (
        of("De Vries Verpakkingen", "Packaging")["served"],
        of("De Vries Verpakkingen", "Packaging")["served_of"],
    ) == (2, 2)
    # Good whenever it answers, silent to 2 of 7; a good no is no order; one remark asks for a person.
    for supplier, category, veto in (
        ("Feestkeuken Amstel", "Catering", "came_to_nothing"), ("Studio Noord", "Printing", "declined"),
        ("Kade Negen", "Catering", "incident"),
    ):  # fmt: skip
        assert of(supplier, category)["p_below"] <= 0.25
        assert (of(supplier, category)["verdict"], of(supplier, category)["vetoes"]) == ("retry", [veto])
    assert of("Helder Schoonmaak", "Cleaning")["rule"] == "thin_coverage"  # nobody noted more than deliveries
    assert of("Containerpak Rijnmond", "Packaging")["judged_on"] == "large"  # takes no small order
    assert "got_worse" in {reason["code"] for reason in of("La Bonne Table", "Catering")["reasons"]}
    states = found.trials.set_index("trial_id")["state"]
    assert states[["E-01", "S-19", "S-24", "P-01"]].tolist() == ["fulfilled", "stopped", "void", "ignored"]
    assert found.trials.set_index("trial_id").loc["E-01", "enquiry"]


def test_log_and_sheet_say_the_same_where_both_can_say_it(taken):
    def trials(name):
        found = documents.trials_document(taken[name][2])["trials"]
        return {(trial["supplier"], trial["trial_id"]): trial for trial in found}

    log, sheet = trials("example-log"), trials("example-sheet-nl")
    assert {trial for _supplier, trial in set(log) - set(sheet)} == {
        "A-24",  # nobody noted its request
        "E-01", "E-02",  # that only a quote was asked a sheet cannot tell
    }  # fmt: skip
    apart = {
        "category",
        "round",
        "chased_first",
        "score",
        "criteria",
        "observed",
    }  # translated, or not said by a sheet
    always_in_a_log = {"recoveries", "rude", "belittling", "complaints"}  # where a sheet may say "n.v.t."
    for key, trial in sheet.items():
        left_out = apart | {name for name in always_in_a_log if trial[name] is None}
        assert {name: trial[name] for name in trial if name not in left_out} == {
            name: log[key][name] for name in trial if name not in left_out
        }
        if not log[key]["chased_first"]:
            assert json.dumps(trial["criteria"]) == json.dumps(log[key]["criteria"])
