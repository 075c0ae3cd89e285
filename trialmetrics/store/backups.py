"""The copies of a database that were made so far: one a day and those that people asked for; those in its folder are deleted after
some days."""

import logging
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from trialmetrics.errors import UsageError
from trialmetrics.store import backup, originals
from trialmetrics.store.durable_files import discard, wal_of
from trialmetrics.text.language import _

SETTING = "TRIALMETRICS_BACKUP_DAYS"
DEFAULT_DAYS = 14
_LIST = "elsewhere.txt"  # in the folder: paths of the copies that people asked for
_log = logging.getLogger("trialmetrics")


@dataclass(frozen=True)
class Copy:
    """A copy of the database; `expires`: the day on which it is deleted, None where only a person does that."""

    path: Path
    made_at: datetime
    expires: date | None


def folder_of(database: Path) -> Path:
    """The folder with the daily copies of a database."""
    return Path(f"{database.absolute()}.backups")


def days_kept() -> int:
    """For how many days a copy in the folder is kept; 0: no daily one is made, and none is deleted. Raises UsageError for a setting
    that is no such number."""
    text = os.environ.get(SETTING, "").strip() or str(DEFAULT_DAYS)
    if not text.isdecimal() or int(text) > 3650:
        raise UsageError(
            _("{setting} is {text}; write a number of days, 0 for no daily backup.").format(
                setting=SETTING, text=ascii(text)
            )
        )
    return int(text)


def copies(database: Path) -> list[Copy]:
    """Every copy that is known and still there, the newest first."""
    days = days_kept()
    daily = [
        Copy(path, _made_at(path), day + timedelta(days=days) if days else None)
        for day, path in _daily(database)
        if path.exists()
    ]
    # What was put aside by a restore, or after the database was removed by hand, is a copy, too.
    aside = [Path(f"{database.absolute()}.damaged"), wal_of(Path(f"{database.absolute()}.former"))]
    others = [Copy(path, _made_at(path), None) for path in (*_elsewhere(database), *aside) if path.exists()]
    return sorted([*daily, *others], key=lambda copy: (copy.made_at, copy.path), reverse=True)


def remember(database: Path, target: Path) -> None:
    """Put a copy that somebody asked for on the list; what fails is logged."""
    if target.absolute().parent == folder_of(database):
        return
    try:
        folder_of(database).mkdir(exist_ok=True)
        known = [path for path in _elsewhere(database) if path.exists()]
        text = "".join(f"{path}\n" for path in dict.fromkeys([*known, target.absolute()]))
        partial = folder_of(database) / f"{_LIST}.partial"
        partial.write_text(text, encoding="utf-8")
        partial.replace(folder_of(database) / _LIST)
    except OSError as error:
        _log.warning("The backup %s was not put on the list: %s", target, error)


def make_daily(cursor: duckdb.DuckDBPyConnection, database: Path, today: date) -> Path | None:
    """Make the copy of this day from what `cursor` sees, unless it is there.

    Returns the new copy; None where none was needed. Raises StoreError or UsageError.
    """
    target = folder_of(database) / f"{today.isoformat()}.duckdb"
    if not days_kept() or target.exists():
        return None
    with suppress(OSError):  # `backup.write` says that the folder is missing
        folder_of(database).mkdir(exist_ok=True)
    backup.write(cursor, target)
    originals.copy_all(database, target)
    return target


def delete_expired(database: Path, today: date) -> None:
    """Delete the copies past their days; what fails is logged, and tried again by the next call. Raises UsageError."""
    days = days_kept()
    for day, path in _daily(database) if days else ():
        if day + timedelta(days=days) > today:
            continue
        files = originals.folder_of(path)
        try:
            # The database goes last: without it nobody would know of the files.
            if files.exists():
                shutil.rmtree(files)
            discard(path)
        except OSError as error:
            _log.warning("The backup %s is past its days and was not deleted: %s", path, error)


def place_for(database: Path, now: datetime) -> Path:
    """Where a copy that somebody asks for now is made, beside the daily ones and kept as long; makes the folder."""
    with suppress(OSError):
        folder_of(database).mkdir(exist_ok=True)
    return folder_of(database) / f"{now:%Y-%m-%d %H%M%S}.duckdb"


def _daily(database: Path) -> list[tuple[date, Path]]:
    found = []
    for path in folder_of(database).glob("*.duckdb"):
        with suppress(ValueError):
            found.append((date.fromisoformat(path.stem[:10]), path))
    return found


def _elsewhere(database: Path) -> list[Path]:
    try:
        return [Path(line) for line in (folder_of(database) / _LIST).read_text(encoding="utf-8").splitlines()]
    except OSError:
        return []


def _made_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime).replace(microsecond=0)
