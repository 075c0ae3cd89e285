"""Runs the measures on an engine: DuckDB within this process, or Apache Spark on a cluster."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Protocol

import duckdb
import pandas as pd
import pyarrow as pa

from trialmetrics.engine.duckdb_engine import DuckDB
from trialmetrics.engine.inputs import TrialFilter, inputs, judging_window
from trialmetrics.engine.relations import CHOICES, MEASURES, ORDER_SIZES, RELATIONS, WAITS, WEIGHED, query
from trialmetrics.engine.spark_engine import Spark
from trialmetrics.engine.trials import Further, KeptTrials, Maker, Trials
from trialmetrics.policy import Policy, policy_tables
from trialmetrics.vocabulary import CRITERIA

# What the ranking is made of: sums per candidate or supplier; the SQL file of each name lists its columns.
SUMS = (
    "candidate_total",
    "candidate_knock_out_count",
    "candidate_spend",
    "candidate_tester",
    "candidate_tester_sum",
    "candidate_class_sum",
    "candidate_round",
    "candidate_reply",
    "candidate_few_wait",
    "candidate_rating",
    "candidate_quote",
    "nothing_sum",
    "supplier_total",
    "defect_count",
    "horizon",
)


@dataclass(frozen=True)
class Measures:
    """The results of the measures: the frames of SUMS, and the `trials` behind them.

    Missing values are NaN in numbers and texts (so a count that may be missing is a float), NaT in moments, None in
    yes/no columns.
    """

    candidate_total: pd.DataFrame
    candidate_knock_out_count: pd.DataFrame
    candidate_spend: pd.DataFrame
    candidate_tester: pd.DataFrame
    candidate_tester_sum: pd.DataFrame
    candidate_class_sum: pd.DataFrame
    candidate_round: pd.DataFrame
    candidate_reply: pd.DataFrame
    candidate_few_wait: pd.DataFrame
    candidate_rating: pd.DataFrame
    candidate_quote: pd.DataFrame
    nothing_sum: pd.DataFrame
    supplier_total: pd.DataFrame
    defect_count: pd.DataFrame
    horizon: pd.DataFrame
    trials: Trials

    @property
    def trial(self) -> pd.DataFrame:
        """All trials; only where they are whole."""
        return self.trials.all()


@dataclass(frozen=True)
class Weighed:
    """The measures of these names as they are under one weighting; rows of candidates as in `Measures`."""

    candidate_score: pd.DataFrame
    candidate_tester_sum: pd.DataFrame
    candidate_class_sum: pd.DataFrame
    nothing_sum: pd.DataFrame


class Engine(Maker, Protocol):
    """A SQL engine with the relations `current_event`, `current_observed` and `current_gap`."""

    def trials(self) -> Trials:
        """The relations `trial` and `defect`, which outlast them."""
        ...


def measure(
    cursor: duckdb.DuckDBPyConnection,
    policy: Policy,
    as_of: datetime,
    trial_filter: TrialFilter | None = None,
) -> Measures:
    """The measures of the current events of a DuckDB database as of a moment; see `run`."""
    return run(DuckDB(cursor), policy, as_of, trial_filter)


def run(engine: Engine, policy: Policy, as_of: datetime, trial_filter: TrialFilter | None = None) -> Measures:
    """The measures of the engine's current events as of `as_of` (local, without an offset).

    `trial_filter` applies once defaults, states and scores are known, before anything is summed over trials.
    """
    relations = derive(engine, policy, as_of, trial_filter)
    measures = Measures(**engine.frames(SUMS), trials=engine.trials())
    # After an error nothing is dropped: its transaction is over, and the next run replaces what it left.
    engine.drop([name for name in relations if name not in measures.trials.relations])
    return measures


def derive(
    engine: Engine,
    policy: Policy,
    as_of: datetime,
    trial_filter: TrialFilter | None = None,
    until: str = RELATIONS[-1],
) -> list[str]:
    """Create the relations up to and including `until`. Returns the names of all tables created."""
    tables = inputs(policy, as_of, trial_filter)
    for name, table in tables.items():
        engine.register(name, table)
    relations = RELATIONS[: RELATIONS.index(until) + 1]
    engine.create_all({name: query(name) for name in relations})
    return [*tables, *relations]


def reweigh(trials: Trials, policies: Sequence[Policy]) -> list[Weighed]:
    """What trials that were measured come to under each of these policies, which differ in their weights only, all at once."""
    tables = policy_tables(policies[0])
    tables["policy_weight"] = pa.Table.from_pylist(
        [
            {"weighting": number, "criterion": name, "weight": weight}
            for number, policy in enumerate(policies)
            for name, weight in policy.weights.items()
        ],
        schema=tables["policy_weight"].schema,
    )
    criteria = ", ".join(f"{name}_score as {name}" for name in CRITERIA)
    queries = {
        "trial_state": "select trial_number, state from trial",
        "trial_criteria_wide": f"select trial_number, {criteria} from trial",
    }
    made = trials.further(
        Further(
            tables,
            queries | {name: query(name) for name in WEIGHED},
            [each.name for each in fields(Weighed)],
            [
                *(
                    "trial_number",
                    "supplier_key",
                    "category",
                    "tester",
                    "order_class",
                    "state",
                    "judged",
                    "nothing",
                ),
                *(f"{name}_score" for name in CRITERIA),
            ],
        )
    )
    parts = {name: dict(iter(frame.groupby("weighting"))) for name, frame in made.items()}
    return [
        Weighed(**{name: parts[name].get(number, frame.iloc[:0]) for name, frame in made.items()})
        for number in range(len(policies))
    ]


def order_size_gaps(trials: Trials) -> pd.DataFrame:
    """The measure `order_size_gap`."""
    queries = {name: query(name) for name in ORDER_SIZES}
    columns = ("trial_number", "currency", "order_value", "order_class_from")
    return trials.further(Further({}, queries, ORDER_SIZES[-1:], columns))[ORDER_SIZES[-1]]


def waits_of(trials: Trials, category: str) -> pd.DataFrame:
    """The measure `asked_wait` of a category."""
    queries = {name: query(name) for name in WAITS}
    columns = (
        "supplier_key", "category", "judged", "scored", "first_reply_hours", "reply_censored", "wait_runs", "wait_bare",
        "requested_bare",
    )  # fmt: skip
    asked = {"asked": pa.table({"category": [category]})}
    return trials.further(Further(asked, queries, WAITS[-1:], columns))[WAITS[-1]]


__all__ = [
    "CHOICES", "MEASURES", "ORDER_SIZES", "RELATIONS", "SUMS", "WAITS", "WEIGHED", "DuckDB", "Engine", "Further", "KeptTrials",
    "Measures", "Spark", "TrialFilter", "Trials", "Weighed", "derive", "inputs", "judging_window", "measure", "order_size_gaps",
    "query", "reweigh", "run", "waits_of",
]  # fmt: skip
