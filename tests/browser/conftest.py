"""A real server on a free port, an empty database for each test, and a real browser that forgives nothing."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, expect, sync_playwright

from tests.conftest import ROOT

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
STARTS_WITHIN = 60
SHOWS_WITHIN = 30  # seconds, on a busy machine
# On a deep link Streamlit asks for its own base path and takes a "not found" for an answer.
NOT_OURS = ("_stcore/health", "_stcore/host-config")
# A small machine with much else to do answers late; what is wrong fails all the same.
expect.set_options(timeout=30_000)


class Dashboard:
    """A running dashboard."""

    def __init__(self, address: str, output: Path) -> None:
        self.address = address
        self.complaints: list[str] = []
        self._output = output
        self._begins = output.stat().st_size

    def check(self) -> None:
        """Neither the browser complained nor the server, since this was made."""
        assert self.complaints == []
        assert "Traceback" not in self.said()

    def said(self) -> str:
        """What the server wrote since."""
        return self._output.read_bytes()[self._begins :].decode("utf-8", "replace")

    def watch(self, page: Page) -> Page:
        """Note every console error of ours, every failure of the page, and every request to somewhere else."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        page.on("request", self._request)
        page.set_default_timeout(1000 * SHOWS_WITHIN)
        expect.set_options(timeout=1000 * SHOWS_WITHIN)
        return page

    def _console(self, message: ConsoleMessage) -> None:
        where = str(message.location.get("url", ""))
        if message.type == "error" and not where.endswith(NOT_OURS):
            self.complaints.append(f"console: {message.text} ({where})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"request to elsewhere: {request.url}")


def chromium() -> str:
    """Where the system's Chromium is."""
    path = next((path for path in map(shutil.which, CHROMIUM) if path), None)
    assert path, f"none of {', '.join(CHROMIUM)} is installed; `make test` installs one"
    return path


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives browsers; there can be one only."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright) -> Iterator[Browser]:
    """The system's Chromium."""
    opened = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """One server for all tests that begin with an empty database: its address and its output."""
    folder = tmp_path_factory.mktemp("server")
    with running(folder, "uvicorn", "tests.browser.app_anew:app", "--port") as started:
        yield started


@pytest.fixture
def dashboard(server, tmp_path) -> Iterator[Dashboard]:
    """A dashboard with an empty database."""
    address, output = server
    _begin_anew(address, tmp_path / "trials.duckdb")
    started = Dashboard(address, output)
    yield started
    _begin_anew(address, output.with_name("between.duckdb"))
    started.check()


def _begin_anew(address: str, database: Path) -> None:
    query = urllib.parse.urlencode({"database": database})
    with urllib.request.urlopen(f"{address}/anew?{query}", timeout=2 * STARTS_WITHIN):
        pass


@contextmanager
def serving(folder: Path, script: Path = ROOT / "app.py") -> Iterator[Dashboard]:
    """A server of its own with the database of this folder, trials.duckdb."""
    with running(folder, "streamlit", "run", str(script), "--server.port") as (address, output):
        started = Dashboard(address, output)
        yield started
    started.check()


@contextmanager
def running(folder: Path, *command: str) -> Iterator[tuple[str, Path]]:
    """A server for the length of a block: its address, and its output, which is shown when it does not start."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    output = folder / "server.txt"
    with output.open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", *command, str(port)], cwd=ROOT, stdout=log, stderr=log,
            env={**os.environ, "TRIALMETRICS_DATABASE": str(folder / "trials.duckdb")},
        )  # fmt: skip
        address = f"http://localhost:{port}"
        try:
            _wait_until_alive(server, address, output)
            yield address, output
        finally:
            server.terminate()
            server.wait(timeout=30)


@pytest.fixture
def page(browser, dashboard) -> Iterator[Page]:
    """A page of a first reader."""
    context = browser.new_context(viewport={"width": 1360, "height": 1000}, accept_downloads=True)
    yield dashboard.watch(context.new_page())
    context.close()


def _wait_until_alive(server: subprocess.Popen, address: str, output: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            # Not yet; ask again, as long as the server lives.
            threading.Event().wait(0.1)
    raise AssertionError(f"the server did not start:\n{output.read_text(encoding='utf-8')}")
