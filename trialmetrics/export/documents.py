"""Ranking, trials, plan and decisions as JSON documents and as flat tables for CSV, both with the same selection of figures."""

import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from trialmetrics.analysis.ranking import Ranking
from trialmetrics.planning import Plan
from trialmetrics.records import records
from trialmetrics.text import plan_text
from trialmetrics.text.reason_text import text
from trialmetrics.vocabulary import CRITERIA, OBSERVED

_TRIAL_FIELDS = (
    "supplier", "trial_id", "category", "round", "tester", "order_class", "new_customer", "order_value", "currency",
    "state", "enquiry", "judged", "gaps", "observed", "answered", "first_reply_hours", "chases", "chased_first", "welcome",
    "courtesy", "helpfulness", "rude", "belittling", "errors", "recoveries", "initiatives", "complaints", "days_late", "score",
    "coverage",
)  # fmt: skip
_TRIAL_COUNTS = (
    "gaps", "chases", "rude", "belittling", "errors", "recoveries", "initiatives", "complaints", "days_late",
)  # fmt: skip
_YES_NO = ("new_customer", "enquiry", "judged", "answered", "chased_first")
_CANDIDATE_FIELDS = (
    "supplier", "category", "trials", "ended_trials", "scored_trials", "coverage", "rests_on", "served", "served_of",
    "judged_on", "elsewhere", "supplier_totals", "spend", "score", "score_low", "score_high", "raw_score", "threshold",
    "p_below", "lean", "rank", "rank_low", "rank_high", "verdict", "rule", "knock_outs", "vetoes", "reasons", "more_trials",
)  # fmt: skip
_CANDIDATE_COUNTS = (
    "trials", "ended_trials", "scored_trials", "served", "served_of", "rank", "rank_low", "rank_high", "more_trials",
)  # fmt: skip
MEASURES = (
    "answered_rate", "median_first_reply_hours", "chases_per_trial", "ignored", "brushed_off", "declined", "dropped",
    "stopped", "void", "fulfilled", "incomplete", "incidents", "burnt", "open", "small_score", "large_score",
    "small_penalty", "small_penalty_low", "small_penalty_high", "p_small_penalty",
)  # fmt: skip
_NOT_KEPT = ("text", "words", "tester")  # of a reason, with a decision
_DECISION_FIELDS = (
    "number", "supplier", "supplier_then", "category", "decision", "reason", "valid_until", "verdict", "policy_version",
    "decided_at", "decided_by", "active",
)  # fmt: skip
_DECIDED_FIELDS = (
    "supplier", "category", "decision", "reason", "verdict", "rule", "score", "score_low", "score_high", "rank", "trials",
    "verdict_then", "state", "newer", "valid_until", "decided_by", "decided_at", "policy_version", "number",
)  # fmt: skip
_RECORD_FIELDS = (
    "subject", "kind", "category", "decision", "verdict", "policy_version", "reason", "who", "moment", "number",
)  # fmt: skip
_GOAL_FIELDS = ("category", "candidates", "invited", "undecided", "close", "trials")
_LINE_FIELDS = ("supplier", "category", "trials", "testers", "not_before", "cost", "chance", "why")
_MEASURE_COUNTS = (
    "ignored", "brushed_off", "declined", "dropped", "stopped", "void", "fulfilled", "incomplete", "incidents", "burnt", "open",
)  # fmt: skip


def rank_document(ranking: Ranking) -> dict[str, Any]:
    """The document of `rank --json`."""
    return {
        "as_of": ranking.as_of.isoformat(),
        "policy": ranking.policy.version,
        "threshold": ranking.threshold,
        "expected_wrong_rejections": ranking.expected_wrong_rejections,
        "expected_wrong_invitations": ranking.expected_wrong_invitations,
        "least_certain": ranking.least_certain,
        "suppliers": [_candidate(row) for row in records(ranking.suppliers)],
    }


