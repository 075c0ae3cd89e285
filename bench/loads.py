"""Loads a log from our command line, or with DuckDB's own CSV reader for comparison."""

import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import psutil

ROOT = Path(__file__).resolve().parent.parent
_SAMPLE_INTERVAL = 0.1  # seconds


def load(log: Path, database: Path) -> int:
    """Load a log into a new database. Returns the peak memory of all its processes together, in bytes."""
    database.unlink(missing_ok=True)
    command = [sys.executable, "-m", "trialmetrics", "--database", str(database), "load", str(log)]
    load_process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT)
    done = threading.Event()
    peak = 0

    def sample() -> None:
        nonlocal peak
        while not done.wait(_SAMPLE_INTERVAL):
            peak = max(peak, _memory(load_process.pid))

    sampler = threading.Thread(target=sample)
    sampler.start()
    _out, errors = load_process.communicate()
    done.set()
    sampler.join()
    if load_process.returncode:
        raise RuntimeError(errors.decode())
    return peak


def read_csv(log: Path, database: Path) -> None:
    """Read a log into a table of a new database, with types detected by DuckDB."""
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table plain as select * from read_csv(?)", [str(log)])


def _memory(pid: int) -> int:
    """Bytes that a process and its children hold; memory they share counts for each."""
    try:
        parent = psutil.Process(pid)
        return sum(process.memory_info().rss for process in (parent, *parent.children(recursive=True)))
    except psutil.NoSuchProcess:
        return 0
