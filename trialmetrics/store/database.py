"""The database file: creates it atomically, opens it, locks it down, and migrates older versions."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from trialmetrics.errors import StoreError
from trialmetrics.store import current_events, hash_chain, lost_changes, table_counts
from trialmetrics.store.durable_files import discard, publish, wal_of
from trialmetrics.store.hash_chain import START
from trialmetrics.store.lost_changes import Identity, new_id
from trialmetrics.store.table_counts import COUNTED
from trialmetrics.text.language import _

_MAGIC = slice(8, 12)  # where a DuckDB file has its magic bytes
_BLOCK = 4096  # bytes; a DuckDB file begins with three such header blocks
VERSION = 10
_TALLY_SINCE = 5
_DERIVED_SINCE = 4  # the first version whose kept events follow today's rules
_REBUILT_BY = 6  # the first version with every column that those rules read; older ones are rebuilt here
# schema.sql creates the current version; migrations/NUMBER.sql migrates version NUMBER - 1 to NUMBER.
SCHEMA = Path(__file__).with_name("schema.sql")
MIGRATIONS = Path(__file__).with_name("migrations")
TABLES = (*COUNTED, "tally")

SETTINGS = {
    # Lets all processors write at once; queries that need an order say so.
    "preserve_insertion_order": "false",
    # Every batch arrives under the same few file names, so a cached file may be that of an earlier batch.
    "enable_external_file_cache": "false",
    # Defence in depth: values are always bound, but injected SQL could still reach no network and no file outside the
    # arrivals folder.
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "python_enable_replacements": "false",
    "lock_configuration": "true",
}


def open_database(path: Path, *, create: bool) -> duckdb.DuckDBPyConnection:
    """A connection to the database file, migrated to the current version; read-only where the file cannot be written.

    `create`: create the file where it is missing. Raises StoreError with a sentence that says what to do.
    """
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
    refuse_foreign_file(path)
    if create and _is_unfinished(path):
        _create_database(path)
    refuse_unfinished(path)
    connection = connect(path)
    try:
        _bring_up_to_date(connection, path, create=create)
        connection.execute("set allowed_directories = [?]", [str(arrivals_folder(path))])
        for name, value in SETTINGS.items():
            connection.execute(f"set {name} = {value}")
        # A process killed while storing may have left files there; nobody else has the database open now.
        shutil.rmtree(arrivals_folder(path), ignore_errors=True)
    except BaseException:
        connection.close()
        raise
    return connection


def arrivals_folder(path: Path) -> Path:
    """The folder beside the database that holds the Parquet files of a batch while it is being stored."""
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
            # After an error COMMIT would succeed silently and store nothing.
            cursor.execute("rollback")
            raise
        cursor.execute("commit")
    finally:
        cursor.close()


def refuse_foreign_file(path: Path) -> None:
    """Raise StoreError for a file that is no DuckDB database.

    DuckDB opens a CSV file as a database in memory, and whatever is stored there is lost.
    """
    if not path.exists():
        return
    if not path.is_file():
        raise StoreError(unusable_message(path))
    try:
        with path.open("rb") as file:
            head = file.read(_MAGIC.stop)
    except OSError as error:
        raise StoreError(unusable_message(path)) from error
    if head and head[_MAGIC] != b"DUCK":
        raise StoreError(unusable_message(path))


def connect(path: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection to a database file of any version; read-only where it cannot be written. Raises StoreError."""
    try:
        return duckdb.connect(str(path), read_only=read_only)
    except (duckdb.Error, UnicodeDecodeError) as error:
        holder = re.search(r"PID (\d+)", str(error))
        if "lock" in str(error) and holder:
            raise StoreError(
                _(
                    "The database {path} is in use by process {pid}; stop that process (the dashboard or another "
                    "command) and try again."
                ).format(path=path, pid=holder[1])
            ) from error
        if isinstance(error, duckdb.IOException) and not read_only and path.exists():
            return connect(path, read_only=True)
        raise StoreError(unusable_message(path)) from error


def remove_leftover(path: Path) -> None:
    """Remove a file left by a killed process. Raises StoreError where that process is still running."""
    if path.exists():
        try:
            connect(path).close()
        except StoreError as error:
            if "PID" in str(error.__cause__):
                raise
    discard(path)


def set_wal_aside(path: Path) -> None:
    """Rename the write-ahead file of a missing database: DuckDB would otherwise replay it into the next file of that name."""
    log = wal_of(path)
    if log.exists() and not path.exists():
        log.replace(wal_of(Path(f"{path}.former")))


