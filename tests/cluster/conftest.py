"""A cluster of two workers on this machine, and events that are on it as well as in a database."""

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.conftest import new_store
from tests.measures.test_verbatim import GIVEN
from trialmetrics.cluster.events import ClusterEvents
from trialmetrics.cluster.loopback import loopback
from trialmetrics.cluster.settings import Cluster
from trialmetrics.engine import DuckDB, run

# Of a few hundred rows compiling a plan takes longer than running it.
OF_FEW_ROWS = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
               "spark.sql.adaptive.enabled": "false", "spark.sql.shuffle.partitions": "2"}  # fmt: skip


@pytest.fixture(scope="session")
def running():
    with loopback(settings=OF_FEW_ROWS) as cluster:
        yield cluster


class Wild:
    """500 trials with every oddity, on the cluster (`there`) and in a database of this process (`here`)."""

    def __init__(self, store, cluster):
        self.cluster = cluster
        self.events = ClusterEvents(store, cluster)

    def there(self, policy, as_of, chosen):
        return self.events.measure(policy, as_of, chosen)

    def here(self, policy, as_of, chosen):
        with duckdb.connect() as connection:
            for name, table in GIVEN.items():
                connection.register(name, table)
            return run(DuckDB(connection), policy, as_of, chosen)


@pytest.fixture(scope="session")
def wild(running, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wild")
    for name, table in GIVEN.items():
        part = folder / "events" / name.removeprefix("current_")
        part.mkdir(parents=True)
        # In parts, as a table of an organisation is.
        for number in range(3):
            pq.write_table(
                table.slice(number * (len(table) // 3 + 1), len(table) // 3 + 1), part / f"{number}.parquet"
            )
    store = new_store(folder / "trials.duckdb")
    yield Wild(
        store, Cluster(running.address, folder=str(folder / "events"), scratch=str(folder / "scratch"))
    )
    store.close()