def decision_basis(ranking: Ranking, supplier_key: str, category: str) -> dict[str, Any]:
    """What a person who decides on a candidate is shown, to be kept with the decision.

    `as_of`, `policy`, `filters` (of trials and of categories), `ranked` (candidates among which it was ranked), and its
    `candidate` as in `rank --json`. Its reasons are codes with figures: their sentences are made anew when it is shown, and of a
    quote only where it stands is kept, so that words redacted later are redacted here, too.
    """
    rows = ranking.suppliers
    (row,) = records(rows[(rows["supplier_key"] == supplier_key) & (rows["category"] == category)])
    candidate = _candidate(row)
    candidate["reasons"] = [
        {name: _json_value(value) for name, value in reason.items() if name not in _NOT_KEPT}
        for reason in candidate["reasons"]
    ]
    return {
        "as_of": ranking.as_of.isoformat(),
        "policy": ranking.policy.version,
        "filters": ranking.filters.document,
        "ranked": int(rows["rank"].notna().sum()),
        "candidate": candidate,
    }


def decisions_document(
    decisions: pd.DataFrame, objections: pd.DataFrame, basis: Callable[[int], Mapping[str, Any]]
) -> dict[str, Any]:
    """The document of `decisions --json`: every decision, newest first, with what was shown when it was made.

    `decisions`, `objections`: of the methods of `Decisions` with these names; `basis`: that of `Decisions`.
    """
    notes: dict[int, list[dict[str, Any]]] = {}
    for note in records(objections):
        notes.setdefault(note["decision"], []).append(
            {name: _json_value(note[name]) for name in ("note", "noted_at", "noted_by")}
        )
    return {
        "decisions": [
            {name: _json_value(row[name]) for name in _DECISION_FIELDS}
            | {"objections": notes.get(row["number"], []), "basis": basis(row["number"])}
            for row in records(decisions)
        ]
    }


