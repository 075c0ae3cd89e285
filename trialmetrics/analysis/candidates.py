"""The candidates, one row per supplier in a category: totals of the measures, before any statistical model."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from trialmetrics.engine import Measures
from trialmetrics.vocabulary import CRITERIA

KEY = ["supplier_key", "category"]

# Kinds of observation of which a trial may have noted something.
NOTED = ("promises", "replies", "deliveries", "ratings", "chases")


def candidates(measures: Measures) -> pd.DataFrame:
    """One row per candidate with a chosen trial, by supplier key and category.

    The columns of `candidate_total` beside `spend` (per currency), `supplier_totals`, `elsewhere` (its supplier's other
    categories), `rests_on` (per criterion the share of scored trials with a value), `knock_out_counts`
    (per knock-out `k`, `n` and `alone`), what `candidate_reply` says of its waits (`median_first_reply_hours`,
    `half_reply_hours`, of `waited_trials`, `never_replied`, `reply_in_days`), each of them where they are few (`replies`, hours;
    infinite: never; and `replies_in_days`, yes/no: it is known in days only), `scored_served` (judged scored trials that came
    to something), `not_noted` (names of NOTED).
    """
    rows = measures.candidate_total.sort_values(KEY, ignore_index=True)
    spend = _sums(rows, measures.candidate_spend)
    columns: dict[str, Any] = {
        "spend": spend,
        "supplier_totals": _supplier_totals(rows, measures.supplier_total, spend),
        "elsewhere": _elsewhere(rows),
        "rests_on": [
            dict(zip(CRITERIA, shares, strict=True))
            for shares in rows[[f"{name}_share" for name in CRITERIA]].to_numpy(dtype=float).tolist()
        ],
        "knock_out_counts": _knock_out_counts(rows, measures.candidate_knock_out_count),
        **_waits(rows, measures.candidate_reply, measures.candidate_few_wait),
        "scored_served": np.bincount(
            places(rows, measures.candidate_tester_sum),
            measures.candidate_tester_sum["n"].to_numpy(dtype=float),
            minlength=len(rows),
        ).astype(int),
        "not_noted": _not_noted(rows),
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


def _waits(rows: pd.DataFrame, replies: pd.DataFrame, few: pd.DataFrame) -> dict[str, Any]:
    waited = rows[KEY].merge(replies, on=KEY, how="left")
    waits: list[list[tuple[float, bool]]] = [[] for _row in range(len(rows))]
    hours = few["hours"].to_numpy(dtype=float)
    each = zip(
        places(rows, few), np.where(np.isnan(hours), np.inf, hours), few["bare"], few["n"], strict=True
    )
    for place, wait, bare, n in each:
        waits[place] += [(float(wait), bool(bare))] * int(n)
    return {
        "median_first_reply_hours": waited["median_hours"].to_numpy(dtype=float),
        "half_reply_hours": waited["half_hours"].to_numpy(dtype=float),
        "waited_trials": waited["n"].fillna(0).to_numpy(dtype=int),
        "never_replied": waited["never"].fillna(0).to_numpy(dtype=int),
        "reply_in_days": waited["bare"].eq(True).to_numpy(dtype=bool),
        "replies": [[wait for wait, _bare in sorted(own)] for own in waits],
        "replies_in_days": [[bare for _wait, bare in sorted(own)] for own in waits],
    }


def _not_noted(rows: pd.DataFrame) -> list[list[str]]:
    """Per candidate the names of NOTED that none of its judged, ended trials noted."""
    missing = {name: rows["ended_trials"].gt(0) & rows[f"noted_{name}"].eq(0) for name in NOTED}
    return [[name for name in NOTED if missing[name][row]] for row in rows.index]
