"""Why a candidate has its verdict in a few words: made of the reasons of the ranking, the same wherever it stands."""

from datetime import datetime

import pytest

from tests.conftest import ROOT
from trialmetrics.analysis.ranking import rank
from trialmetrics.text import short_reason

FEW, OWN = {"least": 2}, {"raw_score": 57.6, "threshold": 60.0, "trials": 4}
SETTLE = {"code": "would_settle", "trials": 3}


def why(*reasons, p_below=0.031, trials=1):
    return short_reason.why({"reasons": [*reasons], "threshold": 60.0, "p_below": p_below, "trials": trials})


@pytest.mark.parametrize(
    ("reasons", "words"),
    [
        ([{"code": "knocked_out_incidents", "k": 2, "n": 9}], "rude 2 of 9"),
        # The first one is in the policy's order.
        ([{"code": "knocked_out_ignored", "k": 2, "n": 3}, {"code": "knocked_out_dropped", "k": 2, "n": 2}], "ignored 2 of 3"),
        ([{"code": "knocked_out_dropped", "k": 2, "n": 2}], "not fully delivered 2 of 2"),
        ([{"code": "knocked_out_brushed_off", "k": 3, "n": 4}], "brushed off 3 of 4"),
        ([{"code": "knocked_out_ignored_alone", "chases": 2}], "ignored though chased"),
        ([{"code": "knocked_out_brushed_off_alone", "chases": None}], "brushed off 1 request"),
        ([{"code": "knocked_out_small_penalty", "penalty": 63.6, "points": 20.0, "probability": 0.97}], "small orders -64"),
        ([{"code": "nothing_scored", "trials": 2}], "nothing to score yet"),
        ([{"code": "all_declined", "trials": 2}], "declined politely"),
        ([{"code": "thin_coverage", "criteria": ["care"], "coverage": 20.4, "needed": 50}], "too little noted"),
        ([{"code": "few_trials", "trials": 1, **FEW}, {"code": "leans_in"}], "1 trial so far"),
        ([{"code": "mean_not_below", **OWN}, {"code": "on_the_line", "trials": 9}], "own trials score 58"),
        ([{"code": "too_close"}, SETTLE], "too close to 60"),
        ([{"code": "too_close"}, {"code": "on_the_line", "trials": 9}], "on the line of 60"),
        ([{"code": "too_close"}, {"code": "other_tester"}], "needs another tester"),
        # A good score that is no invitation: the first veto says why.
        (
            [{"code": "not_yet_invited"}, {"code": "veto_came_to_nothing", "k": 2, "n": 6}, {"code": "veto_plain_mean", **OWN}],
            "2 of 6 came to nothing",
        ),
        ([{"code": "not_yet_invited"}, {"code": "veto_declined", "k": 2, "n": 3}], "declined 2 of 3"),
        ([{"code": "not_yet_invited"}, {"code": "veto_plain_mean", **OWN}], "own trials score 58"),
        ([{"code": "not_yet_invited"}, {"code": "few_fulfilled", "trials": 1, **FEW}], "1 fulfilled so far"),
        ([{"code": "not_yet_invited"}, {"code": "incident", "trials": 1}], "rude once: look at it"),
        ([{"code": "not_yet_invited"}, {"code": "incident", "trials": 3}], "rude 3 times: look at it"),
        ([{"code": "not_yet_invited"}, {"code": "large_only"}], "large orders only"),
    ],
)  # fmt: skip
def test_the_first_reason_that_decides(reasons, words):
    assert why(*reasons) == words


def test_trials_without_a_score_are_not_passed_over():
    assert why({"code": "few_trials", "trials": 1, **FEW}, trials=3) == "1 of 3 counts so far"
    assert why({"code": "few_trials_declined", "trials": 1, **FEW}, trials=3) == "1 of 3 counts so far"


@pytest.mark.parametrize(
    ("code", "p_below", "words"),
    [
        ("above", 0.08, "above 60: 92 % sure"),
        ("above", 0.002, "above 60: > 99 % sure"),
        ("below", 0.96, "below 60: 96 % sure"),
    ],
)
def test_a_verdict_on_the_score_says_how_sure_it_is(code, p_below, words):
    assert why({"code": code, "p_below": p_below, **OWN}, p_below=p_below) == words


def test_the_example(takes, store):
    takes(ROOT / "data" / "example-log.csv")
    ranking = rank(store, as_of=datetime(2026, 11, 24, 12))
    words = {
        row["supplier"]: short_reason.why(row)
        for row in ranking.suppliers[ranking.suppliers["category"] == "Printing"].to_dict(orient="records")
    }
    assert words == {
        "Lumen Print Studio": "above 60: 99 % sure",
        "Studio Noord": "declined 2 of 4",
        "Atelier Vermeulen": "declined politely",
        "Drukkerij Ten Have": "rude 2 of 2",
        "Papyrus Offset": "1 trial so far",
        "Grootdruk Europa": "small orders -60",
        "Brandt Kartonnage GmbH": "ignored 2 of 2",
    }
