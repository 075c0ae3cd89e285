"""A database on a medium that can only be read: `python -m tests.faults.read_only`; see `disk.alone`."""

import shutil
import tempfile
from pathlib import Path

from tests.faults.disk import mount, remount, unmount
from tests.people import by
from tests.saving import put_in_force
from trialmetrics.errors import StoreError
from trialmetrics.policy import load_policy
from trialmetrics.store import Store
from trialmetrics.store.durable_files import wal_of
from trialmetrics.store.seal import seal_of


def main() -> None:
    """Raises AssertionError where it cannot be read, or a change is not refused in a sentence."""
    with tempfile.TemporaryDirectory() as beside, tempfile.TemporaryDirectory() as folder:
        made, path = Path(beside) / "trials.duckdb", Path(folder) / "trials.duckdb"
        mount(path.parent, 8000)
        try:
            with Store.open(made) as store:
                put_in_force(store, load_policy().with_threshold(30), user="x")
                for source, copy in (
                    (made, path),
                    (wal_of(made), wal_of(path)),
                    (seal_of(made), seal_of(path)),
                ):
                    shutil.copyfile(source, copy)
            remount(path.parent, "ro")
            with Store.open(path) as store:
                assert store.policies.in_force().threshold.default == 30
                assert (store.check(), store.history_finding()) == ([], None)
                store.backup(Path(beside) / "copy", by())
                try:
                    put_in_force(store, load_policy().with_threshold(40), user="x")
                except StoreError as error:
                    print(error)
                assert len(store.policies.all()) == 1
                remount(path.parent, "rw")
                assert put_in_force(store, load_policy().with_threshold(40), user="x") == 3
        finally:
            unmount(path.parent)


if __name__ == "__main__":
    main()
