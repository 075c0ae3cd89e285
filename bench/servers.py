"""Runs a dashboard server from any checkout, or with an empty page, and measures its processor time and memory."""

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

START_TIMEOUT, STOP_TIMEOUT = 60, 30  # seconds
SAMPLE_INTERVAL = 0.2
_STARTUP_LINES = ("URL", "view your Streamlit app", "Uvicorn server started")
EMPTY_APP = "import streamlit as st\n\nst.write('empty')\n"


class Server:
    """A server in its own process; `peak` is the most memory it and its children held, in bytes."""

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
        self._sampler = threading.Thread(target=self._sample_memory, daemon=True)
        self._sampler.start()
        self._wait_until_healthy()

    def cpu(self) -> float:
        """Processor seconds that the process has used so far, all threads, without its children.

        Reads the process's CPU clock, which counts nanoseconds; /proc/PID/stat counts hundredths of a second.
        """
        return time.clock_gettime((~self.process.pid << 3) | 2)  # clock_getcpuclockid(3), as Linux numbers it

    def log_output(self) -> str:
        """The server's log without the usual startup lines; empty if all went well."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(
            line for line in lines if line.strip() and not any(word in line for word in _STARTUP_LINES)
        )

    def stop(self) -> None:
        """Stop the server."""
        self._done.set()
        self._sampler.join()
        self.process.terminate()
        try:
            self.process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _sample_memory(self) -> None:
        """Update `peak` until the server stops; memory shared between processes counts for each of them."""
        parent = psutil.Process(self.process.pid)
        while not self._done.wait(SAMPLE_INTERVAL):
            total = 0
            for process in (parent, *parent.children(recursive=True)):
                try:
                    total += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            self.peak = max(self.peak, total)

    def _wait_until_healthy(self) -> None:
        until = time.monotonic() + START_TIMEOUT
        while time.monotonic() < until and self.process.poll() is None:
            connection = http.client.HTTPConnection("localhost", self.port, timeout=START_TIMEOUT)
            try:
                connection.request("GET", "/_stcore/health")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.05)
            finally:
                connection.close()
        self.stop()
        raise RuntimeError(f"{self.name} did not start:\n{self.log_output()}")


@contextmanager
def running_server(
    name: str, folder: Path, database: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A server for the application in a folder, stopped on exit."""
    server = Server(name, folder, database, environment or {})
    try:
        yield server
    finally:
        server.stop()


def empty_page(folder: Path) -> Path:
    """Write an application with one empty page, under our settings, to a folder. Returns the folder."""
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    (folder / "app.py").write_text(EMPTY_APP, encoding="utf-8")
    return folder
