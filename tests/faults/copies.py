"""Back a database up, or restore it from one copy and another, over and over: `python -m tests.faults.copies`."""

import itertools
import sys
from pathlib import Path

from tests.people import by
from trialmetrics.store import Store
from trialmetrics.store.backup import restore


def main(what: str, folder: Path) -> None:
    """`backup`: trials.duckdb to 0, 1, 2 ... in the folder; `restore`: it from `one` and `other` by turns. Without end."""
    database = folder / "trials.duckdb"
    print("ready", flush=True)
    if what == "restore":
        for copy in itertools.cycle(("one", "other")):
            restore(folder / copy, database, by())
            print(copy, flush=True)
    with Store.open(database) as store:
        for number in itertools.count():
            store.backup(folder / str(number), by())
            print(number, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
