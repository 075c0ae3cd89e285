"""The candidates, one row per supplier in a category: totals of the measures, before any statistical model."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from trialmetrics import evidence
from trialmetrics.engine import Measures
from trialmetrics.vocabulary import CRITERIA

KEY = ["supplier_key", "category"]

# Kinds of observation -> columns of a trial; a value in any of them means that the log noted it.
NOTED = {
    "promises": ("promised_at",),
    "replies": ("reply_times_observed",),
    "deliveries": ("delivery_observed",),
    "ratings": ("welcome", "courtesy", "helpfulness"),
    "chases": ("chases_observed",),
}


def candidates(measures: Measures) -> pd.DataFrame:
    """One row per candidate with a chosen trial, by supplier key and category.

    The columns of `candidate_total` beside `spend` (per currency), `supplier_totals`, `elsewhere` (its supplier's other
    categories), `rests_on` (per criterion the share of scored trials with a value), `knock_out_counts`
    (per knock-out `k`, `n` and `alone`), `median_first_reply_hours`, `replies` (waits of the judged scored trials, hours;
    infinite: never), `replies_in_days` (yes/no for each: it is known in days only),
    `scored_served` (judged scored trials that came to something), `gaps` (rows set aside or
    contradicted), `unjudged_small`, `unjudged_large` (trials that are shown but not judged), `not_noted` (names of NOTED).
    """
    rows = measures.candidate_total.sort_values(KEY, ignore_index=True)
    spend = _sums(rows, measures.candidate_spend)
    trial = measures.trial
    place = places(rows, trial)
    columns: dict[str, Any] = {
        "spend": spend,
        "supplier_totals": _supplier_totals(rows, measures.supplier_total, spend),
        "elsewhere": _elsewhere(rows),
        "rests_on": [
            dict(zip(CRITERIA, shares, strict=True))
            for shares in rows[[f"{name}_share" for name in CRITERIA]].to_numpy(dtype=float).tolist()
        ],
        "knock_out_counts": _knock_out_counts(rows, measures.candidate_knock_out_count),
        **_waits(trial, place, len(rows)),
        **_counts(trial, place, len(rows)),
        "scored_served": np.bincount(
            places(rows, measures.candidate_tester_sum),
            measures.candidate_tester_sum["n"].to_numpy(dtype=float),
            minlength=len(rows),
        ).astype(int),
        "not_noted": _not_noted(trial, place, len(rows)),
    }
    lists = {
        name: pd.Series(values, dtype=object) for name, values in columns.items() if isinstance(values, list)
    }
    return rows.assign(**(columns | lists))


def places(rows: pd.DataFrame, frame: pd.DataFrame) -> np.ndarray:
    """For each row of `frame` (N,) the position of its candidate in `rows`; -1 where it is not there."""
    # Of the pair of codes: the same for both frames.
    number = np.zeros(len(rows) + len(frame), dtype=np.int64)
    for name in KEY:
        codes, values = pd.factorize(pd.concat([rows[name], frame[name]]), use_na_sentinel=False)
        number = number * len(values) + codes
    return pd.Index(number[: len(rows)]).get_indexer(number[len(rows) :])


def _sums(rows: pd.DataFrame, spend: pd.DataFrame) -> list[dict[str, float]]:
    sums: list[dict[str, float]] = [{} for _row in range(len(rows))]
    spend = spend.sort_values("currency")
    for place, currency, amount in zip(places(rows, spend), spend["currency"], spend["amount"], strict=True):
        sums[place][currency] = amount
    return sums


def _supplier_totals(
    rows: pd.DataFrame, totals: pd.DataFrame, spend: Sequence[dict[str, float]]
) -> list[dict[str, Any]]:
    sums_by_supplier: dict[str, dict[str, float]] = {}
    for key, amounts in zip(rows["supplier_key"], spend, strict=True):
        sums = sums_by_supplier.setdefault(key, {})
        for currency, amount in amounts.items():
            sums[currency] = sums.get(currency, 0.0) + amount
    known = totals.set_index("supplier_key")[["trials", "served", "served_of", "raw_score"]].to_dict("index")
    return [
        {**known[key], "spend": dict(sorted(sums_by_supplier[key].items()))} for key in rows["supplier_key"]
    ]


def _elsewhere(rows: pd.DataFrame) -> list[list[str]]:
    keys = rows[KEY].to_numpy().tolist()
    of_supplier: dict[str, list[str]] = {}
    for key, category in keys:
        of_supplier.setdefault(key, []).append(category)
    return [[other for other in of_supplier[key] if other != category] for key, category in keys]


def _knock_out_counts(rows: pd.DataFrame, counted: pd.DataFrame) -> list[dict[str, dict[str, Any]]]:
    counts: list[dict[str, dict[str, Any]]] = [{} for _row in range(len(rows))]
    for place, row in zip(places(rows, counted), counted.itertuples(), strict=True):
        counts[place][row.knock_out] = {"k": int(row.k), "n": int(row.n), "alone": bool(row.alone)}
    return counts


def _waits(trial: pd.DataFrame, place: np.ndarray, number: int) -> dict[str, Any]:
    known = (trial["judged"] & trial["scored"] & trial["first_reply_hours"].notna()).to_numpy(dtype=bool)
    group = place[known]
    hours = trial.loc[known, "first_reply_hours"].to_numpy(dtype=float)
    answered = ~trial.loc[known, "reply_censored"].to_numpy(dtype=bool)
    waits = np.where(answered, hours, np.inf)
    bare = trial.loc[known, "wait_bare"].to_numpy(dtype=bool)
    order = np.lexsort([waits, group])
    ends = np.cumsum(np.bincount(group, minlength=number))[:-1]
    return {
        "median_first_reply_hours": evidence.median_waiting(group, hours, answered, groups=number),
        "replies": [each.tolist() for each in np.split(waits[order], ends)[:number]],
        "replies_in_days": [each.tolist() for each in np.split(bare[order], ends)[:number]],
    }


def _counts(trial: pd.DataFrame, place: np.ndarray, number: int) -> dict[str, np.ndarray]:
    counts = ~trial["state"].isin(["void", "burnt"]).to_numpy()
    aside = (~trial["judged"] & (trial["state"] != "incomplete")).to_numpy(dtype=bool)
    small = trial["order_class"].eq("small").to_numpy()
    gaps = trial["gaps"].to_numpy(dtype=float) * counts
    return {
        "gaps": np.bincount(place, gaps, minlength=number).astype(int),
        "unjudged_small": np.bincount(place[aside & small], minlength=number),
        "unjudged_large": np.bincount(place[aside & ~small], minlength=number),
    }


def _not_noted(trial: pd.DataFrame, place: np.ndarray, number: int) -> list[list[str]]:
    """Per candidate the names of NOTED that none of its judged, ended trials noted."""
    ended = (trial["judged"] & trial["ended"]).to_numpy(dtype=bool)
    some = np.bincount(place[ended], minlength=number) > 0
    missing = {}
    for name, columns in NOTED.items():
        values = trial.loc[ended, list(columns)]
        # In yes/no columns only yes counts as a value.
        noted = (values.notna() & values.ne(False)).any(axis=1)
        missing[name] = some & (np.bincount(place[ended], noted, minlength=number) == 0)
    return [[name for name in NOTED if missing[name][row]] for row in range(number)]
