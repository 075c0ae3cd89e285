"""A dashboard that runs, from any checkout or with an empty page: its address, its processor time and its memory."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.checkouts import ROOT

STARTS_WITHIN, ENDS_WITHIN = 60, 30  # seconds
LOOK_EVERY = 0.2
_STARTED = ("URL", "view your Streamlit app", "Uvicorn server started")
EMPTY = "import streamlit as st\n\nst.write('empty')\n"


class Server:
    """One server in a process of its own, for the length of `serving`."""

    def __init__(self, name: str, folder: Path, database: Path, environment: Mapping[str, str]) -> None:
        self.name = name
        with socket.socket() as probe:
            probe.bind(("localhost", 0))
            self.port = probe.getsockname()[1]
        self._temporary = database.parent / f"temporary-{self.port}"
        self._temporary.mkdir()
        self._log = self._temporary / "server.txt"
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)],
                cwd=folder, stdout=log, stderr=log,
                env={**os.environ, "TRIALMETRICS_DATABASE": str(database), "TMPDIR": str(self._temporary), **environment},
            )  # fmt: skip
        self.peak = 0
        self._done = threading.Event()
        self._looking = threading.Thread(target=self._look, daemon=True)
        self._looking.start()
        self._wait()

    def cpu(self) -> float:
        """Seconds of a processor that its process has taken so far, all threads, without its children.

        The clock of another process, to the nanosecond: /proc/PID/stat counts in hundredths of a second.
        """
        return time.clock_gettime((~self.process.pid << 3) | 2)  # clock_getcpuclockid(3), as Linux numbers it

    def said(self) -> str:
        """What it wrote to its log, but for that it started; nothing, as long as all goes well."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(
            line for line in lines if line.strip() and not any(word in line for word in _STARTED)
        )

    def stop(self) -> None:
        """End it."""
        self._done.set()
        self._looking.join()
        self.process.terminate()
        try:
            self.process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _look(self) -> None:
        """Keep in `peak` the most bytes that it and its children held at one moment; what they share counts for each."""
        parent = psutil.Process(self.process.pid)
        while not self._done.wait(LOOK_EVERY):
            held = 0
            for process in (parent, *parent.children(recursive=True)):
                try:
                    held += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            self.peak = max(self.peak, held)

    def _wait(self) -> None:
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until and self.process.poll() is None:
            connection = http.client.HTTPConnection("localhost", self.port, timeout=STARTS_WITHIN)
            try:
                connection.request("GET", "/_stcore/health")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.05)
            finally:
                connection.close()
        self.stop()
        raise RuntimeError(f"{self.name} did not start:\n{self.said()}")


@contextmanager
def serving(
    name: str, folder: Path, database: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A server of the application in a folder."""
    server = Server(name, folder, database, environment or {})
    try:
        yield server
    finally:
        server.stop()


def empty_page(folder: Path) -> Path:
    """A folder with an application that has one page, empty, under the same settings as ours."""
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    (folder / "app.py").write_text(EMPTY, encoding="utf-8")
    return folder
