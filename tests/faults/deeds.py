"""Change a database over and over, and say after each change how far its history goes: `python -m tests.faults.deeds`."""

import itertools
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from tests.people import by
from tests.saving import put_in_force
from trialmetrics.access import OPERATOR
from trialmetrics.intake import read
from trialmetrics.policy import load_policy
from trialmetrics.store import Store, backups
from trialmetrics.store.redaction import Words

LOG = "supplier,trial_id,event,occurred_at\n"


def deeds(
    store: Store, folder: Path, seed: int, *, backups_too: bool = False
) -> Iterator[Callable[[], object]]:
    """Uploads, their undoing and redoing, policies, words on names, decisions, objections and words removed, without end; each
    changes the database once, but for a backup."""
    random = Random(seed)
    path = folder / "log.csv"
    rows = (f"{'ABCDEFGH'[n % 8]},{n},request,2026-03-02\n" for n in range(40))
    path.write_text(LOG + "".join(rows), encoding="utf-8")
    reading = read(path, folder, zone=ZoneInfo("Europe/Amsterdam"))
    yield lambda: store.uploads.add([reading.require_batch()], by("x"))
    for number in itertools.count():
        yield lambda: store.uploads.add([reading.require_batch()], by("x"))
        note = "".join(random.choices("abcdefghijklmnopqrstuvwxyz", k=random.choice([10, 200_000])))
        note = f"secret{number} {note}"
        policy = load_policy().with_threshold(random.uniform(0, 100))
        yield lambda policy=policy, note=note: put_in_force(store, policy, user="x", reason=note)  # type: ignore[misc]
        yield lambda: store.names.merge("A", "B", by("x"))
        yield lambda note=note: _decide(store, note)  # type: ignore[misc]
        yield lambda note=note: store.decisions.object(store.newest_change(), note[:2000], OPERATOR)  # type: ignore[misc]
        yield lambda: store.uploads.undo(1, by("x"))
        yield lambda: store.names.unlink("A", "B", by("x"))
        yield lambda: store.uploads.redo(1, by("x"))
        yield lambda number=number: store.redactions.redact(Words(f"secret{number}"), OPERATOR)  # type: ignore[misc]
        if backups_too:
            yield lambda number=number: _back_up(store, date(2026, 1, 1) + timedelta(days=number))  # type: ignore[misc]


def _decide(store: Store, note: str) -> None:
    basis = {"candidate": {"verdict": "pass"}, "policy": 1, "filters": {}, "of": note}
    store.decisions.decide("A", "Paper", "invite", OPERATOR, basis=basis, seen=store.newest_change())


def _back_up(store: Store, today: date) -> None:
    with store.cursor() as cursor:
        backups.make_daily(cursor, store.path, today)
    backups.delete_expired(store.path, today)


def main(database: str, seed: int) -> None:
    """Without end: somebody kills it."""
    with tempfile.TemporaryDirectory() as folder, Store.open(database) as store:
        for number, deed in enumerate(deeds(store, Path(folder), seed, backups_too=True)):
            deed()
            print("ready" if number == 0 else store.revision(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
