"""Kill over and over, and count: `python -m tests.faults.many_kills KILLS SECONDS`; it stops after whichever comes first."""

import itertools
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from random import Random

from tests.faults.test_killed import LOG, killed_while_storing
from tests.faults.test_killed_copies import killed_during_backup, killed_during_deeds, killed_during_sign_ins
from tests.intake.logs import Notation, log, write
from trialmetrics.commands import main as command

KINDS = {
    "changes": lambda loaded, folder, seed: killed_during_deeds(loaded, folder, seed),
    "uploads": lambda loaded, _folder, seed: killed_while_storing(loaded, Random(seed)),
    "backups": lambda loaded, folder, seed: killed_during_backup(loaded, folder, Random(seed)),
    "sign-ins": lambda _loaded, folder, seed: killed_during_sign_ins(folder, seed),
}


def main(most: int, seconds: float) -> None:
    """Print, by kind, how often it was killed, what had been acknowledged, and what was lost or there in part."""
    until, kills, acknowledged, broken = time.monotonic() + seconds, Counter(), Counter(), []
    with tempfile.TemporaryDirectory() as place:
        loaded = Path(place)
        (loaded / "log.csv").write_bytes(LOG)
        (loaded / "first.csv").write_bytes(write(log(100, seed=8), Notation()))
        command(["--database", str(loaded / "trials.duckdb"), "load", str(loaded / "first.csv")])
        for seed, kind in zip(range(1000, 1000 + most), itertools.cycle(KINDS), strict=False):
            if time.monotonic() > until:
                break
            with tempfile.TemporaryDirectory() as folder:
                kills[kind] += 1
                try:
                    acknowledged[kind] += KINDS[kind](loaded, Path(folder), seed)
                except Exception:
                    broken.append((kind, seed, traceback.format_exc()))
    for kind in KINDS:
        print(f"{kind}: {kills[kind]} kills, {acknowledged[kind]} acknowledged")
    print(
        f"{kills.total()} kills, {acknowledged.total()} acknowledged, {len(broken)} with something lost or in part"
    )
    for each in broken:
        print(*each)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
