"""The event table of an organisation, as the measures read it: what it may leave out has the value that it has in a log."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from trialmetrics.cluster.settings import Cluster
from trialmetrics.engine import Spark
from trialmetrics.vocabulary import OBSERVED

# Of `export-events`: what sheets state and observe, and what was set aside, lie beside the events.
EVENT, OBSERVATION, GAP = "event", "observed", "gap"


class Column(NamedTuple):
    """A column by its type on Spark, and the SQL of what stands for it where it is not there; None: it is needed."""

    type: str
    otherwise: str | None = "null"


_TEXT, _NUMBER, _MOMENT, _NO = (
    Column("string"),
    Column("double"),
    Column("timestamp"),
    Column("boolean", "false"),
)
_RATED = " or ".join(f"coalesce({name} > 1, false)" for name in ("welcome", "courtesy", "helpfulness"))
# Those of a trial log, with `source` and `bare`. `above_lowest`: on the scale of 1 to 5.
COLUMNS = {
    "supplier": Column("string", None), "trial_id": Column("string", None), "event": Column("string", None),
    "occurred_at": Column("timestamp", None), "bare": _NO, "category": _TEXT, "round": _TEXT, "tester": _TEXT,
    "order_value": _NUMBER, "currency": _TEXT, "order_class": _TEXT, "new_customer": Column("boolean"), "channel": _TEXT,
    "promised_at": _MOMENT, "promised_bare": _NO, "welcome": _NUMBER, "courtesy": _NUMBER, "helpfulness": _NUMBER,
    "above_lowest": Column("boolean", _RATED), "rater": _TEXT, "note": _TEXT, "source": Column("string", "'log'"),
}  # fmt: skip
KEY = "supplier_key"  # where it is there, suppliers are told apart by it rather than by their names
_OBSERVED = {
    "trial_id": _TEXT, "in_log": Column("boolean", "true"), "in_sheet": _NO, "chased_first": Column("boolean"),
    "outcome": _TEXT, "silence_stated": _NO, "not_yet_at": _MOMENT, **dict.fromkeys(OBSERVED, _NO),
}  # fmt: skip
_GAP = {"trial_id": _TEXT, "source": _TEXT, "kind": _TEXT, "occurred_at": _MOMENT, "bare": _NO}
_NAMES = pa.schema({"source_key": pa.string(), "supplier": pa.string()}.items())


def tables(session: Any, cluster: Cluster) -> Iterator[tuple[str, Any]]:
    """EVENT, and OBSERVATION and GAP where they are there, each with its rows as they are at this moment."""
    if not cluster.folder:
        yield EVENT, session.table(cluster.table)
        return
    parts = [name for name in (EVENT, OBSERVATION, GAP) if _is_there(session, f"{cluster.folder}/{name}")]
    if EVENT not in parts:
        yield EVENT, session.read.parquet(cluster.folder)
        return
    for name in parts:
        yield name, session.read.parquet(f"{cluster.folder}/{name}")


def read(engine: Spark, cluster: Cluster) -> dict[str, str]:
    """Make the tables relations of an engine, all of one state. Returns the name of each supplier by what tells it apart."""
    found = dict(tables(engine.session, cluster))
    has_key = KEY in found[EVENT].columns
    own_key = KEY if has_key else "supplier"
    _create(engine, "own_event", found[EVENT], COLUMNS, own_key)
    for name, columns in ((OBSERVATION, _OBSERVED), (GAP, _GAP)):
        if name in found:
            _create(engine, f"own_{name}", found[name], columns, KEY)
        else:
            nothing = {column: pa.string() for column in columns} | {"source_key": pa.string()}
            empty = engine.session.createDataFrame(pa.schema(nothing.items()).empty_table())
            _create(engine, f"own_{name}", empty, columns, "source_key")
    engine.create(
        "own_supplier",
        "select source_key, min(supplier) as supplier from own_event where source_key is not null and supplier is not null "
        "group by source_key",
    )
    names = engine.frame("own_supplier")
    return dict(zip(names["source_key"], names["supplier"], strict=True))


def name(engine: Spark, names: Mapping[str, tuple[str, str]]) -> None:
    """Make `current_event`, `current_observed` and `current_gap` of what was read. `names`: the key and the name of each supplier
    by what tells it apart in the table."""
    engine.register(
        "supplier_name",
        pa.table(
            {
                "source_key": pa.array([*names], pa.string()),
                KEY: pa.array([key for key, _shown in names.values()], pa.string()),
                "shown": pa.array([shown for _key, shown in names.values()], pa.string()),
            }
        ),
    )
    for relation, columns in ((EVENT, COLUMNS), (OBSERVATION, _OBSERVED), (GAP, _GAP)):
        chosen = ", ".join("n.shown as supplier" if each == "supplier" else f"e.{each}" for each in columns)
        engine.create(
            f"current_{relation}",
            f"select n.{KEY}, {chosen} from own_{relation} as e join supplier_name as n on n.source_key = e.source_key "
            "where e.trial_id is not null",
        )


def files(session: Any, cluster: Cluster) -> list[str]:
    """The files of the tables."""
    return [file for _name, frame in tables(session, cluster) for file in frame.inputFiles()]


def _create(engine: Spark, relation: str, frame: Any, columns: Mapping[str, Column], own_key: str) -> None:
    there = set(frame.columns)
    # What a missing column is made of reads columns that may be missing themselves.
    known = frame.selectExpr(
        *(f"cast(`{each}` as {column.type}) as {each}" if each in there else f"cast(null as {column.type}) as {each}"
          for each, column in columns.items()),
        f"cast(`{own_key}` as string) as source_key",
    )  # fmt: skip
    made = {
        each: f"coalesce({each}, {column.otherwise})" if each in there else column.otherwise
        for each, column in columns.items()
        if column.otherwise not in (None, "null")
    }
    known.selectExpr(
        *(f"{made[each]} as {each}" if each in made else each for each in columns), "source_key"
    ).createOrReplaceTempView(relation)


def _is_there(session: Any, folder: str) -> bool:
    try:
        session.read.parquet(folder)
    except Exception as error:
        if "PATH_NOT_FOUND" in str(error):
            return False
        raise
    return True
