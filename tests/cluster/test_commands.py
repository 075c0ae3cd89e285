"""From a database to a cluster by the command line, and the same documents from there."""

import json
import os

import pytest

from tests.cluster.test_same_figures import same
from trialmetrics.cluster.settings import NAMES
from trialmetrics.commands import main

pytestmark = pytest.mark.cluster

EXAMPLE = "data/example-log.csv"


@pytest.fixture
def asks(tmp_path, running, capfd):
    """Ask the command line, here or of the cluster: the status, what it printed, and what it said."""

    def ask(*arguments, there=False):
        place = f"parquet:{tmp_path / 'events'}"
        cluster = ["--engine", running.address, "--events", place] if there else []
        try:
            status = main(["--database", str(tmp_path / "trials.duckdb"), *cluster, *map(str, arguments)])
        finally:
            for name in NAMES:
                os.environ.pop(name, None)
        said = capfd.readouterr()
        return status, said.out, said.err

    return ask


def test_the_example(asks, tmp_path):
    assert asks("load", EXAMPLE)[0] == 0
    status, _out, said = asks("export-events", tmp_path / "events")
    assert (status, "383 events written to" in said) == (0, True)
    status, _out, said = asks("check-events", there=True)
    assert status == 0
    assert "Rows: 383; trials: 69; suppliers: 21; from 2023-10-02 to 2026-09-30." in said
    here, there = (
        asks("rank", "--json", "--as-of", "2026-06-01T12:00", there=where) for where in (False, True)
    )
    assert here[0] == there[0] == 0
    assert len(here[1]) > 10_000
    same(json.loads(here[1]), json.loads(there[1]))
    status, _out, said = asks("load", EXAMPLE, there=True)
    assert status == 2
    assert "on a cluster: what happened is added and mended there" in said
    assert asks("export-events", tmp_path / "events")[0] == 2
