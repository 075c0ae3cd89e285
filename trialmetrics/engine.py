"""Runs the SQL files of `measures/` on DuckDB or Spark: one relation per file, named after it."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pandas as pd
import pyarrow as pa

from trialmetrics.policy import Policy, policy_tables
from trialmetrics.service_calendar import LAST_DAY, calendar
from trialmetrics.vocabulary import CRITERIA, ENDED, EVENTS, NOTHING, SOMETHING, STATES

MEASURES = Path(__file__).with_name("measures")

# The files of measures/ in the order in which they run: each one after those that it reads.
RELATIONS = (
    "setting",
    "trial_begin",
    "seen_event",
    "trial_count",
    "trial_moment",
    "attribute_moment",
    "trial_attribute",
    "category_spelling",
    "supplier_category",
    "trial_stated",
    "round_noted",
    "contradiction",
    "gap",
    "trial_known",
    "trial_observed",
    "stretch",
    "trial_time",
    "trial_chased_first",
    "trial_state",
    "horizon",
    "trial_measure",
    "trial_scale",
    "trial_criteria_wide",
    "trial_criterion",
    "trial_score",
    "trial_chosen",
    "candidate_class",
    "trial",
    "trial_rating",
    "candidate_score",
    "candidate_total",
    "trial_knock_out",
    "candidate_knock_out_count",
    "candidate_spend",
    "candidate_tester_sum",
    "candidate_class_sum",
    "candidate_round",
    "nothing_sum",
    "supplier_total",
    "defect",
)

# Those that depend on the weights, from the criteria of each trial on.
WEIGHED = (
    "setting",
    "trial_criterion",
    "trial_score",
    "candidate_score",
    "candidate_tester_sum",
    "candidate_class_sum",
    "nothing_sum",
)

# A scan of an Arrow table costs DuckDB more than a thousand rows do: fewer, of plain types, are handed over as lists.
FEW_ROWS = 1000
SQL_TYPES = {
    pa.string(): "varchar",
    pa.bool_(): "boolean",
    pa.int64(): "bigint",
    pa.float64(): "double",
    pa.date32(): "date",
    pa.timestamp("us"): "timestamp",
}


@dataclass(frozen=True)
class Measures:
    """The results of the measures; the SQL file of each frame's name lists its columns.

    Missing values are NaN in numbers and texts (so a count that may be missing is a float), NaT in moments, None in
    yes/no columns.
    """

    trial: pd.DataFrame
    trial_rating: pd.DataFrame
    candidate_total: pd.DataFrame
    candidate_knock_out_count: pd.DataFrame
    candidate_spend: pd.DataFrame
    candidate_tester_sum: pd.DataFrame
    candidate_class_sum: pd.DataFrame
    candidate_round: pd.DataFrame
    nothing_sum: pd.DataFrame
    supplier_total: pd.DataFrame
    defect: pd.DataFrame
    horizon: pd.DataFrame


@dataclass(frozen=True)
class Weighed:
    """The measures of these names as they are under one weighting; rows of trials and candidates as in `Measures`."""

    candidate_score: pd.DataFrame
    candidate_tester_sum: pd.DataFrame
    candidate_class_sum: pd.DataFrame
    nothing_sum: pd.DataFrame


class TrialFilter(Protocol):
    """Which trials count: those of these rounds, testers and order classes (empty: all), requested from `start` to `end`."""

    @property
    def rounds(self) -> Iterable[str]: ...
    @property
    def testers(self) -> Iterable[str]: ...
    @property
    def order_classes(self) -> Iterable[str]: ...
    @property
    def start(self) -> date | None: ...
    @property
    def end(self) -> date | None: ...


class Engine(Protocol):
    """A SQL engine with the relations `current_event`, `current_observed` and `current_gap`."""

    def register(self, name: str, table: pa.Table) -> None: ...
    def create(self, name: str, query: str) -> None: ...
    def frame(self, name: str) -> pd.DataFrame: ...
    def drop(self, names: Iterable[str]) -> None: ...


class DuckDB:
    """Runs on a DuckDB cursor: each relation becomes a temporary table that only this cursor sees."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def register(self, name: str, table: pa.Table) -> None:
        if table.num_rows <= FEW_ROWS and set(table.schema.types) <= set(SQL_TYPES):
            lists = [column.to_pylist() for column in table.columns]
            columns = (f"unnest(?::{SQL_TYPES[field.type]}[]) as {field.name}" for field in table.schema)
            self._cursor.execute(f"create or replace temp table {name} as select {', '.join(columns)}", lists)
        else:
            self._cursor.register("incoming", table)
            self.create(name, "select * from incoming")
            self._cursor.unregister("incoming")

    def create(self, name: str, query: str) -> None:
        self._cursor.execute(f"create or replace temp table {name} as {query}")

    def frame(self, name: str) -> pd.DataFrame:
        return (
            self._cursor.execute(f"select * from temp.{name} order by 1, 2, 3, 4")
            .to_arrow_table()
            .to_pandas()
        )

    def drop(self, names: Iterable[str]) -> None:
        self._cursor.execute("; ".join(f"drop table if exists temp.{name}" for name in names))


