"""A log taken in from the command line, and what one would use instead: DuckDB's own reader into a table of a new file."""

import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import psutil

ROOT = Path(__file__).resolve().parent.parent
_LOOK_EVERY = 0.1  # seconds


def load(log: Path, database: Path) -> int:
    """Load a log into a new database; the most memory that all processes of it took at one moment, in bytes."""
    database.unlink(missing_ok=True)
    command = [sys.executable, "-m", "trialmetrics", "--database", str(database), "load", str(log)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT)
    done = threading.Event()
    peak = 0

    def look() -> None:
        nonlocal peak
        while not done.wait(_LOOK_EVERY):
            peak = max(peak, _memory(running.pid))

    looking = threading.Thread(target=look)
    looking.start()
    _out, said = running.communicate()
    done.set()
    looking.join()
    if running.returncode:
        raise RuntimeError(said.decode())
    return peak


def read_csv(log: Path, database: Path) -> None:
    """Read a log into a table of a new database, types and all."""
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table plain as select * from read_csv(?)", [str(log)])


def _memory(pid: int) -> int:
    """What a process and its children hold in memory; what they share counts for each."""
    try:
        parent = psutil.Process(pid)
        return sum(each.memory_info().rss for each in (parent, *parent.children(recursive=True)))
    except psutil.NoSuchProcess:
        return 0
