"""The engine: runs every file of the measures once, in an order that holds, and leaves nothing behind."""

import re
from datetime import date, datetime

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from tests.measures.worked import EVENT, GAP, OBSERVED, log, measured, policy_with, sheet_row
from trialmetrics.engine import (
    CHOICES,
    MEASURES,
    ORDER_SIZES,
    RELATIONS,
    WAITS,
    inputs,
    judging_window,
    measure,
    query,
)
from trialmetrics.policy import load_policy
from trialmetrics.vocabulary import CRITERIA, ENDED, EVENTS, NOTHING, SOMETHING, STATES
from trialmetrics.vocabulary import OBSERVED as KINDS

AS_OF = datetime(2026, 3, 31, 12)
READ_FROM_THE_STORE = {"current_event": EVENT, "current_observed": OBSERVED, "current_gap": GAP}
# Those that run for every ranking, then those that some pages ask for.
FILES = tuple(dict.fromkeys((*RELATIONS, CHOICES, *ORDER_SIZES, *WAITS)))
GIVEN = {*inputs(load_policy(), AS_OF), *READ_FROM_THE_STORE}
READ = re.compile(r"\b(?:from|join)\s+([a-z_]+)\b(?!\.)")


@pytest.fixture
def database():
    with duckdb.connect() as connection:
        for name, schema in READ_FROM_THE_STORE.items():
            events = log("2026-03-02 09:00 request") if name == "current_event" else []
            connection.register("arrived", pa.Table.from_pylist(events, schema=schema))
            connection.execute(f"create table {name} as from arrived")
        yield connection


def test_every_file_is_run():
    assert sorted(FILES) == sorted(path.stem for path in MEASURES.glob("*.sql"))


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_what_one_row_is_and_reads_what_is_there(name):
    text = query(name)
    assert text.startswith("-- One row")
    statements = re.sub(r"--.*", "", text)
    known = GIVEN | {"asked"} | set(FILES[: FILES.index(name)])
    assert set(READ.findall(statements)) <= known


@pytest.mark.parametrize(
    "trap",
    [
        r"group by all",
        r"\bqualify\b",
        r"\busing\b",
        r"epoch",
        r"isodow",
        r"approx",
        r"::",
        r"\bfilter\b",
        r"\bbool_(or|and)\b",
        r"\bexclude\b",
        r"by name",
    ],
)
def test_no_file_uses_what_one_engine_alone_knows(trap):
    assert not [name for name in FILES if re.search(trap, re.sub(r"--.*", "", query(name)), re.IGNORECASE)]


def test_every_criterion_has_a_column(database):
    measures = measure(database.cursor(), load_policy(), AS_OF)
    assert {f"{name}_score" for name in CRITERIA} <= set(measures.trial.columns)
    assert {*CRITERIA, *(f"{name}_share" for name in CRITERIA)} <= set(measures.candidate_total.columns)


def test_every_state_and_kind_has_a_column(database):
    measures = measure(database.cursor(), load_policy(), AS_OF)
    assert {f"{kind}_observed" for kind in KINDS} <= set(measures.trial.columns)
    assert set(STATES) <= set(measures.candidate_total.columns)


def test_every_event_of_the_vocabulary_is_known():
    words = inputs(load_policy(), AS_OF)["event_word"].to_pylist()
    assert {each["event"]: (each["party"], each["reply"], each["contact"]) for each in words} == {
        name: tuple(word) for name, word in EVENTS.items()
    }


def test_every_state_is_known():
    words = inputs(load_policy(), AS_OF)["state_word"].to_pylist()
    found = {each["state"]: (each["ended"], each["something"], each["nothing"]) for each in words}
    assert found == {state: (state in ENDED, state in SOMETHING, state in NOTHING) for state in STATES}


@pytest.mark.parametrize(
    ("as_of", "months", "chosen", "window"),
    [
        # Calendar months back from the day of looking; the last day of a shorter month where it has no such day.
        (datetime(2026, 3, 31, 12), 24, (None, None), (date(2024, 3, 31), date(2026, 3, 31))),
        (datetime(2026, 3, 31, 12), 13, (None, None), (date(2025, 2, 28), date(2026, 3, 31))),
        (datetime(2024, 2, 29), 24, (None, None), (date(2022, 2, 28), date(2024, 2, 29))),
        (datetime(2026, 1, 15), 1, (None, None), (date(2025, 12, 15), date(2026, 1, 15))),
        (datetime(50, 1, 15), 1200, (None, None), (None, date(50, 1, 15))),
        # A chosen period takes its place, be it open at one end.
        (datetime(2026, 3, 31), 24, (date(2020, 1, 1), None), (date(2020, 1, 1), None)),
        (datetime(2026, 3, 31), 24, (None, date(2020, 1, 1)), (None, date(2020, 1, 1))),
    ],
)
def test_the_window_of_what_is_judged(as_of, months, chosen, window):
    assert judging_window(policy_with(windows__judged_months=months), as_of, *chosen) == window


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
        for name in READ_FROM_THE_STORE:
            writer.register("arrived", database.execute(f"select * from {name}").to_arrow_table())
            writer.execute(f"create table {name} as from arrived")
    with duckdb.connect(str(file), config=config) as connection:
        connection.execute("set lock_configuration = true")
        assert len(measure(connection.cursor(), load_policy(), AS_OF).trial) == 1


def test_what_is_missing_is_nan_in_numbers_and_none_in_answers():
    events, observed = sheet_row("2026-03-02 request", observed=["chases"], trial="t2")
    watched = log("2026-03-02 request", "2026-03-03 chase", "2026-03-03 error", trial="t1")
    trial = measured(events + watched, [observed]).trial
    assert trial["answered"].tolist() == [False, None]
    assert trial["errors"].dtype == "float64"
    assert trial["errors"].isna().tolist() == [False, True]
    assert trial["closed_at"].isna().all()
