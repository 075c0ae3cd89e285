"""Reasons in a plan: why a candidate gets further trials, and what to do next. Codes with figures for `text.plan_text`."""

from collections.abc import Mapping
from typing import Any

from trialmetrics.analysis import verdict
from trialmetrics.analysis.reasons import Reason


def reason_for_trials(row: Mapping[str, Any]) -> Reason:
    """Why a candidate gets further trials. `row`: its row of the ranking, with the verdict `retry`."""
    match row["rule"]:
        case verdict.NOTHING_SCORED:
            return {"code": "no_scored_trial"}
        case verdict.ALL_DECLINED:
            return {"code": "larger_order"}
        case verdict.THIN_COVERAGE:
            return more_to_note()
        case verdict.FEW_TRIALS:
            return {
                "code": {"in": "good_impression", "out": "poor_impression"}.get(row["lean"], "no_impression")
            }
    if verdict.INCIDENT in row["vetoes"]:
        return incident_to_judge()
    if verdict.CAME_TO_NOTHING in row["vetoes"]:
        return {"code": "came_to_nothing", "k": int(row["served"]), "n": int(row["served_of"])}
    if verdict.DECLINED in row["vetoes"]:
        return {"code": "declined", "k": int(row["judged_declined"]), "n": int(row["served"])}
    if verdict.PLAIN_MEAN in row["vetoes"]:
        return {
            "code": "own_mean",
            "raw_score": float(row["raw_score"]),
            "threshold": float(row["threshold"]),
        }
    if row["lean"] == "in":
        return {"code": "few_delivered"}
    return {"code": "close_to_call", "score": float(row["score"]), "threshold": float(row["threshold"])}


def more_to_note() -> Reason:
    """The reason to note more of each trial."""
    return {"code": "note_more"}


def incident_to_judge() -> Reason:
    """The reason to stop: a person has to judge an incident."""
    return {"code": "judge_incident"}


def trials_running(trials: int) -> Reason:
    """The reason to wait: this many trials still run."""
    return {"code": "running", "trials": trials}


def invitation_unlikely() -> Reason:
    """The reason to stop: a few more trials are unlikely to bring an invitation."""
    return {"code": "unlikely"}


def trials_to_place(line: Mapping[str, Any]) -> list[Reason]:
    """What to do for one line of a plan: how many trials, and by which testers.

    Not the chance of an invitation after them: the plan has one beside the trials of the others, and two would differ.
    """
    trials, testers = int(line["trials"]), list(dict.fromkeys(line["testers"]))
    return [{"code": "place_by" if testers else "place", "trials": trials, "testers": testers}]