def decided_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Candidates with the decisions on them as a flat table for CSV. `rows`: of `analysis.decided`."""
    return pd.DataFrame(
        [{name: _json_value(row[name]) for name in _DECIDED_FIELDS} for row in records(rows)],
        columns=[*_DECIDED_FIELDS], dtype=object,
    )  # fmt: skip


def record_table(rows: pd.DataFrame) -> pd.DataFrame:
    """The record as a flat table for CSV. `rows`: of `Store.record`."""
    return pd.DataFrame(
        [
            {name: _json_value(row[name], whole=name == "policy_version") for name in _RECORD_FIELDS}
            | {"supplier_keys": "; ".join(row["supplier_keys"])}
            for row in records(rows)
        ],
        columns=[*_RECORD_FIELDS, "supplier_keys"], dtype=object,
    )  # fmt: skip


def trials_document(ranking: Ranking) -> dict[str, Any]:
    """The document of `trials --json`: the trials of the candidates shown."""
    return {
        "as_of": ranking.as_of.isoformat(),
        "policy": ranking.policy.version,
        "trials": [_trial(row) for row in records(trials_shown(ranking))],
    }


def plan_document(plan: Plan) -> dict[str, Any]:
    """The document of `plan --json`.

    `invite`: invitations wanted per category. `categories`: for each, the number of `candidates` shown, `invited`,
    `undecided` and `close`, its new `trials`, the range `expected_low` to `expected_high` of invitations after them (8 times
    in 10), and the suppliers whose invitation a running trial may cost (`at_risk`). `lines`: the candidates that get small
    trials, with the day `not_before` and the `chance` of an invitation after them. Suppliers `waiting` have running trials,
    `declined` declined every order, and `thin` have logs that note too little.
    """
    return {
        "invite": plan.wanted,
        "trials": plan.trials,
        "cost": _json_value(plan.cost),
        "currency": plan.currency,
        "categories": [
            {name: getattr(goal, name) for name in _GOAL_FIELDS}
            | {"expected_low": goal.low, "expected_high": goal.high, "at_risk": goal.at_risk}
            for goal in plan.goals
        ],
        "lines": [
            {name: _json_value(row[name]) for name in _LINE_FIELDS} | {"why": plan_text.text(row["why"])}
            for row in records(plan.lines)
        ],
        "waiting": plan.waiting,
        "declined": plan.declined,
        "thin": plan.thin,
    }


def plan_table(plan: Plan) -> pd.DataFrame:
    """The plan as a flat table for CSV, one row per candidate that gets trials."""
    rows = plan_document(plan)["lines"]
    return pd.DataFrame(
        [row | {"testers": "; ".join(row["testers"]), "currency": plan.currency} for row in rows],
        columns=[*_LINE_FIELDS, "currency"], dtype=object,
    )  # fmt: skip


def rank_table(ranking: Ranking) -> pd.DataFrame:
    """The ranking as a flat table for CSV, one row per candidate; lists share one cell, reasons are sentences."""
    return rank_rows(rank_document(ranking))


def rank_rows(document: Mapping[str, Any]) -> pd.DataFrame:
    """The same from its document."""
    rows = []
    for candidate in map(dict, document["suppliers"]):
        criteria, measures, totals = (
            dict(candidate.pop(name)) for name in ("criteria", "measures", "supplier_totals")
        )
        rests_on, reasons = candidate.pop("rests_on"), candidate.pop("reasons")
        candidate["spend"], totals["spend"] = _money(candidate["spend"]), _money(totals["spend"])
        joined_lists = {
            name: "; ".join(candidate.pop(name)) for name in ("elsewhere", "knock_outs", "vetoes")
        }
        rows.append(
            candidate
            | criteria
            | measures
            | {f"supplier_{name}": value for name, value in totals.items()}
            | {f"{name}_share": share for name, share in rests_on.items()}
            | joined_lists
            | {"reasons": " ".join(reason["text"] for reason in reasons)}
        )
    return pd.DataFrame(rows, dtype=object)


def trials_table(ranking: Ranking) -> pd.DataFrame:
    """The trials as a flat table for CSV, one row per trial; criteria are in columns such as `courtesy_score`."""
    return trial_rows(trials_document(ranking))


def trial_rows(document: Mapping[str, Any]) -> pd.DataFrame:
    """The same from their document."""
    rows = []
    for trial in map(dict, document["trials"]):
        criteria = trial.pop("criteria")
        trial["observed"] = "; ".join(trial["observed"])
        rows.append(trial | {f"{name}_score": score for name, score in criteria.items()})
    return pd.DataFrame(rows, dtype=object)


def _candidate(row: Mapping[str, Any]) -> dict[str, Any]:
    row = {**row, "reasons": [_reason(reason) for reason in row["reasons"]]}
    document = {name: _json_value(row[name], whole=name in _CANDIDATE_COUNTS) for name in _CANDIDATE_FIELDS}
    document["criteria"] = {name: _json_value(row[name]) for name in CRITERIA}
    document["measures"] = {name: _json_value(row[name], whole=name in _MEASURE_COUNTS) for name in MEASURES}
    return document


def _reason(reason: Mapping[str, Any]) -> dict[str, Any]:
    return {"code": reason["code"], "text": text(reason)} | dict(reason)


def _trial(row: Mapping[str, Any]) -> dict[str, Any]:
    row = {**row, "observed": [kind for kind in OBSERVED if row[f"{kind}_observed"]]}
    document = {name: _json_value(row[name], whole=name in _TRIAL_COUNTS) for name in _TRIAL_FIELDS}
    for name in _YES_NO:
        document[name] = None if document[name] is None else bool(document[name])
    return document | {"criteria": {name: _json_value(row[f"{name}_score"]) for name in CRITERIA}}


def _money(amounts: Mapping[str, float]) -> str:
    return "; ".join(f"{currency} {amount:.2f}" for currency, amount in amounts.items())


def trials_shown(ranking: Ranking) -> pd.DataFrame:
    """The trials of the candidates shown, in the order of `trials_document`."""
    return ranking.of_shown(ranking.trials).sort_values(["supplier", "trial_id"], kind="stable")


def _json_value(value: Any, *, whole: bool = False) -> Any:
    """A value of a frame as a JSON type: missing values as None, numpy scalars as Python numbers, dates in ISO 8601."""
    if isinstance(value, list):
        return [_json_value(item) for item in value]
    if isinstance(value, dict):
        return {name: _json_value(item) for name, item in value.items()}
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if whole else value
