"""Why a candidate gets a further trial, and what to do first: codes with figures; `text.plan_text` makes the sentences."""

from collections.abc import Mapping
from typing import Any

from trialmetrics.analysis import verdict
from trialmetrics.analysis.reasons import Reason


def why(row: Mapping[str, Any]) -> Reason:
    """Why a candidate gets a further trial. `row`: of the ranking, without a verdict."""
    match row["rule"]:
        case verdict.NOTHING_SCORED:
            return {"code": "no_scored_trial"}
        case verdict.ALL_DECLINED:
            return {"code": "larger_order"}
        case verdict.THIN_COVERAGE:
            return {"code": "note_more"}
        case verdict.FEW_TRIALS:
            return {
                "code": {"in": "good_impression", "out": "poor_impression"}.get(row["lean"], "no_impression")
            }
    if verdict.INCIDENT in row["vetoes"]:
        return {"code": "judge_incident"}
    if verdict.CAME_TO_NOTHING in row["vetoes"]:
        return {"code": "came_to_nothing", "k": int(row["served"]), "n": int(row["served_of"])}
    if verdict.DECLINED in row["vetoes"]:
        return {"code": "declined", "k": int(row["judged_declined"]), "n": int(row["served"])}
    if row["lean"] == "in":
        return {"code": "few_delivered"}
    return {"code": "close_to_call", "score": float(row["score"]), "threshold": float(row["threshold"])}


def running(trials: int) -> Reason:
    """That so many trials are not concluded."""
    return {"code": "running", "trials": trials}


def unlikely() -> Reason:
    """That a few more trials hardly bring an invitation."""
    return {"code": "unlikely"}


def placed(line: Mapping[str, Any]) -> list[Reason]:
    """The trials of a line of a plan, by whom, and the chance of an invitation after them."""
    trials, testers = int(line["trials"]), list(dict.fromkeys(line["testers"]))
    place = {"code": "place_by" if testers else "place", "trials": trials, "testers": testers}
    return [place, {"code": "chance", "chance": float(line["chance"])}]
