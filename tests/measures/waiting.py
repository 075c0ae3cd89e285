"""What the measures say of waits for a first reply, one trial each."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import duckdb
import pyarrow as pa

from trialmetrics.engine import DuckDB, query


def replied(hours: Iterable[float], answered: Iterable[bool]) -> dict[str, Any]:
    """The row of the measure `candidate_reply`; empty without a trial."""
    waits = Counter(zip(map(float, hours), map(bool, answered), strict=True))
    rows = [
        {"supplier_key": "acme", "category": "Paper", "hours": wait, "answered": came, "bare": False, "n": n}
        for (wait, came), n in waits.items()
    ]
    types = {
        "supplier_key": pa.string(),
        "category": pa.string(),
        "hours": pa.float64(),
        "answered": pa.bool_(),
    }
    schema = pa.schema([*types.items(), ("bare", pa.bool_()), ("n", pa.int64())])
    with duckdb.connect(config={"threads": 1}) as connection:
        engine = DuckDB(connection)
        engine.register("candidate_wait", pa.Table.from_pylist(rows, schema=schema))
        engine.create("candidate_reply", query("candidate_reply"))
        found = engine.frame("candidate_reply").to_dict("records")
    return dict(found[0]) if found else {}
