"""The database file: opened, locked down, versioned, and copied while it is in use."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from trialmetrics.errors import StoreError, UsageError
from trialmetrics.language import _

_MARK = slice(8, 12)  # where a file of DuckDB's says what it is
VERSION = 4
# schema.sql makes a database of today's version; NUMBER.sql in migrations/ brings one of the version before to NUMBER.
SCHEMA = Path(__file__).with_name("schema.sql")
MIGRATIONS = Path(__file__).with_name("migrations")
TABLES = (
    "schema_version",
    "upload",
    "history",
    "event_row",
    "upload_trial",
    "supplier_name",
    "gap_row",
    "mended_row",
    "sheet_row",
    "set_aside_row",
    "problem",
    "policy_version",
    "naming",
    "kept_member",
    "kept_trial",
    "kept_event",
    "kept_observed",
    "kept_gap",
)

SETTINGS = {
    # Rows are written as they come, by all processors at once; whoever wants an order says so.
    "preserve_insertion_order": "false",
    # The tables of every reading arrive under the same few names: what is remembered of a file may be another one's.
    "enable_external_file_cache": "false",
    # Every value is bound and no SQL comes from a reader; should one ever slip through, it reaches no network, and no
    # file but those that arrive.
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "python_enable_replacements": "false",
    "lock_configuration": "true",
}


def open_database(path: Path, *, create: bool) -> duckdb.DuckDBPyConnection:
    """A connection to the database file, of today's version. Raises StoreError saying what to do."""
    if not path.parent.is_dir():
        raise StoreError(
            _("The folder {folder} does not exist; make it, or choose another place with --database.").format(
                folder=path.parent
            )
        )
    if not create and not path.exists():
        raise StoreError(
            _(
                "There is no database {path} yet; load a trial log first, or give its place with --database."
            ).format(path=path)
        )
    _refuse_other(path)
    connection = _connect(path)
    try:
        _bring_up_to_date(connection, path)
        connection.execute("set allowed_directories = [?]", [str(arrivals(path))])
        for name, value in SETTINGS.items():
            connection.execute(f"set {name} = {value}")
        # Whoever was killed while storing left its tables there; the file is ours alone now.
        shutil.rmtree(arrivals(path), ignore_errors=True)
    except BaseException:
        connection.close()
        raise
    return connection


def arrivals(path: Path) -> Path:
    """The folder beside the database from which the tables of a reading are taken, there only while that is done."""
    return Path(f"{path.absolute()}.arriving")


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor in a transaction of its own, committed at the end, rolled back on any exception."""
    cursor = connection.cursor()
    try:
        cursor.execute("begin")
        try:
            yield cursor
        except BaseException:
            # COMMIT after an error would return without one and keep nothing.
            cursor.execute("rollback")
            raise
        cursor.execute("commit")
    finally:
        cursor.close()


def copy_database(cursor: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Write what `cursor` sees (in its transaction, so one consistent moment) to a new database file."""
    try:
        copied = duckdb.connect(str(target))
    except duckdb.Error as error:
        raise UsageError(
            _("{path} cannot be written; choose another place for it.").format(path=target)
        ) from error
    try:
        copied.execute(SCHEMA.read_text(encoding="utf-8"))
        for table in TABLES:
            copied.register("arrived", cursor.execute(f"select * from {table}").to_arrow_reader())
            copied.execute(f"insert into {table} by name select * from arrived")
            copied.unregister("arrived")
    except BaseException:
        copied.close()
        target.unlink(missing_ok=True)  # a half copy must not be taken for a backup
        raise
    copied.close()


def _refuse_other(path: Path) -> None:
    """Refuse what is no database of DuckDB's: of a CSV it would make one in memory, and what is stored there is lost."""
    if not path.exists():
        return
    if not path.is_file():
        raise StoreError(_unusable(path))
    try:
        with path.open("rb") as file:
            head = file.read(_MARK.stop)
    except OSError as error:
        raise StoreError(_unusable(path)) from error
    if head and head[_MARK] != b"DUCK":
        raise StoreError(_unusable(path))


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path))
    except duckdb.IOException as error:
        holder = re.search(r"PID (\d+)", str(error))
        if "lock" in str(error) and holder:
            raise StoreError(
                _(
                    "The database {path} is in use by process {pid}; stop that process (the dashboard or another "
                    "command) and try again."
                ).format(path=path, pid=holder[1])
            ) from error
        raise StoreError(_unusable(path)) from error
    except (duckdb.Error, UnicodeDecodeError) as error:
        raise StoreError(_unusable(path)) from error


def _unusable(path: Path) -> str:
    return _(
        "{path} cannot be opened as a trialmetrics database; check the path and its permissions, "
        "or restore a backup."
    ).format(path=path)


def _bring_up_to_date(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
    if not tables:
        with transaction(connection) as cursor:
            cursor.execute(SCHEMA.read_text(encoding="utf-8"))
            cursor.execute("insert into schema_version values (?, now()::timestamp)", [VERSION])
        return
    if "schema_version" not in tables:
        raise StoreError(
            _("{path} is a database of something else; choose another place with --database.").format(
                path=path
            )
        )
    row = connection.execute("select max(version) from schema_version").fetchone()
    version = row[0] if row else None
    if version is None or version > VERSION:
        raise StoreError(
            _(
                "The database {path} was written by a newer trialmetrics (version {version}, this one knows {known}); "
                "install that version, or choose another database."
            ).format(path=path, version=version, known=VERSION)
        )
    for number in range(version + 1, VERSION + 1):
        with transaction(connection) as cursor:
            sql = (MIGRATIONS / f"{number}.sql").read_text(encoding="utf-8")
            if number == 4:
                from trialmetrics.store import version_4

                version_4.migrate(cursor, sql)
            else:
                cursor.execute(sql)
            cursor.execute("insert into schema_version values (?, now()::timestamp)", [number])


def refuse_existing(path: Path) -> None:
    """Raise UsageError where a file would be overwritten, or its folder does not exist."""
    if path.exists():
        raise UsageError(_("{path} exists already; choose another name.").format(path=path))
    if not path.parent.is_dir():
        raise UsageError(_("The folder {folder} does not exist; make it first.").format(folder=path.parent))
