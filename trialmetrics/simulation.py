"""Simulates trial logs with a known truth: every supplier has a quality, every tester a severity.

A supplier's quality, from 0 to 1, drives its behaviour: whether and how soon it answers, how often it must be chased,
whether and when it delivers, what goes wrong, how it treats a new customer. Its true score is the mean score of many such
trials, rated by testers without severity under the shipped policy. It is computed with the product's own measures on
TRUTH_TRIALS trials at each of TRUTH_GRID qualities, and interpolated in between.
"""

import io
from datetime import datetime
from functools import cache
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd

from trialmetrics.engine import Measures, measure
from trialmetrics.policy import load_policy
from trialmetrics.vocabulary import EVENT_COLUMNS, OBSERVED

CATEGORIES = ("Packaging", "Printing", "Catering", "Cleaning")
FIRST_REQUEST = np.datetime64("2025-01-06T08:00:00")
DAYS = 365
QUALITY = (2.2, 1.5)  # of a beta distribution
SEVERITY_SD = 0.35  # of a rating point, between testers
MEASURED_AT = datetime(2030, 1, 1)  # later than every event in a log
TRUTH_GRID = 21
TRUTH_TRIALS = 2000


def simulate(*, suppliers: int, trials: tuple[int, int], testers: int, seed: int) -> tuple[pd.DataFrame, str]:
    """A log of events in the columns EVENT_COLUMNS, and its truth as CSV text.

    `trials`: least and most per supplier, uniformly distributed. The truth has the columns `supplier`, `score`, `tester`,
    `severity`: one row per supplier with its true score, and one per tester with the rating points it gives less than the
    others. Cells that do not apply are empty.
    """
    random = np.random.default_rng(seed)
    quality = random.beta(*QUALITY, suppliers)
    severity = random.normal(0, SEVERITY_SD, testers) if testers > 1 else np.zeros(testers)
    count = random.integers(trials[0], trials[1] + 1, suppliers)
    supplier = np.repeat(np.arange(suppliers), count)
    tester = random.integers(0, testers, len(supplier))
    log = _log(supplier, quality[supplier], tester, severity[tester], random)
    truth = pd.concat(
        [
            pd.DataFrame({"supplier": _names(suppliers), "score": _true_scores(quality)}),
            pd.DataFrame({"tester": _testers(testers), "severity": severity}),
        ]
    )
    text = io.StringIO()
    truth[["supplier", "score", "tester", "severity"]].to_csv(text, index=False)
    return log, text.getvalue()


class ScoredWorlds(NamedTuple):
    """W worlds of S suppliers: `truth` (W, S) true scores; the other arrays are per trial, with numbers for `world`,
    `supplier` and `tester`, a word for `state`, and NaN for the `score` of an unscored trial."""

    truth: np.ndarray
    world: np.ndarray
    supplier: np.ndarray
    tester: np.ndarray
    state: np.ndarray
    score: np.ndarray


def scored_worlds(
    worlds: int, *, suppliers: int, trials: tuple[int, int], testers: int, seed: int
) -> ScoredWorlds:
    """Many worlds like those of `simulate`, reduced to scores, for checking conclusions against the truth."""
    random = np.random.default_rng(seed)
    quality = random.beta(*QUALITY, worlds * suppliers)
    severity = random.normal(0, SEVERITY_SD, (worlds, testers))
    supplier = np.repeat(
        np.arange(worlds * suppliers), random.integers(trials[0], trials[1] + 1, worlds * suppliers)
    )
    tester, world = random.integers(0, testers, len(supplier)), supplier // suppliers
    measured = _measured(_log(supplier, quality[supplier], tester, severity[world, tester], random)).trial
    which = measured["trial_id"].str[1:].astype(int).to_numpy() - 1
    return ScoredWorlds(
        truth=_true_scores(quality).reshape(worlds, suppliers),
        world=world[which],
        supplier=supplier[which] % suppliers,
        tester=tester[which],
        state=measured["state"].to_numpy(dtype=object),
        score=measured["score"].where(measured["scored"]).to_numpy(dtype=float),
    )


def _names(number: int) -> np.ndarray:
    return np.array([f"Supplier {i + 1:04d}" for i in range(number)], dtype=object)


def _testers(number: int) -> np.ndarray:
    return np.array([f"Tester {i + 1:02d}" for i in range(number)], dtype=object)


def _true_scores(quality: np.ndarray) -> np.ndarray:
    """The true score at each quality, interpolated on the grid."""
    return np.interp(quality, np.linspace(0, 1, TRUTH_GRID), _grid_scores())


@cache
def _grid_scores() -> np.ndarray:
    """The true scores at TRUTH_GRID qualities, evenly spaced from 0 to 1."""
    random = np.random.default_rng(20260101)
    grid = np.linspace(0, 1, TRUTH_GRID)
    which = np.repeat(np.arange(TRUTH_GRID), TRUTH_TRIALS)
    nobody = np.zeros(len(which))
    trial = _measured(_log(which, grid[which], nobody.astype(int), nobody, random)).trial
    # Sorted by supplier name, which is the order of the grid.
    return trial[trial["scored"]].groupby("supplier_key")["score"].mean().to_numpy()


