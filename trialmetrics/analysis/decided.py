"""Candidates beside what people decided on them: which are undecided, and whose verdict is another one by now."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from trialmetrics.analysis import verdict
from trialmetrics.analysis.candidates import KEY
from trialmetrics.analysis.filters import Filters
from trialmetrics.policy import folded
from trialmetrics.records import records

# States of a candidate, in the order of the list: those that ask for a person first.
UNDECIDED, EXPIRED, CHANGED, WAITING, DECIDED = STATES = (
    "undecided", "expired", "changed", "waiting", "decided",
)  # fmt: skip
_RETRY = verdict.RETRY
# Changes that can give a candidate another verdict.
_OF_FIGURES = ("taken", "undone", "redone", "policy", "merged", "refused", "parted")
_COLUMNS = (
    "number", "decision", "reason", "valid_until", "decided_at", "decided_by", "policy_version",
)  # fmt: skip


def decided(
    suppliers: pd.DataFrame, decisions: pd.DataFrame, record: pd.DataFrame, filters: Filters, today: date
) -> pd.DataFrame:
    """The candidates of a ranking with the decision on each, those that ask for one first, else in the order of the ranking, with
    their index there.

    `suppliers`: of the ranking under `filters`; `decisions`: of `Decisions.all`; `record`: of `Store.record`. Adds the columns
    _COLUMNS and `verdict_then` of the decision (missing values where there is none), `state`, `comparable` (it was made on the
    same trials, so that the two verdicts can be compared) and `newer` (changes of its data, names or policy since).

    `state`: `undecided` (to invite or to leave out), `expired`, `changed` (another verdict now), `waiting` (more trials are
    needed) or `decided`.
    """
    active = decisions[decisions["active"]]
    by_candidate = {
        (key, folded(category)): row
        for key, category, row in zip(
            active["supplier_key"], active["category"], records(active), strict=True
        )
    }
    changes = _changes(record)
    rows = []
    for row in records(suppliers[[*KEY, "verdict"]]):
        decision = by_candidate.get((row["supplier_key"], folded(row["category"])))
        rows.append(_beside(row, decision, filters, changes, today))
    columns = [*_COLUMNS, "verdict_then", "state", "comparable", "newer"]
    table = pd.DataFrame(rows, columns=columns, index=suppliers.index, dtype=object)
    both = pd.concat([suppliers, table], axis="columns")
    places = both["state"].map(STATES.index)
    return both.iloc[np.argsort(places.to_numpy(), kind="stable")]


def _beside(
    row: Mapping[str, Any], decision: Mapping[str, Any] | None, filters: Filters, changes: Mapping[str, np.ndarray],
    today: date,
) -> dict[str, Any]:  # fmt: skip
    if decision is None:
        return {"state": WAITING if row["verdict"] == _RETRY else UNDECIDED}
    then = {name: value for name, value in decision["filters"].items() if name != "categories"}
    comparable = then == filters.of_trials.document
    changed = comparable and row["verdict"] != decision["verdict"]
    state = EXPIRED if expired(decision, today) else CHANGED if changed else DECIDED
    numbers = np.concatenate([changes.get(row["supplier_key"], _NONE), changes[""]])
    return {name: decision[name] for name in _COLUMNS} | {
        "verdict_then": decision["verdict"],
        "state": state,
        "comparable": comparable,
        "newer": int((numbers > decision["seen"]).sum()),
    }


def expired(decision: Mapping[str, Any], today: date) -> bool:
    """Whether the last day of a decision is over."""
    until = decision["valid_until"]
    return bool(pd.notna(until)) and until.date() < today


_NONE = np.empty(0, dtype=int)


def _changes(record: pd.DataFrame) -> dict[str, np.ndarray]:
    """Supplier key -> numbers of the changes of its figures; under "" those that are about everybody."""
    rows = record.loc[record["kind"].isin(_OF_FIGURES), ["number", "supplier_keys"]]
    about_all = rows[rows["supplier_keys"].map(len) == 0]["number"].to_numpy(dtype=int)
    each = rows.explode("supplier_keys").dropna()
    by_supplier = {
        key: numbers.to_numpy(dtype=int) for key, numbers in each.groupby("supplier_keys")["number"]
    }
    return by_supplier | {"": about_all}