class Spark:
    """Runs on an Apache Spark session, of a cluster or over Spark Connect: each relation becomes a temporary view.

    Sets the session's time zone to UTC: moments are local times without an offset and must not shift.
    """

    def __init__(self, session: Any) -> None:
        self._session = session
        session.conf.set("spark.sql.session.timeZone", "UTC")

    def register(self, name: str, table: pa.Table) -> None:
        self._session.createDataFrame(table).createOrReplaceTempView(name)

    def create(self, name: str, query: str) -> None:
        # Materialise now: Spark plans a view of views anew wherever it is read, and the plan outgrows memory.
        self._session.sql(query).localCheckpoint().createOrReplaceTempView(name)

    def frame(self, name: str) -> pd.DataFrame:
        frame = self._session.sql(f"select * from {name} order by 1, 2, 3, 4").toArrow().to_pandas()
        zoned = frame.select_dtypes("datetimetz").columns
        return frame.assign(**{name: frame[name].dt.tz_localize(None) for name in zoned})

    def drop(self, names: Iterable[str]) -> None:
        for name in names:
            self._session.catalog.dropTempView(name)


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
    measures = Measures(**{field.name: engine.frame(field.name) for field in fields(Measures)})
    # After an error nothing is dropped: its transaction is over, and the next run replaces what it left.
    engine.drop(relations)
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
    for name in relations:
        engine.create(name, query(name))
    return [*tables, *relations]


def reweigh(trial: pd.DataFrame, policies: Sequence[Policy]) -> list[Weighed]:
    """What trials that were measured come to under each of these policies, which differ in their weights only.

    `trial`: the measure of that name, as it was chosen from. A DuckDB in memory adds up, all weightings at once.
    """
    scores = {f"{name}_score": name for name in CRITERIA}
    facts = [
        "trial_number",
        "supplier_key",
        "category",
        "tester",
        "order_class",
        "state",
        "judged",
        "nothing",
    ]
    tables = policy_tables(policies[0])
    tables["policy_weight"] = pa.Table.from_pylist(
        [
            {"weighting": number, "criterion": name, "weight": weight}
            for number, policy in enumerate(policies)
            for name, weight in policy.weights.items()
        ],
        schema=tables["policy_weight"].schema,
    )
    tables["trial"] = pa.Table.from_pandas(trial[facts], preserve_index=False)
    tables["trial_state"] = tables["trial"].select(["trial_number", "state"])
    tables["trial_criteria_wide"] = pa.Table.from_pandas(
        trial[["trial_number", *scores]].rename(columns=scores), preserve_index=False
    )
    with duckdb.connect() as connection:
        engine = DuckDB(connection)
        for name, table in tables.items():
            engine.register(name, table)
        for name in WEIGHED:
            engine.create(name, query(name))
        made = {each.name: engine.frame(each.name) for each in fields(Weighed)}
    parts = {name: dict(iter(frame.groupby("weighting"))) for name, frame in made.items()}
    return [
        Weighed(**{name: parts[name].get(number, frame.iloc[:0]) for name, frame in made.items()})
        for number in range(len(policies))
    ]


def query(name: str) -> str:
    """The SQL of one relation."""
    return (MEASURES / f"{name}.sql").read_text(encoding="utf-8")


def inputs(policy: Policy, as_of: datetime, trial_filter: TrialFilter | None = None) -> dict[str, pa.Table]:
    """The small tables that the measures read beside the events: policy, calendar, vocabulary, moment and filters."""
    text, day = pa.string(), pa.date32()
    chosen: list[tuple[str, str]] = []
    if trial_filter:
        chosen += [("round", value) for value in trial_filter.rounds]
        chosen += [("tester", value) for value in trial_filter.testers]
        chosen += [("order_class", value) for value in trial_filter.order_classes]
    period = (trial_filter.start, trial_filter.end) if trial_filter else (None, None)
    state_rows = [(state, state in ENDED, state in SOMETHING, state in NOTHING) for state in STATES]
    event_rows = [(name, event.by, event.reply, event.contact) for name, event in EVENTS.items()]
    # The service calendar ends on LAST_DAY; no later moment can be measured.
    now = min(as_of, datetime.combine(LAST_DAY, time(23, 59, 59)))
    return {
        **policy_tables(policy),
        "calendar": calendar(policy.clock),
        "event_word": _table(event_rows, event=text, party=text, reply=pa.bool_(), contact=pa.bool_()),
        "state_word": _table(
            state_rows, state=text, ended=pa.bool_(), something=pa.bool_(), nothing=pa.bool_()
        ),
        "moment": _table([(now,)], as_of=pa.timestamp("us")),
        "judging_window": _table([judging_window(policy, now, *period)], start_day=day, end_day=day),
        "chosen": _table(chosen, kind=text, value=text),
        "chosen_period": _table([period], start_day=day, end_day=day),
    }


def judging_window(
    policy: Policy, as_of: datetime, start: date | None = None, end: date | None = None
) -> tuple[date | None, date | None]:
    """First and last request day of the trials that count towards a verdict; None: unbounded.

    The chosen period, which may be open at one end; without one, the policy's calendar months up to the day of `as_of`.
    """
    if start or end:
        return start, end
    today = as_of.date()
    year, month = divmod(12 * today.year + today.month - 1 - policy.windows.judged_months, 12)
    if year < date.min.year:
        return None, today
    # That month may be shorter than this one.
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1])), today


def _table(rows: list[Any], **columns: pa.DataType) -> pa.Table:
    schema = pa.schema(columns.items())
    return pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], schema=schema)
