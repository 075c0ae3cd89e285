"""The event table of an organisation, as the measures read it: what it may leave out has the value that it has in a log."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import pyarrow as pa

from trialmetrics.cluster.settings import Cluster
from trialmetrics.engine import Spark
from trialmetrics.errors import StoreError
from trialmetrics.text.language import _, ngettext
from trialmetrics.vocabulary import EVENTS, OBSERVED

# Of `export-events`: what sheets state and observe, and what was set aside, lie beside the events.
EVENT, OBSERVATION, GAP = "event", "observed", "gap"


class Column(NamedTuple):
    """A column by its type on Spark; the SQL of what stands for it where it is not there, None: it is needed; and that of what its
    value is taken as, None: as it is."""

    type: str
    otherwise: str | None = "null"
    taken: str | None = None


@dataclass(frozen=True)
class Opened:
    """The `tables` behind the relations of an engine, the files of the events (see `files`), and supplier keys: by what tells
    suppliers apart in the tables (`sources`), and by the key of each name (`keys`). `merged`: some have several names."""

    tables: dict[str, Any]
    files: dict[str, str]
    sources: dict[str, str]
    keys: dict[str, str]
    merged: bool


# Texts are told apart without the spaces around them, as in an upload; an empty one says nothing.
_TRIMMED = "nullif(trim({0}), '')"
_TEXT, _NUMBER, _MOMENT, _NO = (
    Column("string"),
    Column("double"),
    Column("timestamp_ntz"),
    Column("boolean", "false"),
)
_WORD = Column("string", taken=_TRIMMED)
_NEEDED = Column("string", None, _TRIMMED)
# A grade that is none of the scale of 1 to 5 says nothing, nor does a class that is neither.
_GRADE = Column("double", taken="case when {0} between 1 and 5 then {0} end")
_CLASS = Column("string", taken="case when lower(trim({0})) in ('small', 'large') then lower(trim({0})) end")
# Where no sheets are told of, everything stands in a log, whatever system it came from.
_SOURCE = Column("string", "'log'", "case when lower(trim({0})) = 'sheet' then 'sheet' else 'log' end")
_RATED = " or ".join(
    f"coalesce({name} > 1 and {name} <= 5, false)" for name in ("welcome", "courtesy", "helpfulness")
)
# Those of a trial log, with `source` and `bare`. `above_lowest`: on the scale of 1 to 5.
COLUMNS = {
    "supplier": _NEEDED, "trial_id": _NEEDED, "event": _NEEDED, "occurred_at": Column("timestamp_ntz", None), "bare": _NO,
    "category": _WORD, "round": _WORD, "tester": _WORD, "order_value": _NUMBER, "currency": _WORD, "order_class": _CLASS,
    "new_customer": Column("boolean"), "channel": _WORD, "promised_at": _MOMENT, "promised_bare": _NO,
    "welcome": _GRADE, "courtesy": _GRADE, "helpfulness": _GRADE, "above_lowest": Column("boolean", _RATED), "rater": _WORD,
    "note": _TEXT, "source": _SOURCE,
}  # fmt: skip
KEY = "supplier_key"  # where it is there, suppliers are told apart by it rather than by their names
_OBSERVED = {
    "trial_id": _WORD, "in_log": Column("boolean", "true"), "in_sheet": _NO, "chased_first": Column("boolean"),
    "outcome": _TEXT, "silence_stated": _NO, "not_yet_at": _MOMENT, **dict.fromkeys(OBSERVED, _NO),
}  # fmt: skip
_GAP = {"trial_id": _WORD, "source": _TEXT, "kind": _TEXT, "occurred_at": _MOMENT, "bare": _NO}
_BARE = {"occurred_at": "bare", "promised_at": "promised_bare"}


def tables(session: Any, cluster: Cluster) -> Iterator[tuple[str, Any]]:
    """EVENT, and OBSERVATION and GAP where they are there, each with its rows as they are at this moment.

    Raises StoreError where one of the three folders that `export-events` writes is missing: without what was set aside, silence
    would be concluded where somebody answered.
    """
    if not cluster.folder:
        yield EVENT, session.table(cluster.table)
        return
    # Files may have columns that others have not.
    parquet = session.read.option("mergeSchema", "true").parquet
    places = {name: f"{cluster.folder}/{name}" for name in (EVENT, OBSERVATION, GAP)}
    missing = [name for name, place in places.items() if not _is_there(session, place)]
    if len(missing) == len(places):
        yield EVENT, parquet(cluster.folder)
    elif missing:
        raise StoreError(
            _(
                "The events in {place} lack the folder {name}, which export-events writes beside the others."
            ).format(place=cluster.folder, name=missing[0])
        )
    else:
        yield from ((name, parquet(place)) for name, place in places.items())


def files(frame: Any) -> dict[str, str]:
    """What a table is made of: by the place of each file its size and time, where this machine sees it."""
    found = {}
    for place in map(unquote, frame.inputFiles()):
        file = Path(place.removeprefix("file://"))
        seen = file.stat() if file.is_file() else None
        found[place] = f"{seen.st_size} {seen.st_mtime_ns}" if seen else ""
    return found


def part(session: Any, cluster: Cluster, found: Mapping[str, Any], places: Collection[str]) -> Any:
    """The events of some of the `files`."""
    whole = found[EVENT]
    if not places:
        return whole.where("false")
    base = cluster.folder if len(found) == 1 else f"{cluster.folder}/{EVENT}"
    return session.read.option("basePath", base).schema(whole.schema).parquet(*sorted(places))


def read(engine: Spark, found: Mapping[str, Any], zone: str) -> bool:
    """Make the tables relations of an engine; moments with an offset become local times of `zone`. Returns whether suppliers
    are told apart by a key of the table's own."""
    for each, column in COLUMNS.items():
        if column.otherwise is None and each not in found[EVENT].columns:
            raise StoreError(_("The table lacks the column {name}.").format(name=each))
    has_key = KEY in found[EVENT].columns
    if GAP in found and not has_key:
        raise StoreError(
            _("The events lack the column {name}, which what was set aside is joined by.").format(name=KEY)
        )
    create(engine, "own_event", found[EVENT], zone)
    for name, columns in ((OBSERVATION, _OBSERVED), (GAP, _GAP)):
        if name in found:
            _create(engine, f"own_{name}", found[name], columns, KEY, zone)
        else:
            nothing = {column: pa.string() for column in columns} | {"source_key": pa.string()}
            empty = engine.session.createDataFrame(pa.schema(nothing.items()).empty_table())
            _create(engine, f"own_{name}", empty, columns, "source_key", zone)
    engine.view("said_supplier", "select source_key, supplier, occurred_at, trial_id from own_event")
    return has_key


