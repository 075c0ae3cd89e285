"""kill -9 during backups, restores and all kinds of changes: each is there whole or not at all."""

import shutil
from itertools import islice
from pathlib import Path
from random import Random

import duckdb
import pytest

from tests.faults.sign_ins import Count, counted
from tests.faults.sign_ins import deeds as sign_ins
from tests.faults.test_killed import begin, copied, kill, loaded  # noqa: F401 (a fixture)
from tests.people import by
from tests.saving import put_in_force
from trialmetrics.access import OPERATOR, Role
from trialmetrics.access.store import AccessStore
from trialmetrics.policy import load_policy
from trialmetrics.store import Store, backups
from trialmetrics.store.database import TABLES
from trialmetrics.store.seal import seal_of

SOAK = 100


def killed(folder: Path, random: Random, seconds: float, *command: str) -> list[str]:
    """Run it until it is ready, kill it within so many seconds; what it said."""
    process = begin(folder, *command)
    assert process.stdout
    assert process.stdout.readline() == "ready\n", process.stderr and process.stderr.read()
    said, status = kill(process, random.uniform(0, seconds))
    assert status == -9
    return said.split("\n")[:-1]


def content(path: Path) -> dict[str, list[str]]:
    with duckdb.connect(str(path), read_only=True) as same:
        return {name: sorted(map(repr, same.execute(f"from {name}").fetchall())) for name in TABLES}


def killed_during_backup(loaded: Path, folder: Path, random: Random) -> int:  # noqa: F811
    """How many backups were acknowledged."""
    rows = content(copied(loaded, str(folder)))
    said = killed(folder, random, 2, "tests.faults.copies", "backup", str(folder))
    there = sorted(int(path.name) for path in folder.iterdir() if path.name.isdecimal())
    assert there in ([*range(len(said))], [*range(len(said) + 1)])
    for number in there[-2:]:
        assert content(folder / str(number)) == rows
        with Store.open(folder / str(number), create=False) as copy:
            assert copy.check() == []
    with Store.open(folder / "trials.duckdb") as store:
        store.backup(folder / str(len(there)), by())  # over what was left
    assert not [path for path in folder.iterdir() if ".partial" in path.name]
    return len(said)


def killed_during_restore(loaded: Path, folder: Path, random: Random) -> None:  # noqa: F811
    with Store.open(copied(loaded, str(folder))) as store:
        store.backup(folder / "one", by())
        put_in_force(store, load_policy().with_threshold(30), user="x")
        store.backup(folder / "other", by())
    killed(folder, random, 3, "tests.faults.copies", "restore", str(folder))
    with Store.open(folder / "trials.duckdb", create=False) as store:
        assert store.check() == []
        version = 3 if len(store.policies.all()) else 2
        assert put_in_force(store, load_policy().with_threshold(40), user="x") == version
        assert store.check() == []


def killed_during_deeds(loaded: Path, folder: Path, seed: int) -> int:  # noqa: F811
    """How many changes were acknowledged."""
    path = copied(loaded, str(folder))
    said = killed(folder, Random(seed), 3, "tests.faults.deeds", str(path), str(seed))
    with Store.open(path, create=False) as store:
        assert store.revision() - (int(said[-1]) if said else 2) in (0, 1)
        assert store.check() == []
        assert not [*path.parent.glob("*.rewriting*")]
        # It goes on.
        put_in_force(store, load_policy().with_threshold(41.5), user="x")
        assert store.check() == []
    for copy in sorted(backups.folder_of(path).glob("*.duckdb"))[-2:]:
        with Store.open(copy, create=False) as store:
            assert store.check() == []
    assert len(seal_of(path).read_bytes()) == 1024
    return len(said)


def killed_during_sign_ins(folder: Path, seed: int) -> int:
    """How many deeds were acknowledged."""
    path = folder / "access.sqlite"
    said = len(killed(folder, Random(seed), 1, "tests.faults.sign_ins", str(path)))
    access = AccessStore(path)
    try:
        (sound,) = access._file.rows("pragma integrity_check")
        assert sound == ("ok",)
        # What was acknowledged, and at most the deed that was going on.
        after = [Count(), *(now for _deed, now in islice(sign_ins(access), said + 1))]
        assert counted(access) in after[said:]
        access.people.add("Zoe", Role.ADMIN, OPERATOR)
        assert counted(access).people == len(access.people.all(OPERATOR))
    finally:
        access.close()
    return said


@pytest.mark.parametrize("seed", range(1))
def test_killed_during_a_backup(loaded, tmp_path, seed):  # noqa: F811
    killed_during_backup(loaded, tmp_path, Random(seed))


@pytest.mark.parametrize("seed", range(1))
def test_killed_during_changes_of_all_kinds(loaded, tmp_path, seed):  # noqa: F811
    killed_during_deeds(loaded, tmp_path, seed)


@pytest.mark.parametrize("seed", range(1))
def test_killed_while_people_come_and_go(tmp_path, seed):
    killed_during_sign_ins(tmp_path, seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 100 + SOAK))
def test_killed_many_times(loaded, tmp_path, seed):  # noqa: F811
    for kind in (killed_during_backup, killed_during_restore):
        folder = tmp_path / kind.__name__
        folder.mkdir()
        kind(loaded, folder, Random(seed))
    folder = tmp_path / "deeds"
    folder.mkdir()
    killed_during_deeds(loaded, folder, seed)
    folder = tmp_path / "sign-ins"
    folder.mkdir()
    killed_during_sign_ins(folder, seed)
    shutil.rmtree(tmp_path)
