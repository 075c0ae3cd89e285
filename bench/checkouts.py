"""Checkouts of this repository, side by side: each runs its own code, on a database of its own, filled from one log."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
SUPPLIERS, TESTERS = 100, 10
# Trials per supplier, least and most, by about how many events that makes.
SIZES = {10_000: "13-20", 100_000: "135-190"}
YEAR = pd.Timedelta(weeks=52)  # the trials of a simulated log begin within a year


@dataclass(frozen=True)
class Checkout:
    """One state of the repository: what it is called in a table, and its folder."""

    name: str
    folder: Path

    def command(self, *words: str | Path) -> None:
        """Run its command line; an error where it fails."""
        command = [sys.executable, "-m", "trialmetrics", *map(str, words)]
        run = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        if run.returncode:
            raise RuntimeError(f"{self.name}: {' '.join(command[1:])}\n{run.stdout}{run.stderr}")

    def fill(self, log: Path, folder: Path) -> Path:
        """A new database with this log in it, in a new folder."""
        database = fresh(None, folder)
        self.command("--database", database, "load", log)
        return database


def checkouts(before: Path | None) -> list[Checkout]:
    """The other checkout, if there is one, then this one."""
    here = Checkout("this", ROOT)
    return [here] if before is None else [Checkout("before", before.resolve()), here]


def write_log(events: int, target: Path, *, seed: int = 1, prefix: str = "") -> pd.DataFrame:
    """Write a simulated log that ends now; its rows, all text.

    A year of trials, moved by whole weeks, so that service hours stay what they are; what has not happened yet is left out.
    So some trials are under way, as in any log that is looked at. `prefix`: of trial ids, to tell two logs apart.
    """
    Checkout("this", ROOT).command(
        "simulate", "--suppliers", str(SUPPLIERS), "--testers", str(TESTERS), "--trials", SIZES[events],
        "--seed", str(seed), "--out", target,
    )  # fmt: skip
    log = pd.read_csv(target, dtype=str)
    happened, now = pd.to_datetime(log["occurred_at"]), pd.Timestamp.now(tz="UTC").tz_localize(None)
    weeks = pd.Timedelta(weeks=(now - happened.min().normalize() - YEAR).days // 7)
    log["occurred_at"] = (happened + weeks).dt.strftime("%Y-%m-%d %H:%M")
    log["promised_at"] = (pd.to_datetime(log["promised_at"]) + weeks).dt.strftime("%Y-%m-%d")
    log["trial_id"] = prefix + log["trial_id"]
    log = log[happened + weeks < now]
    log.to_csv(target, index=False)
    return log


def fresh(database: Path | None, folder: Path) -> Path:
    """Where a run that writes has its database, in a new folder: a copy of this one with the files that belong to it, which
    nobody has open; else nothing yet."""
    folder.mkdir(parents=True)
    for file in database.parent.glob(f"{database.name}*") if database else ():
        shutil.copy(file, folder)
    return folder / "trials.duckdb"
