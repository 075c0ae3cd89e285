"""The trials behind the measures: those of a supplier, and further measures of all of them, wherever they are kept."""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Protocol

import duckdb
import pandas as pd
import pyarrow as pa

from trialmetrics.errors import UsageError
from trialmetrics.text.language import _

MOST_DEFECTS = 10_000  # that come from an engine
_CANDIDATE = ("supplier_key", "category")
Frames = dict[str, pd.DataFrame]
Guard = Callable[[], AbstractContextManager[None]]
Change = Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True)
class Further:
    """What further measures are made of: `tables` beside the trials, `queries` by relation in their order, which ones are
    `wanted`, and the `columns` of the trials that they read."""

    tables: Mapping[str, pa.Table]
    queries: Mapping[str, str]
    wanted: Collection[str]
    columns: Collection[str]


class Maker(Protocol):
    """What makes relations of small tables and of queries, and frames of relations, and lets them go."""

    def register(self, name: str, table: pa.Table) -> None:
        """Make a small table a relation."""
        ...

    def create_all(self, queries: Mapping[str, str]) -> None:
        """Make the results of queries relations of these names; each reads only those before it."""
        ...

    def frames(self, names: Iterable[str]) -> Frames:
        """The rows of relations, sorted by their first four columns."""
        ...

    def drop(self, names: Iterable[str]) -> None:
        """Let relations go."""
        ...


def made(engine: Maker, what: Further) -> Frames:
    """Further measures on an engine that has the relation `trial`."""
    for name, table in what.tables.items():
        engine.register(name, table)
    engine.create_all(what.queries)
    return engine.frames(what.wanted)


class Trials(Protocol):
    """The chosen trials of a ranking, and the defects in their logs; the SQL files `trial` and `defect` list the columns."""

    @property
    def whole(self) -> bool:
        """Whether all of them can be had at once."""
        ...

    @property
    def relations(self) -> Collection[str]:
        """The relations that they are in, which must stay on the engine for as long as they are used."""
        ...

    def all(self) -> pd.DataFrame:
        """All trials, by number; only where they are `whole`."""
        ...

    def of(self, supplier_keys: Iterable[str]) -> pd.DataFrame:
        """The trials of these suppliers, by number."""
        ...

    def defects(self, candidates: pd.DataFrame) -> pd.DataFrame:
        """The defects in trials of these candidates (`supplier_key`, `category`); of those on an engine the first MOST_DEFECTS."""
        ...

    def further(self, what: Further) -> Frames:
        """Further measures of all trials, by name."""
        ...

    def later(self, hours: float) -> "Trials":
        """The same with running waits that are so many hours longer."""
        ...

    def changed(self, trials: Change, defects: Change) -> "Trials":
        """The same, their frames changed on the way out; `further` knows nothing of it."""
        ...


@dataclass(frozen=True)
class KeptTrials:
    """Trials in memory."""

    trial: pd.DataFrame
    defect: pd.DataFrame = field(default_factory=pd.DataFrame)
    whole = True
    relations = ()

    def all(self) -> pd.DataFrame:
        return self.trial.copy(deep=False)

    def of(self, supplier_keys: Iterable[str]) -> pd.DataFrame:
        return self.trial[self.trial["supplier_key"].isin([*supplier_keys])]

    def defects(self, candidates: pd.DataFrame) -> pd.DataFrame:
        wanted = set(candidates[[*_CANDIDATE]].itertuples(index=False, name=None))
        rows = self.defect[[*_CANDIDATE]].itertuples(index=False, name=None)
        return self.defect[[row in wanted for row in rows]]

    def further(self, what: Further) -> Frames:
        from trialmetrics.engine.duckdb_engine import DuckDB

        with duckdb.connect() as connection:
            engine = DuckDB(connection)
            engine.register("trial", pa.Table.from_pandas(self.trial[[*what.columns]], preserve_index=False))
            return made(engine, what)

    def later(self, hours: float) -> "KeptTrials":
        runs = self.trial["wait_runs"].to_numpy(dtype=bool)
        if not runs.any():
            return self
        longer = self.trial["first_reply_hours"] + hours * runs
        return KeptTrials(self.trial.assign(first_reply_hours=longer), self.defect)

    def changed(self, trials: Change, defects: Change) -> "KeptTrials":
        return KeptTrials(trials(self.trial), defects(self.defect))


def _same(frame: pd.DataFrame) -> pd.DataFrame:
    return frame


@dataclass(frozen=True)
class HeldTrials:
    """Trials that stay on an engine, under the names of their relations; readers take turns, each within a `guard`."""

    engine: Maker
    hours: float = 0.0
    of_trials: Change = _same
    of_defects: Change = _same
    guard: Guard = nullcontext
    turn: Lock = field(default_factory=Lock, repr=False, compare=False)
    whole = False
    relations = ("trial", "defect")

    def all(self) -> pd.DataFrame:
        raise UsageError(_("From a cluster trials come one supplier at a time; name a supplier."))

    def of(self, supplier_keys: Iterable[str]) -> pd.DataFrame:
        keys = pa.table({"supplier_key": pa.array([*supplier_keys], pa.string())})
        text = "select t.* from trial as t join asked_supplier as a on a.supplier_key = t.supplier_key"
        made = self.further(Further({"asked_supplier": keys}, {"asked_trial": text}, ["asked_trial"], ()))
        kept = KeptTrials(made["asked_trial"]).later(self.hours)
        return self.of_trials(kept.trial)

    def defects(self, candidates: pd.DataFrame) -> pd.DataFrame:
        shown = pa.table({name: pa.array(candidates[name].tolist(), pa.string()) for name in _CANDIDATE})
        text = (
            "select d.* from defect as d join asked_candidate as a on a.supplier_key = d.supplier_key "
            f"and a.category = d.category order by trial_number, occurred_at, event, defect limit {MOST_DEFECTS}"
        )
        made = self.further(Further({"asked_candidate": shown}, {"asked_defect": text}, ["asked_defect"], ()))
        return self.of_defects(made["asked_defect"])

    def further(self, what: Further) -> Frames:
        with self.turn, self.guard():
            frames = made(self.engine, what)
            self.engine.drop([*what.tables, *what.queries])
        return {name: self._later(frame) for name, frame in frames.items()}

    def later(self, hours: float) -> "HeldTrials":
        return replace(self, hours=self.hours + hours)

    def changed(self, trials: Change, defects: Change) -> "HeldTrials":
        return replace(self, of_trials=trials, of_defects=defects)

    def _later(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A measure of waits, those that still run being longer."""
        if "runs" not in frame:
            return frame
        return frame.assign(hours=frame["hours"] + self.hours * frame["runs"].to_numpy(dtype=bool))
