"""PostgreSQL as an engine of the measures: a private server in a folder, spoken to by its own command-line client."""

import io
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import csv

from trialmetrics.engine.trials import HeldTrials

TYPES = {
    pa.string(): "text",
    pa.float64(): "double precision",
    pa.bool_(): "boolean",
    pa.timestamp("us"): "timestamp",
    pa.date32(): "date",
    pa.int32(): "integer",
    pa.int64(): "bigint",
}


class PostgreSQL:
    """An engine on the server whose socket lies in `folder`; relations are plain tables."""

    def __init__(self, client: Path, folder: Path) -> None:
        self._client = [str(client), "-h", str(folder), "-U", "tester", "-d", "postgres"]
        self._client += ["-q", "-X", "-v", "ON_ERROR_STOP=1"]

    def register(self, name: str, table: pa.Table) -> None:
        columns = ", ".join(f"{field.name} {TYPES[field.type]}" for field in table.schema)
        self._say(f"drop table if exists {name}; create table {name} ({columns})")
        lines = io.BytesIO()
        # Texts are quoted and what is missing is not, so that an empty text stays one.
        csv.write_csv(table, lines, csv.WriteOptions(include_header=False))
        self._say(f"copy {name} from stdin with (format csv)", lines.getvalue().decode())

    def create_all(self, queries: Mapping[str, str]) -> None:
        for name, query in queries.items():
            self._say(f"drop table if exists {name}; create table {name} as {query}")

    def frames(self, names: Iterable[str]) -> dict[str, pd.DataFrame]:
        return {name: self._frame(name) for name in names}

    def _frame(self, name: str) -> pd.DataFrame:
        lines = self._say(f"copy (select * from {name}) to stdout with (format csv, header)")
        return pd.read_csv(io.StringIO(lines))

    def drop(self, names: Iterable[str]) -> None:
        self._say("; ".join(f"drop table if exists {name}" for name in names))

    def trials(self) -> HeldTrials:
        return HeldTrials(self)

    def _say(self, command: str, given: str = "") -> str:
        done = subprocess.run(
            [*self._client, "-c", command], input=given, text=True, capture_output=True, timeout=120
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        return done.stdout


def binaries() -> Path | None:
    """The folder of the newest server's programs; None where none is installed."""
    found = shutil.which("initdb")
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda it: int(it.parts[-3]))
    return Path(found).resolve().parent if found else packaged[-1].parent if packaged else None


@contextmanager
def server(programs: Path, folder: Path) -> Iterator[PostgreSQL]:
    """A server in `folder` for as long as the block lasts; the server refuses to be run by root, so root lends it."""
    person = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    folder.mkdir(mode=0o700)
    os.chown(folder, person.pw_uid, person.pw_gid)
    as_person = {"user": person.pw_uid, "group": person.pw_gid} if os.geteuid() == 0 else {}
    data = folder / "data"

    def call(*command: str | Path) -> None:
        with (folder.parent / "said").open("w+") as said:
            done = subprocess.run(command, stdout=said, stderr=said, timeout=120, cwd="/", **as_person)
            said.seek(0)
            assert done.returncode == 0, said.read()

    call(
        programs / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-N", "--locale=C", "--encoding=UTF8"
    )
    settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    call(programs / "pg_ctl", "-D", data, "-w", "-o", settings, "start")
    try:
        yield PostgreSQL(programs / "psql", folder)
    finally:
        call(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
