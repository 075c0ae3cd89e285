"""Writes a backup atomically, and restores a database from one."""

import os
import shutil
import threading
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import duckdb

from trialmetrics.access import Action, Person, require
from trialmetrics.error_messages import is_disk_full
from trialmetrics.errors import StoreError, UsageError
from trialmetrics.store import (
    checks,
    hash_chain,
    kept_redactions,
    lost_changes,
    originals,
    redacted_again,
    seal,
)
from trialmetrics.store.copying import copied
from trialmetrics.store.database import (
    connect,
    open_database,
    refuse_foreign_file,
    refuse_unfinished,
    remove_leftover,
    set_wal_aside,
    transaction,
    unusable_message,
    version_of,
)
from trialmetrics.store.durable_files import discard, flush, flush_folder, publish, wal_of
from trialmetrics.store.lost_changes import Identity
from trialmetrics.text.language import _

_one_at_a_time = threading.Lock()


def refuse_existing(path: Path) -> None:
    """Raise UsageError where a file would be overwritten, or its folder does not exist."""
    if os.path.lexists(path):
        raise UsageError(_("{path} exists already; choose another name.").format(path=path))
    if not path.parent.is_dir():
        raise UsageError(_("The folder {folder} does not exist; make it first.").format(folder=path.parent))


