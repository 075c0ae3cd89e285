"""Checkouts of this repository to compare: each runs its own code on its own database, filled from the same log."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
SUPPLIERS, TESTERS = 100, 10
# Trials per supplier, least and most, by the approximate number of events.
SIZES = {10_000: "13-20", 100_000: "135-190"}
YEAR = pd.Timedelta(weeks=52)  # the trials of a simulated log start within one year


@dataclass(frozen=True)
class Checkout:
    """One checkout of the repository: its name in tables, and its folder."""

    name: str
    folder: Path

    def command(self, *words: str | Path) -> None:
        """Run its command line. Raises RuntimeError if that fails."""
        command = [sys.executable, "-m", "trialmetrics", *map(str, words)]
        run = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        if run.returncode:
            raise RuntimeError(f"{self.name}: {' '.join(command[1:])}\n{run.stdout}{run.stderr}")

    def fill(self, log: Path, folder: Path) -> Path:
        """Load the log into a new database in a new folder. Returns the path of the database."""
        database = new_database(None, folder)
        self.command("--database", database, "load", log)
        return database


def checkouts(before: Path | None) -> list[Checkout]:
    """The checkout to compare with, if any, then this one."""
    here = Checkout("this", ROOT)
    return [here] if before is None else [Checkout("before", before.resolve()), here]


def write_log(events: int, target: Path, *, seed: int = 1, prefix: str = "") -> pd.DataFrame:
    """Write a simulated log that ends now. Returns its rows, all text.

    A year of trials is shifted by whole weeks, which keeps service hours, and future events are left out. So some trials
    are still running, as in any real log. `prefix`: of the trial ids, to tell logs apart.
    """
    Checkout("this", ROOT).command(
        "simulate", "--suppliers", str(SUPPLIERS), "--testers", str(TESTERS), "--trials", SIZES[events],
        "--seed", str(seed), "--out", target,
    )  # fmt: skip
    log = ending_now(pd.read_csv(target, dtype=str))
    log["trial_id"] = prefix + log["trial_id"]
    log.to_csv(target, index=False)
    return log


def ending_now(log: pd.DataFrame) -> pd.DataFrame:
    """A year of trials, all text, shifted by whole weeks so that it ends now; future events are left out."""
    occurred, now = pd.to_datetime(log["occurred_at"]), pd.Timestamp.now(tz="UTC").tz_localize(None)
    weeks = pd.Timedelta(weeks=(now - occurred.min().normalize() - YEAR).days // 7)
    promised = pd.to_datetime(log["promised_at"]) + weeks
    shifted = log.assign(
        occurred_at=(occurred + weeks).dt.strftime("%Y-%m-%d %H:%M"),
        promised_at=promised.dt.strftime("%Y-%m-%d"),
    )
    return shifted[occurred + weeks < now]


def new_database(database: Path | None, folder: Path) -> Path:
    """The path of a database for one run, in a new folder.

    With `database`, which nobody may have open, it is a copy including the files beside it; without, it does not exist yet.
    """
    folder.mkdir(parents=True)
    for file in database.parent.glob(f"{database.name}*") if database else ():
        if file.is_file():  # uploaded files, in a folder, make no difference
            shutil.copy(file, folder)
    return folder / "trials.duckdb"
