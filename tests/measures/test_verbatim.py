"""The same files, verbatim, give on PostgreSQL the figures that they give on DuckDB; `tests/cluster` has Spark."""

import tempfile
from dataclasses import fields
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from tests.measures.chance import AS_OF, ENQUIRIES, wild
from tests.measures.postgresql import binaries, server
from tests.measures.worked import EVENT, GAP, OBSERVED, policy_with
from trialmetrics.analysis.sensitivity import moved
from trialmetrics.engine import (
    SUMS,
    Measures,
    Weighed,
    measure,
    order_size_gaps,
    reweigh,
    run,
    waits_of,
)
from trialmetrics.vocabulary import RATINGS, STATES

POLICY = policy_with(enquiry_rounds=[ENQUIRIES], large_from={"EUR": 12.5})
ALL = SimpleNamespace(rounds=(), testers=(), order_classes=(), start=None, end=None)
SOME = SimpleNamespace(
    rounds=["spring", "autumn"],
    testers=["Ann"],
    order_classes=["small"],
    start=date(2026, 2, 1),
    end=date(2026, 4, 20),
)
MADE = wild(trials=500, seed=9)
SCHEMAS = {"current_event": EVENT, "current_observed": OBSERVED, "current_gap": GAP}
GIVEN = {
    name: pa.Table.from_pylist(part, schema=schema)
    for (name, schema), part in zip(SCHEMAS.items(), MADE, strict=True)
}


def on_duckdb(choice):
    with duckdb.connect() as connection:
        for name, table in GIVEN.items():
            connection.register(name, table)
        return measure(connection, POLICY, AS_OF, choice)


@pytest.fixture(scope="module")
def postgresql():
    programs = binaries()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed here")
    # A socket's path must be short, and readable for whom the server runs as.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        with server(programs, Path(folder) / "server") as engine:
            for name, table in GIVEN.items():
                engine.register(name, table)
            yield engine


@pytest.mark.parametrize("choice", [ALL, SOME], ids=["all", "some"])
def test_the_same_figures(postgresql, choice):
    assert_same(on_duckdb(choice), run(postgresql, POLICY, AS_OF, choice))


def test_chance_leaves_nothing_out():
    trial = on_duckdb(ALL).trial
    assert set(trial["state"]) == set(STATES)
    assert set(trial["order_class_from"]) == {"log", "rule", "default"}
    assert trial.notna().any().all()
    assert len(on_duckdb(SOME).trial) > 10
    assert on_duckdb(ALL).trials.defect["defect"].nunique() == 4
    knock_outs = on_duckdb(ALL).candidate_knock_out_count
    assert set(knock_outs["knock_out"][knock_outs["holds"]]) == {
        "ignored",
        "brushed_off",
        "dropped",
        "incidents",
    }
    assert knock_outs["alone"].any()
    assert set(on_duckdb(ALL).candidate_rating["rating"]) == {"any", *RATINGS}
    assert set(on_duckdb(ALL).candidate_quote["event"]) == {"rude", "belittling", "brush_off"}
    assert len(on_duckdb(ALL).candidate_few_wait) > 0


def assert_same(ours: Measures, theirs: Measures) -> None:
    frames = {name: [getattr(each, name) for each in (ours, theirs)] for name in SUMS}
    frames["defect"] = [each.trials.defects(ours.candidate_total) for each in (ours, theirs)]
    suppliers = ours.supplier_total["supplier_key"]
    frames["trial"] = [each.trials.of(suppliers) for each in (ours, theirs)]
    for category in ours.candidate_total["category"].unique():
        frames[f"waits of {category}"] = [waits_of(each.trials, category) for each in (ours, theirs)]
    frames["sizes"] = [order_size_gaps(each.trials) for each in (ours, theirs)]
    other_weights = [POLICY, moved(POLICY, "courtesy", 50)]
    for number, both in enumerate(
        zip(*(reweigh(each.trials, other_weights) for each in (ours, theirs)), strict=True)
    ):
        for each in fields(Weighed):
            frames[f"{each.name} {number}"] = [getattr(weighed, each.name) for weighed in both]
    for what, (first, second) in frames.items():
        one, other = sorted_frame(first), sorted_frame(second)
        assert list(one.columns) == list(other.columns)
        assert len(one) == len(other)
        for name in one.columns:
            np.testing.assert_array_equal(one[name].isna(), other[name].isna(), err_msg=f"{what}.{name}")
            pd.testing.assert_series_equal(
                one[name].dropna(), other[name].dropna(), check_dtype=False, rtol=1e-12, atol=1e-9
            )


def sorted_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns in one type each, rows in one order, whatever the engine's own."""
    frame = frame.copy()
    for name in frame.columns:
        if name.endswith(("_at", "_day")):
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
        elif frame[name].dropna().isin([True, False, "t", "f"]).all() and frame[name].dtype != "int64":
            frame[name] = frame[name].map({True: 1.0, False: 0.0, "t": 1.0, "f": 0.0})
        elif pd.api.types.is_numeric_dtype(frame[name]):
            frame[name] = frame[name].astype("float64")
        else:
            frame[name] = frame[name].map(
                lambda value: value if value is None else str(value), na_action="ignore"
            )
    keys = [
        name
        for name in (
            "supplier_key",
            "trial_id",
            "tester",
            "rater",
            "category",
            "order_class",
            "currency",
            "event",
            "defect",
            "round",
            "state",
            "knock_out",
            "rating",
            "incident",
            "place",
            "hours",
            "answered",
            "bare",
            "requested_bare",
            "weighting",
            "width_place",
        )
        if name in frame.columns
    ]
    extra = [name for name in ("occurred_at",) if name in frame.columns]
    return frame.sort_values(keys + extra, ignore_index=True)
