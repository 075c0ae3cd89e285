"""Runs the measures on an Apache Spark cluster; the trials stay there."""

import re
import shutil
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from threading import Lock
from typing import Any
from uuid import uuid4

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from trialmetrics.engine.relations import ORDER_SIZES, RELATIONS, WAITS, query
from trialmetrics.engine.trials import Guard, HeldTrials
from trialmetrics.errors import StoreError
from trialmetrics.text.language import _

# Relations of the trials, from which further measures are made later.
HELD = frozenset({"trial", "defect"})
# At most a row per round, category or candidate: they come here and go back as small tables, which costs less than files.
SMALL = frozenset({"setting", "category_spelling", "candidate_class"})
AT_ONCE = 4  # so many queries are planned while others run
_READ = re.compile(r"\b(?:from|join)\s+([a-z_]+)\b(?!\.)")


class Spark:
    """Runs on a session of its own. A relation that more than one other reads is written to `scratch`, a folder that all workers
    reach (None: the temporary folder, where all are on this machine), and read from there; any other is a view.

    A view of views is planned anew wherever it is read, and the plan outgrows the driver; and blocks that are kept on a worker
    die with it. Files do neither, and say how many rows they have. `guard`: around whatever the trials are asked later.
    """

    def __init__(self, session: Any, scratch: Path | None = None, guard: Guard = nullcontext) -> None:
        self.session = session
        self._guard = guard
        self._folder = (scratch or Path(gettempdir())) / uuid4().hex
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        self._folder.mkdir()
        self._folder.chmod(0o770)  # workers that are run by somebody else share the group
        self._unread: dict[str, int] = {}  # rows of small tables that nobody has read yet
        self._sending = Lock()
        self._clean = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)

    def register(self, name: str, table: pa.Table) -> None:
        self.session.createDataFrame(table).createOrReplaceTempView(name)
        with self._sending:
            self._unread[name] = table.num_rows

    def create(self, name: str, query: str) -> None:
        self._arrived()
        frame = self.session.sql(query)
        if name not in HELD | read_often():
            frame.createOrReplaceTempView(name)
        elif name in SMALL:
            self.register(name, frame.toArrow())
        else:
            self.keep(name, frame)

    def keep(self, name: str, frame: Any) -> int:
        """Write the rows of a frame, and make them a relation. Returns how many they are."""
        self._arrived()
        # Another folder each time: what is being read must not be written over.
        folder = (self._folder / name / uuid4().hex).resolve()
        rows = write(name, frame, folder)
        written = self.session.read.schema(frame.schema).parquet(folder.as_uri())
        _expect(name, len([*folder.glob("*.parquet")]), len(written.inputFiles()))
        written.createOrReplaceTempView(name)
        return rows

    def create_all(self, queries: Mapping[str, str]) -> None:
        """Make the results of queries relations, several at once, each after those that it reads."""
        made: dict[str, Future[None]] = {}

        def make(name: str, query: str, first: list["Future[None]"]) -> None:
            for each in first:
                each.result()
            self.create(name, query)

        with self._several() as submit:
            for name, query in queries.items():
                first = [made[each] for each in _read_by(query) if each in made]
                made[name] = submit(make, name, query, first)
            for each in made.values():
                each.result()

    def frames(self, names: Iterable[str]) -> dict[str, pd.DataFrame]:
        """The rows of relations, as `frame` has them, several at once."""
        self._arrived()
        with self._several() as submit:
            asked = {name: submit(self.frame, name) for name in names}
            return {name: each.result() for name, each in asked.items()}

    @contextmanager
    def _several(self) -> Iterator[Callable[..., "Future[Any]"]]:
        """Submits calls that run at once, each with what this thread has set on the session; after an error none begins."""
        from pyspark import inheritable_thread_target

        pool = ThreadPoolExecutor(AT_ONCE)
        try:
            # Each has settings of its own, which Spark changes while it runs.
            yield lambda call, *given: pool.submit(inheritable_thread_target(self.session)(call), *given)
        finally:
            pool.shutdown(cancel_futures=True)

    def view(self, name: str, query: str) -> None:
        """Make a query a relation that is read where it is, however often."""
        self.session.sql(query).createOrReplaceTempView(name)

    def frame(self, name: str) -> pd.DataFrame:
        self._arrived()
        frame = self.session.table(name).toArrow().to_pandas()
        zoned = frame.select_dtypes("datetimetz").columns
        local = frame.assign(**{name: frame[name].dt.tz_localize(None) for name in zoned})
        # Of few rows this is done sooner here, and in the order that DuckDB has.
        return local.sort_values([*local.columns[:4]], kind="stable", na_position="last", ignore_index=True)

    def is_empty(self, name: str) -> bool:
        self._arrived()
        return bool(self.session.table(name).isEmpty())

    def drop(self, names: Iterable[str]) -> None:
        for name in names:
            self._unread.pop(name, None)
            self.session.catalog.dropTempView(name)
            shutil.rmtree(self._folder / name, ignore_errors=True)

    def trials(self) -> HeldTrials:
        return HeldTrials(self, guard=self._guard)

    def _arrived(self) -> None:
        """Raises StoreError where a small table has another number of rows than it was sent with."""
        with self._sending:
            sent, self._unread = self._unread, {}
        if sent:
            counts = " union all ".join(f"select '{name}', count(*) from {name}" for name in sent)
            for name, found in self.session.sql(counts).collect():
                _expect(name, sent[name], found)


def write(name: str, frame: Any, folder: Path) -> int:
    """Write the rows of a frame to a folder. Returns how many they are; raises StoreError where as many are not there."""
    from pyspark.sql import Observation
    from pyspark.sql.functions import count, lit

    written = Observation()
    frame.observe(written, count(lit(1)).alias("rows")).write.parquet(folder.as_uri())
    rows = int(written.get["rows"])
    _expect(name, rows, rows_in(folder))
    return rows


def rows_in(folder: Path) -> int:
    """How many rows the Parquet files of a folder have, as each says."""
    return sum(int(pq.read_metadata(file).num_rows) for file in folder.glob("*.parquet"))


def _expect(name: str, rows: int, found: int) -> None:
    """Raises StoreError where a relation has another number of rows: one that arrives empty would be silence of everybody."""
    if found != rows:
        raise StoreError(
            _("The cluster lost rows on the way: {found} of {rows} in {name}. Try again in a minute.").format(
                found=found, rows=rows, name=name
            )
        )


def _read_by(query: str) -> set[str]:
    """The relations that a query reads."""
    return set(_READ.findall(re.sub(r"--.*", "", query)))


@cache
def read_often() -> frozenset[str]:
    """The relations that more than one SQL file reads."""
    readers: dict[str, set[str]] = {}
    for name in {*RELATIONS, *ORDER_SIZES, *WAITS}:
        for read in _read_by(query(name)):
            readers.setdefault(read, set()).add(name)
    return frozenset(name for name, files in readers.items() if len(files) > 1)
