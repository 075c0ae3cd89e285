"""The engine: runs every file of the measures once, in an order that holds, and leaves nothing behind."""

import re
from datetime import datetime

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from tests.measures.worked import EVENT, OBSERVED, log, measured, sheet_row
from trialmetrics.engine import MEASURES, RELATIONS, inputs, measure, query
from trialmetrics.policy import load_policy
from trialmetrics.vocabulary import CRITERIA, EVENTS

AS_OF = datetime(2026, 3, 31, 12)
GIVEN = set(inputs(load_policy(), AS_OF)) | {"current_event", "current_observed"}
READ = re.compile(r"\b(?:from|join)\s+([a-z_]+)\b(?!\.)")


@pytest.fixture
def database():
    with duckdb.connect() as connection:
        connection.register("events", pa.Table.from_pylist(log("2026-03-02 09:00 request"), schema=EVENT))
        connection.register("observed", pa.Table.from_pylist([], schema=OBSERVED))
        connection.execute(
            "create table current_event as from events; create table current_observed as from observed"
        )
        yield connection


def test_every_file_is_run():
    assert sorted(RELATIONS) == sorted(path.stem for path in MEASURES.glob("*.sql"))


@pytest.mark.parametrize("name", RELATIONS)
def test_a_file_says_what_one_row_is_and_reads_what_is_there(name):
    text = query(name)
    assert text.startswith("-- One row")
    statements = re.sub(r"--.*", "", text)
    known = GIVEN | set(RELATIONS[: RELATIONS.index(name)])
    assert set(READ.findall(statements)) <= known


@pytest.mark.parametrize(
    "trap", [r"group by all", r"\bqualify\b", r"\busing\b", r"epoch", r"isodow", r"approx", r"::"]
)
def test_no_file_uses_what_one_engine_alone_knows(trap):
    assert not [
        name for name in RELATIONS if re.search(trap, re.sub(r"--.*", "", query(name)), re.IGNORECASE)
    ]


def test_every_criterion_has_a_column(database):
    measures = measure(database.cursor(), load_policy(), AS_OF)
    assert {f"{name}_score" for name in CRITERIA} <= set(measures.trial.columns)
    assert set(CRITERIA) <= set(measures.supplier_total.columns)


def test_every_event_of_the_vocabulary_is_known():
    words = inputs(load_policy(), AS_OF)["event_word"].to_pylist()
    assert {each["event"]: (each["party"], each["reply"], each["contact"]) for each in words} == {
        name: tuple(word) for name, word in EVENTS.items()
    }


def test_twice_gives_the_same_and_nothing_is_left(database):
    cursor = database.cursor()
    first, second = (measure(cursor, load_policy(), AS_OF) for _ in range(2))
    pd.testing.assert_frame_equal(first.trial, second.trial)
    left = cursor.execute(
        "select table_name from duckdb_tables() where temporary union all "
        "select view_name from duckdb_views() where temporary and not internal"
    ).fetchall()
    assert left == []


def test_an_error_is_told_as_it_is_also_within_a_transaction(database):
    cursor = database.cursor()
    for within in (False, True):
        database.execute("alter table current_observed rename to away")
        if within:
            cursor.execute("begin")
        with pytest.raises(duckdb.CatalogException, match="current_observed"):
            measure(cursor, load_policy(), AS_OF)
        if within:
            cursor.execute("rollback")
        database.execute("alter table away rename to current_observed")
        assert len(measure(cursor, load_policy(), AS_OF).trial) == 1


def test_cursors_do_not_see_each_other(database):
    early = measure(database.cursor(), load_policy(), datetime(2026, 3, 1))
    late = measure(database.cursor(), load_policy(), AS_OF)
    assert (len(early.trial), len(late.trial)) == (0, 1)


def test_a_locked_down_database_will_do(database, tmp_path):
    file = tmp_path / "locked.duckdb"
    config = {"enable_external_access": False, "python_enable_replacements": False}
    with duckdb.connect(str(file)) as writer:
        for name in ("current_event", "current_observed"):
            writer.register("arrived", database.execute(f"select * from {name}").to_arrow_table())
            writer.execute(f"create table {name} as from arrived")
    with duckdb.connect(str(file), config=config) as connection:
        connection.execute("set lock_configuration = true")
        assert len(measure(connection.cursor(), load_policy(), AS_OF).trial) == 1


def test_what_is_missing_is_nan_in_numbers_and_none_in_answers():
    events, observed = sheet_row("2026-03-02 request", observed=["chases"], trial="t2")
    trial = measured(events + log("2026-03-02 request", trial="t1"), [observed]).trial
    assert trial["answered"].tolist() == [False, None]
    assert trial["errors"].dtype == "float64"
    assert trial["errors"].isna().tolist() == [False, True]
    assert trial["closed_at"].isna().all()