def write(cursor: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Write what `cursor` sees in its transaction, hence one consistent state, to a new database file.

    The file gets its name once it is complete and flushed to disk. Raises UsageError or StoreError.
    """
    refuse_existing(target)
    partial = Path(f"{target}.partial")
    with _one_at_a_time:
        remove_leftover(partial)
        try:
            _copy(cursor, partial)
            publish(partial, target)
        except FileExistsError as error:
            raise UsageError(_("{path} exists already; choose another name.").format(path=target)) from error
        except (duckdb.Error, OSError) as error:
            raise StoreError(_unwritable_message(target, error)) from error
        finally:
            with suppress(OSError):
                discard(partial)


def restore(backup: Path, target: Path, person: Person) -> str:
    """Replace a database by a backup, after checking the backup, which itself is not changed.

    Words that were redacted since the backup are redacted in what is restored, too; where nobody can tell which, a sentence that
    says so comes back, else an empty one.
    A kill at any moment leaves either the former database or the restored one. A former database that cannot be opened is
    moved to `.damaged`. The uploaded files beside the backup come along. Raises StoreError or UsageError.
    """
    require(person, Action.RESTORE)
    if not backup.exists():
        raise StoreError(
            _("There is no backup {path}; give the file that `backup` wrote.").format(path=backup)
        )
    if not target.parent.is_dir():
        raise UsageError(_("The folder {folder} does not exist; make it first.").format(folder=target.parent))
    fresh = Path(f"{target}.restoring")
    remove_leftover(fresh)
    redacted_again.remove_leftover(fresh)
    try:
        _copy_backup(backup, fresh)
        restored = _adopt_copy(backup, fresh)
        former, redacted, sentence = _checkpoint_former(target)
        if redacted:
            restored = seal.Seal(restored.database_id, redacted_again.redact(fresh, redacted))
        place = seal.seal_of(target)
        seal.prepare(place)
        if former:
            seal.write(place, former)
        # The seal file now covers both databases, so a kill before or after the replacement harms neither.
        seal.write(place, restored, keep=former)
        fresh.replace(target)
        flush_folder(target)
        originals.copy_all(backup, target)
        return sentence
    except (duckdb.Error, OSError) as error:
        raise StoreError(_unwritable_message(target, error)) from error
    finally:
        with suppress(OSError):
            discard(fresh)


def _copy(cursor: duckdb.DuckDBPyConnection, partial: Path) -> None:
    with copied(cursor, partial) as copy:
        own = lost_changes.identity(cursor)
        lost_changes.identify(copy, Identity(own.database_id, hash_chain.end(copy)))


def _copy_backup(backup: Path, fresh: Path) -> None:
    """Copy the file and its write-ahead file, while the open connection keeps writers out."""
    refuse_unfinished(backup)
    with connect(backup, read_only=True):
        for source, copy in ((wal_of(backup), wal_of(fresh)), (backup, fresh)):
            if source.exists():
                shutil.copyfile(source, copy)


def _adopt_copy(backup: Path, fresh: Path) -> seal.Seal:
    """Check a copy of a backup and give it an identity of its own. Returns its seal. Raises StoreError where a check fails."""
    with open_database(fresh, create=False) as connection:
        with transaction(connection) as cursor:
            wrong = checks.findings(cursor, backup, seal.seal_of(backup))
            if wrong and lost_changes.standing(cursor, backup, seal.seal_of(backup)).unsealed:
                raise StoreError(
                    _("{path} is a copy of a database without its seal, so that nobody can tell whether its last changes are "
                      "there. Copy its write-ahead file and its seal with it; if there are none, write a backup of it with "
                      "--database {path} backup FILE, and restore that.").format(path=backup)
                )  # fmt: skip
            if wrong:
                raise StoreError(
                    _("The backup {path} does not hold together: {finding}").format(
                        path=backup, finding=wrong[0]
                    )
                )
        restored = seal.Seal(lost_changes.new_id(), hash_chain.end(connection))
        with transaction(connection) as cursor:
            lost_changes.identify(cursor, Identity(restored.database_id, None))
        connection.execute("checkpoint")
    flush(fresh)
    return restored


class _Former(NamedTuple):
    """The seal of a former database, None where it is missing or damaged, and what was redacted in it; a sentence where nobody can
    tell."""

    sealed: seal.Seal | None = None
    redacted: redacted_again.Redacted | None = None
    sentence: str = ""


def _checkpoint_former(target: Path) -> _Former:
    """Merge the write-ahead file of the former database into it.

    Raises StoreError where another process has it open, or it is no database of ours.
    """
    if not target.exists():
        set_wal_aside(target)
        return _Former(None, *_kept_list(target))
    refuse_foreign_file(target)
    former = None
    try:
        connection = connect(target)
    except StoreError as error:
        if "PID" in str(error.__cause__):
            raise
        _put_aside(target)
        return _Former(None, *_kept_list(target, needed=True))
    redacted = None
    with connection:
        if (version_of(connection, target) or 0) >= 5:
            standing = lost_changes.standing(connection, target, seal.seal_of(target))
            if not standing.finding:
                former = seal.Seal(standing.identity.database_id, standing.end)
        if (version_of(connection, target) or 0) >= redacted_again.SINCE:
            redacted = redacted_again.read(connection)
        connection.execute("checkpoint")
    log = wal_of(target)
    if log.exists() and log.stat().st_size:
        raise StoreError(unusable_message(target))
    log.unlink(missing_ok=True)
    if redacted and redacted.key:
        return _Former(former, redacted)
    # It may have been begun in the place of one that was damaged.
    return _Former(former, *_kept_list(target))


def _kept_list(target: Path, *, needed: bool = False) -> tuple[redacted_again.Redacted | None, str]:
    """What was redacted in a database by the file beside it, and a sentence where that file cannot be read, or is `needed` and
    missing."""
    try:
        redacted = kept_redactions.read(target)
    except ValueError:
        redacted, needed = None, True
    if redacted or not needed:
        return redacted, ""
    return None, _(
        "It is restored, but what was redacted after this backup was made may be back: neither the former database nor {file} can "
        "be read, which know it. Redact it again."
    ).format(file=kept_redactions.place_of(target))


def _put_aside(target: Path) -> None:
    damaged = Path(f"{target}.damaged")
    discard(damaged)
    if wal_of(target).exists():
        wal_of(target).replace(wal_of(damaged))
    target.replace(damaged)


def _unwritable_message(path: Path, error: BaseException) -> str:
    reason = str(error).splitlines()[0].rstrip(".")
    if is_disk_full(error):
        sentence = _("{path} was not written: {reason}; make room, or choose another place for it.")
    elif "Cannot open file" in reason:
        sentence = _("{path} cannot be written; choose another place for it.")
    else:
        sentence = _("{path} was not written: {reason}.")
    return sentence.format(path=path, reason=reason)