def create(engine: Spark, relation: str, frame: Any, zone: str) -> None:
    """Make events a relation, with the columns of COLUMNS and `source_key`, what tells suppliers apart in the table."""
    _create(engine, relation, frame, COLUMNS, KEY if KEY in frame.columns else "supplier", zone)


def names(engine: Spark) -> dict[str, str]:
    """The name of each supplier by what tells it apart, of the relation `said_supplier`; `own_supplier` has when it was said first.

    Raises StoreError where a row has no supplier or no trial: whose silence it would have ended, nobody knows.
    """
    engine.view(
        "own_supplier",
        "select source_key, first.supplier, first.occurred_at, nobodys from ("
        "select source_key, min(struct(occurred_at, supplier)) as first, "
        "count_if(source_key is null or trial_id is null or supplier is null) as nobodys "
        "from said_supplier group by source_key)",
    )
    found = engine.frame("own_supplier")
    if nobodys := int(found["nobodys"].sum()):
        raise StoreError(
            ngettext(
                "No figures are shown: {n} row of the events does not say whose trial it is of, and may be anybody's answer.",
                "No figures are shown: {n} rows of the events do not say whose trial they are of, and may be anybody's answers.",
                nobodys,
            ).format(n=nobodys)
        )
    return dict(zip(found["source_key"], found["supplier"], strict=True))


