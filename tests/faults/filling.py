"""Fill a small file system, make room and go on; each line it prints is what happened: `python -m tests.faults.filling`.

It needs file systems of its own: see `disk.alone`.
"""

import sys
import tempfile
from pathlib import Path

from tests.faults.deeds import deeds
from tests.faults.disk import mount, remount, unmount
from trialmetrics.errors import StoreError
from trialmetrics.store import Store, database

ROOM = "size=64m"


def main(kilobytes: int, threshold: str, seed: int) -> None:
    """Raises AssertionError where something acknowledged is lost, something refused is there, or it does not go on."""
    database.SETTINGS = {"checkpoint_threshold": f"'{threshold}'", **database.SETTINGS}
    with tempfile.TemporaryDirectory() as beside, tempfile.TemporaryDirectory() as folder:
        small = Path(folder)
        mount(small, kilobytes)
        try:
            path = small / "trials.duckdb"
            fill(first_start(path), Path(beside), seed, path)
        finally:
            unmount(small)


def first_start(path: Path) -> Store:
    try:
        return Store.open(path)
    except StoreError as error:
        told = str(error)
    assert "make room" in told
    assert not [*path.parent.iterdir()]
    print("no first start")
    remount(path.parent, "size=2m")
    return Store.open(path)


def fill(store: Store, beside: Path, seed: int, path: Path) -> None:
    acknowledged, refused = 0, []
    last = store.revision()
    ways = deeds(store, beside, seed)
    deed = next(ways)
    while acknowledged < 80 and len(refused) < 3:
        try:
            deed()
        except StoreError as error:
            refused.append(str(error))
        else:
            acknowledged += 1
            last += 1
            deed = next(ways)
        assert store.revision() == last
    assert all("nothing was changed" in told and "make room" in told for told in refused), refused
    remount(path.parent, ROOM)
    deed()
    assert store.revision() == last + 1
    assert store.check() == [], store.check()
    store.close()
    with Store.open(path, create=False) as again:
        assert again.revision() == last + 1
        assert again.check() == [], again.check()
    print(f"{acknowledged} acknowledged, {len(refused)} refused")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