def _measured(log: pd.DataFrame) -> Measures:
    """The measures of a simulated log under the shipped policy."""
    events = log.assign(
        supplier_key=log["supplier"], bare=False, promised_bare=True, source="log",
        above_lowest=(log[["welcome", "courtesy", "helpfulness"]] > 1).any(axis=1),
        occurred_at=pd.to_datetime(log["occurred_at"]), promised_at=pd.to_datetime(log["promised_at"]),
    )  # fmt: skip
    with duckdb.connect() as database:
        database.register("log", events)
        # A column without values has no type in a frame.
        database.execute(
            "create table current_event as select * replace (currency::varchar as currency, note::varchar as note, "
            "rater::varchar as rater, new_customer::boolean as new_customer) from log"
        )
        # Every trial comes from a log, none from a sheet, and no row was set aside.
        kinds = ", ".join(f"{kind} boolean" for kind in OBSERVED)
        database.execute(
            "create table current_observed (supplier_key varchar, trial_id varchar, in_log boolean, in_sheet boolean, "
            f"chased_first boolean, outcome varchar, silence_stated boolean, not_yet_at timestamp, {kinds})"
        )
        database.execute(
            "create table current_gap (supplier_key varchar, trial_id varchar, source varchar, kind varchar, "
            "occurred_at timestamp)"
        )
        return measure(database, load_policy(), MEASURED_AT)


def _log(
    supplier: np.ndarray,
    quality: np.ndarray,
    tester: np.ndarray,
    severity: np.ndarray,
    random: np.random.Generator,
) -> pd.DataFrame:
    """The events of M trials: arrays (M,) of supplier, its quality, tester and the tester's severity."""
    m = len(supplier)
    start = FIRST_REQUEST + random.integers(0, DAYS * 24 * 60, m).astype("timedelta64[m]")
    silent = random.random(m) < 0.45 * (1 - quality) ** 2
    refused = ~silent & (random.random(m) < 0.06)
    brushed_off = refused & (random.random(m) > quality)
    dropped = ~silent & ~refused & (random.random(m) < 0.25 * (1 - quality) ** 2)
    delivered = ~silent & ~refused & ~dropped
    wait = random.gamma(1.2, 4 + 60 * (1 - quality) ** 2) * 60  # minutes, around the clock
    chases = np.where(silent, 1 + random.poisson(1, m), np.minimum(wait / 60 // 48, 4)).astype(int)
    promised = random.integers(3, 12, m)
    late = np.where(random.random(m) < 0.6 * (1 - quality), random.poisson(4 * (1 - quality)), 0)
    errors = np.where(delivered, random.poisson(0.8 * (1 - quality)), 0)
    recovered = (errors > 0) & (random.random(m) < quality)
    helpful = (random.random(m) < 0.7 * quality**2) & ~silent & ~refused
    rude = ~silent & (random.random(m) < 0.12 * (1 - quality) ** 2)
    reply = start + wait.astype("timedelta64[m]")
    delivery = reply + ((promised + late) * 1440).astype("timedelta64[m]")
    end = np.where(delivered, delivery, start + np.timedelta64(30, "D")) + np.timedelta64(1, "D")

    parts = [
        _events_of("request", start, np.arange(m), order_value=50 + 450 * random.random(m), channel="email")
    ]
    parts[0] = parts[0].assign(
        category=np.array(CATEGORIES, dtype=object)[supplier % len(CATEGORIES)],
        round=np.where(start < FIRST_REQUEST + np.timedelta64(DAYS // 2, "D"), "first", "second"),
        tester=_testers(int(tester.max(initial=0)) + 1)[tester],
        order_class=np.where(random.random(m) < 0.25, "large", "small"),
    )
    for number in range(1, int(chases.max(initial=0)) + 1):
        chased = np.flatnonzero(chases >= number)
        parts.append(_events_of("chase", start + np.timedelta64(number * 2, "D"), chased, channel="phone"))
    for event, moments, happens in (
        ("question", reply - np.timedelta64(5, "m"), helpful),
        ("decline", reply, refused & ~brushed_off),
        ("brush_off", reply, brushed_off),
        ("rude", reply + np.timedelta64(1, "m"), rude),
        ("dispatch", delivery - np.timedelta64(1, "D"), delivered & (quality > 0.5)),
        ("delivery", delivery, delivered),
        ("recovery", delivery + np.timedelta64(3, "h"), recovered),
        ("initiative", delivery + np.timedelta64(1, "h"), delivered & (random.random(m) < 0.3 * quality**2)),
        ("closed", end + np.timedelta64(5, "m"), np.ones(m, bool)),
    ):
        note = "as it was said" if event in ("rude", "brush_off") else None
        parts.append(_events_of(event, moments, np.flatnonzero(happens), note=note))
    confirmed = np.flatnonzero(~silent & ~refused)
    day = (reply + (promised * 1440).astype("timedelta64[m]")).astype("datetime64[D]").astype(str)
    parts.append(_events_of("confirmation", reply, confirmed, promised_at=day[confirmed]))
    for number in range(int(errors.max(initial=0))):
        parts.append(_events_of("error", delivery + np.timedelta64(2, "h"), np.flatnonzero(errors > number)))
    rated = np.flatnonzero(~silent)
    ratings = {
        name: np.round(
            np.clip(1 + 4 * quality[rated] - severity[rated] + random.normal(0, 0.7, len(rated)), 1, 5) * 2
        ) / 2
        for name in ("welcome", "courtesy", "helpfulness")
    }  # fmt: skip
    parts.append(_events_of("assessment", end, rated, **ratings))
    log = pd.concat(parts, ignore_index=True).sort_values(["trial", "occurred_at"], kind="stable")
    which = log.pop("trial").to_numpy()
    log["supplier"] = _names(int(supplier.max(initial=0)) + 1)[supplier[which]]
    log["trial_id"] = np.char.add("T", (which + 1).astype(str)).astype(object)
    log["occurred_at"] = log["occurred_at"].dt.strftime("%Y-%m-%d %H:%M")
    log["order_value"] = log["order_value"].round(2)
    return log.reindex(columns=[*EVENT_COLUMNS]).reset_index(drop=True)


def _events_of(event: str, moments: np.ndarray, which: np.ndarray, **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"trial": which, "event": event, "occurred_at": moments[which], **columns})