def name(engine: Spark, named: Mapping[str, tuple[str, str, str]]) -> None:
    """Make `supplier_name`: by what tells suppliers apart in the table the key as names are merged, the key of the name itself, and
    the name that is shown."""
    columns = ("source_key", KEY, "own_key", "shown")
    rows = [(source, *of_source) for source, of_source in named.items()]
    schema = pa.schema([(column, pa.string()) for column in columns])
    engine.register(
        "supplier_name",
        pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], schema=schema),
    )


def make_current(engine: Spark, merged: bool) -> None:
    """Make `current_event`, `current_observed` and `current_gap` of what was read and of `supplier_name`. An event that is none
    of a trial log's is a gap: something happened. `merged`: some suppliers have several names here; where two of them have a
    request under the same trial, it stays two trials, as in the database of uploads."""
    named = "join supplier_name as n on n.source_key = e.source_key"
    if merged:
        engine.keep(
            "split_trial",
            engine.session.sql(
                f"select n.{KEY}, e.trial_id from own_event as e {named} where e.event = 'request' "
                f"group by n.{KEY}, e.trial_id having count(distinct n.own_key) > 1"
            ),
        )
        named += f" left join split_trial as s on s.{KEY} = n.{KEY} and s.trial_id = e.trial_id"
    engine.register("known_event", pa.table({"event": [*EVENTS]}))
    unknown = (
        "select trial_id, source, cast(null as string) as kind, occurred_at, bare, source_key from own_event "
        "where event is null or event not in (select event from known_event)"
    )
    engine.view(
        "own_gap_or_unknown", f"select {', '.join(_GAP)}, source_key from own_{GAP} union all {unknown}"
    )
    for relation, read_from, columns in (
        (EVENT, f"own_{EVENT}", COLUMNS),
        (OBSERVATION, f"own_{OBSERVATION}", _OBSERVED),
        (GAP, "own_gap_or_unknown", _GAP),
    ):
        taken = {each: f"e.{each}" for each in columns}
        if "supplier" in columns:
            taken["supplier"] = "n.shown as supplier"
        if merged:
            taken["trial_id"] = (
                "case when s.trial_id is null then e.trial_id else concat(e.trial_id, ' (', n.own_key, ')') end as trial_id"
            )
        engine.view(
            f"current_{relation}",
            f"select n.{KEY}, {', '.join(taken.values())} from {read_from} as e {named}",
        )


def _create(
    engine: Spark, relation: str, frame: Any, columns: Mapping[str, Column], own_key: str, zone: str
) -> None:
    types = dict(frame.dtypes)
    # A column of dates knows no time of day.
    bare = {flag for moment, flag in _BARE.items() if types.get(moment) == "date" and flag not in types}

    def as_it_is(each: str, column: Column) -> str:
        if each not in types:
            return f"cast({'true' if each in bare else 'null'} as {column.type}) as {each}"
        if column.type == "timestamp_ntz" and types[each] == "timestamp":  # an instant
            return f"cast(from_utc_timestamp(`{each}`, '{zone}') as timestamp_ntz) as {each}"
        value = f"cast(`{each}` as {column.type})"
        return f"{column.taken.format(value) if column.taken else value} as {each}"

    own = f"cast(`{own_key}` as string)"
    own = own if own_key == KEY else _TRIMMED.format(own)
    # What a missing column is made of reads columns that may be missing themselves.
    known = frame.selectExpr(
        *(as_it_is(each, column) for each, column in columns.items()),
        f"{own} as source_key",
    )
    made = {
        each: f"coalesce({each}, {column.otherwise})"
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
