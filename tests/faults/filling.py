"""Fill a small file system, make room and go on; each line it prints is what happened: `python -m tests.faults.filling`.

It needs file systems of its own: see `disk.alone`.
"""

import sys
import tempfile
from pathlib import Path

from tests.faults.deeds import deeds
from tests.faults.disk import mount, remount
from trialmetrics.errors import StoreError
from trialmetrics.store import Store, database

ROOM = "size=64m"


def main(kilobytes: int, threshold: str, seed: int) -> None:
    """Raises AssertionError where something acknowledged is lost, something refused is there, or it does not go on."""
    database.SETTINGS = {"checkpoint_threshold": f"'{threshold}'", **database.SETTINGS}
    with tempfile.TemporaryDirectory() as beside, tempfile.TemporaryDirectory() as folder:
        small = Path(folder)
        mount(small, kilobytes)
        path = small / "trials.duckdb"
        try:
            store = Store.open(path)
        except StoreError as error:
            assert "make room" in str(error), error
            assert not [*small.iterdir()], [*small.iterdir()]
            print("no first start")
            remount(small, "size=1m")
            store = Store.open(path)
        fill(store, Path(beside), seed, path)


def fill(store: Store, beside: Path, seed: int, path: Path) -> None:
    acknowledged = refused = 0
    last = store.revision()
    ways = deeds(store, beside, seed)
    deed = next(ways)
    for _ in range(80):
        try:
            deed()
        except StoreError as error:
            assert "nothing was changed" in str(error) and "make room" in str(error), error
            refused += 1
            assert store.revision() == last, (store.revision(), last)
            if refused == 3:
                break
            continue  # the same once more
        acknowledged += 1
        assert store.revision() == last + 1, (store.revision(), last)
        last += 1
        deed = next(ways)
    remount(path.parent, ROOM)
    deed()
    assert store.revision() == last + 1
    assert store.check() == [], store.check()
    store.close()
    with Store.open(path, create=False) as again:
        assert again.revision() == last + 1
        assert again.check() == [], again.check()
    print(f"{acknowledged} acknowledged, {refused} refused")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