def create_schema(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of the current version, within the caller's transaction."""
    connection.execute(SCHEMA.read_text(encoding="utf-8"))


def unusable_message(path: Path) -> str:
    """The sentence for a file that cannot be opened as our database."""
    return _(
        "{path} cannot be opened as a trialmetrics database; check the path and its permissions, "
        "or restore a backup."
    ).format(path=path)


def _is_unfinished(path: Path) -> bool:
    """Whether the file is missing, or was left by a first start that was killed or ran out of disk space."""
    if not path.exists():
        return True
    log = wal_of(path)
    whole_header = 3 * _BLOCK
    size = path.stat().st_size
    return size < whole_header and size % _BLOCK == 0 and not (log.exists() and log.stat().st_size)


def refuse_unfinished(path: Path) -> None:
    """Raise StoreError for a file whose creation never finished."""
    refuse_foreign_file(path)
    if _is_unfinished(path):
        raise StoreError(_unfinished_message(path))


def _unfinished_message(path: Path) -> str:
    return _("{path} holds nothing: it was cut short while it was made. Take another file.").format(path=path)


def _create_database(path: Path) -> None:
    """Create an empty database, atomically."""
    fresh = Path(f"{path}.new")
    remove_leftover(fresh)
    try:
        with duckdb.connect(str(fresh)) as connection:
            set_wal_aside(path)
            _create_tables(connection)
            connection.execute("checkpoint")  # close() would ignore a full disk
        if path.exists() and _is_unfinished(path):
            discard(path)
        with suppress(FileExistsError):  # another process created it first
            publish(fresh, path)
    except (duckdb.Error, OSError) as error:
        raise StoreError(
            _(
                "The database {path} cannot be made: {reason}; make room, or choose another place with --database."
            ).format(path=path, reason=str(error).splitlines()[0].rstrip("."))
        ) from error
    finally:
        with suppress(OSError):
            discard(fresh)


def _create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    with transaction(connection) as cursor:
        for name, view in cursor.execute(
            "select table_name, false from duckdb_tables() union all "
            "select view_name, true from duckdb_views() where not internal"
        ).fetchall():
            cursor.execute(f"drop {'view' if view else 'table'} {name}")  # left by an unfinished creation
        create_schema(cursor)
        cursor.execute("insert into schema_version values (?, now()::timestamp)", [VERSION])
        table_counts.record(cursor, table_counts.CREATED, {"schema_version": 1})
        lost_changes.identify(cursor, Identity(new_id(), START))


def _bring_up_to_date(connection: duckdb.DuckDBPyConnection, path: Path, *, create: bool) -> None:
    version = version_of(connection, path)
    if version is None and not create:
        raise StoreError(_unfinished_message(path))
    try:
        if version is None:
            _create_tables(connection)
        else:
            _migrate(connection, version)
    except duckdb.Error as error:
        raise StoreError(
            _(
                "The database {path} cannot be brought to version {version}: {reason}; nothing in it was changed."
            ).format(path=path, version=VERSION, reason=str(error).splitlines()[0].rstrip("."))
        ) from error


def version_of(connection: duckdb.DuckDBPyConnection, path: Path) -> int | None:
    """The schema version of a database; None where it is empty.

    Raises StoreError for a database of another application, and for one of a newer version.
    """
    tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
    if not tables:
        return None
    if "schema_version" not in tables:
        raise StoreError(
            _("{path} is a database of something else; choose another place with --database.").format(
                path=path
            )
        )
    row = connection.execute("select max(version) from schema_version").fetchone()
    version = row[0] if row else None
    if version is None and any(table_counts.counts(connection).values()):
        raise StoreError(unusable_message(path))
    if version is not None and version > VERSION:
        raise StoreError(
            _(
                "The database {path} was written by a newer trialmetrics (version {version}, this one knows {known}); "
                "install that version, or choose another database."
            ).format(path=path, version=version, known=VERSION)
        )
    return version


def _migrate(connection: duckdb.DuckDBPyConnection, version: int) -> None:
    for number in range(version + 1, VERSION + 1):
        with transaction(connection) as cursor:
            before = table_counts.counts(cursor) if number > _TALLY_SINCE else {}
            sql = (MIGRATIONS / f"{number}.sql").read_text(encoding="utf-8")
            if number == 4:
                from trialmetrics.store import migrate_to_4

                migrate_to_4.migrate(cursor, sql)
            else:
                cursor.execute(sql)
            older = "select 1 from schema_version where version < ?"
            if number == _REBUILT_BY and cursor.execute(older, [_DERIVED_SINCE]).fetchone():
                current_events.rebuild(cursor)
            cursor.execute("insert into schema_version values (?, now()::timestamp)", [number])
            if number >= _TALLY_SINCE:
                table_counts.record(cursor, table_counts.CREATED, table_counts.added(cursor, before))
            if number == _TALLY_SINCE:
                lost_changes.identify(cursor, Identity(new_id(), hash_chain.end(cursor)))
