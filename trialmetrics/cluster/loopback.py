"""A cluster of a master and two workers on this machine alone, to try and to test: `python -m trialmetrics.cluster.loopback`.

The processes are Spark's own, as they are on a real cluster; nothing but this machine reaches them.
"""

import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from trialmetrics import temporary_files

_HOST = "127.0.0.1"
_MASTER, _WORKER = (f"org.apache.spark.deploy.{name}" for name in ("master.Master", "worker.Worker"))
_STARTED = re.compile(r"(spark://[\d.]+:\d+)")
STARTING = 60.0  # seconds
# A page asks in many small steps: of few rows a few parts are enough.
SETTINGS = {
    "spark.sql.shuffle.partitions": "4",
    "spark.default.parallelism": "4",
    "spark.executor.memory": "1g",
}


@dataclass
class Loopback:
    """`address` of the master, and the processes of it and of its `workers`."""

    address: str
    master: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a process, with all that it started, as a machine that is switched off ends."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


@contextmanager
def loopback(
    workers: int = 2,
    *,
    cores: int = 1,
    memory: str = "1500m",
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Loopback]:
    """A running cluster; it ends with the block. `settings`: of Spark, over SETTINGS. Raises RuntimeError with what the processes
    said where it does not start."""
    import pyspark

    home = Path(pyspark.__file__).parent
    with temporary_files.folder() as name:
        folder = Path(name)
        # Others on this machine reach its ports.
        secret = {"spark.authenticate": "true", "spark.authenticate.secret": secrets.token_hex(32)}
        (folder / "spark-defaults.conf").write_text(
            "".join(f"{key} {value}\n" for key, value in (SETTINGS | secret | dict(settings)).items())
        )
        environment = {
            **os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": _HOST, "SPARK_MASTER_HOST": _HOST, "SPARK_NO_DAEMONIZE": "1",
            "PYSPARK_PYTHON": sys.executable, "SPARK_CONF_DIR": str(folder), "SPARK_DAEMON_MEMORY": "256m",
        }  # fmt: skip
        master = _start(
            home,
            folder / "master.log",
            environment,
            _MASTER,
            "--host",
            _HOST,
            "--port",
            "0",
            "--webui-port",
            "0",
        )
        running = Loopback("", master)
        try:
            running.address = _said(folder / "master.log", _STARTED, master)
            for number in range(workers):
                log = folder / f"worker-{number}.log"
                options = ("--host", _HOST, "--webui-port", "0", "--cores", str(cores), "--memory", memory)
                place = ("--work-dir", str(folder / f"work-{number}"))
                running.workers.append(
                    _start(home, log, environment, _WORKER, *options, *place, running.address)
                )
            for number, worker in enumerate(running.workers):
                _said(folder / f"worker-{number}.log", re.compile("(Successfully registered)"), worker)
            # The driver reads its settings there, too.
            os.environ |= {"SPARK_CONF_DIR": str(folder), "SPARK_LOCAL_IP": _HOST}
            yield running
        finally:
            for process in [*running.workers, master]:
                if process.poll() is None:
                    running.kill(process)


def _start(home: Path, log: Path, environment: Mapping[str, str], *command: str) -> subprocess.Popen[bytes]:
    with log.open("wb") as said:
        return subprocess.Popen(
            [str(home / "bin" / "spark-class"), *command], stdout=said, stderr=said, env=dict(environment),
            start_new_session=True,
        )  # fmt: skip


def _said(log: Path, wanted: re.Pattern[str], process: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + STARTING
    while time.monotonic() < until and process.poll() is None:
        if found := wanted.search(log.read_text(errors="replace")):
            return found[1]
        time.sleep(0.1)
    raise RuntimeError(f"no cluster was started:\n{log.read_text(errors='replace')[-2000:]}")


def main() -> None:
    """Start a cluster with the events of the database, and the dashboard on it; Ctrl-C ends both."""
    from trialmetrics.cluster.export import export_events
    from trialmetrics.store import Store

    with loopback() as cluster, temporary_files.folder() as name:
        events = Path(name) / "events"
        with Store.open() as store:
            number = export_events(store, events)
        print(f"{number} events on {cluster.address}", flush=True)
        os.environ |= {"TRIALMETRICS_ENGINE": cluster.address, "TRIALMETRICS_EVENTS": f"parquet:{events}"}
        with suppress(KeyboardInterrupt):
            subprocess.run([sys.executable, "-m", "streamlit", "run", "app.py"], check=False)


if __name__ == "__main__":
    main()
