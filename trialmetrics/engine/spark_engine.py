"""Runs the measures on an Apache Spark cluster; the trials stay there."""

import re
import shutil
import weakref
from collections.abc import Iterable
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from uuid import uuid4

import pandas as pd
import pyarrow as pa

from trialmetrics.engine.relations import ORDER_SIZES, RELATIONS, WAITS, query
from trialmetrics.engine.trials import Guard, HeldTrials
from trialmetrics.errors import StoreError
from trialmetrics.text.language import _

# Relations of the trials, from which further measures are made later.
HELD = frozenset({"trial", "defect"})
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
        self._folder.mkdir(mode=0o770)  # workers that are run by somebody else share the group
        self._clean = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)

    def register(self, name: str, table: pa.Table) -> None:
        self.session.createDataFrame(table).createOrReplaceTempView(name)
        self._expect(name, table.num_rows)

    def create(self, name: str, query: str) -> None:
        frame = self.session.sql(query)
        if name in HELD or name in read_often():
            self._write(name, frame)
        else:
            frame.createOrReplaceTempView(name)

    def view(self, name: str, query: str) -> None:
        """Make a query a relation that is read where it is, however often."""
        self.session.sql(query).createOrReplaceTempView(name)

    def frame(self, name: str) -> pd.DataFrame:
        frame = self.session.table(name).toArrow().to_pandas()
        zoned = frame.select_dtypes("datetimetz").columns
        local = frame.assign(**{name: frame[name].dt.tz_localize(None) for name in zoned})
        # Of few rows this is done sooner here, and in the order that DuckDB has.
        return local.sort_values([*local.columns[:4]], kind="stable", na_position="last", ignore_index=True)

    def is_empty(self, name: str) -> bool:
        return bool(self.session.table(name).isEmpty())

    def drop(self, names: Iterable[str]) -> None:
        for name in names:
            self.session.catalog.dropTempView(name)
            shutil.rmtree(self._folder / name, ignore_errors=True)

    def trials(self) -> HeldTrials:
        return HeldTrials(self, guard=self._guard)

    def _write(self, name: str, frame: Any) -> None:
        from pyspark.sql import Observation
        from pyspark.sql.functions import count, lit

        written = Observation()
        # Another folder each time: what is being read must not be written over.
        target = (self._folder / name / uuid4().hex).resolve().as_uri()
        frame.observe(written, count(lit(1)).alias("rows")).write.parquet(target)
        self.session.read.schema(frame.schema).parquet(target).createOrReplaceTempView(name)
        self._expect(name, written.get["rows"])

    def _expect(self, name: str, rows: int) -> None:
        """Raises StoreError where a relation has another number of rows: one that arrives empty would be silence of everybody."""
        found = self.session.table(name).count()
        if found != rows:
            raise StoreError(
                _(
                    "The cluster lost rows on the way: {found} of {rows} in {name}. Try again in a minute."
                ).format(found=found, rows=rows, name=name)
            )


@cache
def read_often() -> frozenset[str]:
    """The relations that more than one SQL file reads."""
    readers: dict[str, set[str]] = {}
    for name in {*RELATIONS, *ORDER_SIZES, *WAITS}:
        for read in set(_READ.findall(re.sub(r"--.*", "", query(name)))):
            readers.setdefault(read, set()).add(name)
    return frozenset(name for name, files in readers.items() if len(files) > 1)
