"""A real server on a free port, talked to as a browser does or does not: requests and web sockets letter by letter."""

import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.conftest import ROOT

STARTS_WITHIN = 60
ANSWERS_WITHIN = 30
# Written into the server's process: every address that it looks up or connects to.
SPY = """
import os, sys
def look(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        where = arguments[0] if event.startswith("socket.get") else arguments[1]
        with open(os.environ["SPY"], "a", encoding="utf-8") as file:
            file.write(f"{event} {where}\\n")
sys.addaudithook(look)
"""
NEAR = re.compile(r"localhost|127\.0\.0\.1|::1|None|^socket\.connect /")
UVICORN = ("uvicorn", "app:app", "--port")
STREAMLIT = ("streamlit", "run", "app.py", "--server.port")


class Server:
    """A running dashboard with an empty database and a temporary folder of its own."""

    def __init__(
        self, folder: Path, *options: str, run: tuple[str, ...] = STREAMLIT,
        configure: Callable[["Server"], None] = lambda _server: None, base: str = "", **settings: str,
    ) -> None:  # fmt: skip
        self.folder = folder
        self.temporary = folder / "temporary"
        self.output = folder / "server.txt"
        self._spied = folder / "spied.txt"
        for each in (self.temporary, folder / "spy"):
            each.mkdir(exist_ok=True)
        (folder / "spy" / "sitecustomize.py").write_text(SPY, encoding="utf-8")
        with socket.socket() as probe:
            probe.bind(("localhost", 0))
            self.port = probe.getsockname()[1]
        self._environment = {
            **os.environ, "TRIALMETRICS_DATABASE": str(folder / "trials.duckdb"), "TMPDIR": str(self.temporary),
            "SPY": str(self._spied), "PYTHONPATH": str(folder / "spy"), **settings,
        }  # fmt: skip
        self._command = [sys.executable, "-m", *run, str(self.port), *options]
        self.base = base
        configure(self)
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with self.output.open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdout=log, stderr=log
            )
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if self.ask(f"{self.base}/alive")[0] == 200:
                    return
            except OSError:
                threading.Event().wait(0.1)
        self.kill()
        raise AssertionError(f"the server did not start:\n{self.output.read_text(encoding='utf-8')}")

    def kill(self) -> None:
        """As a machine that goes down does."""
        self.process.kill()
        self.process.wait()

    def ask(
        self, path: str, method: str = "GET", body: bytes | Iterator[bytes] | None = None, **headers: str
    ) -> tuple[int, str]:
        """Status and text of an answer; headers such as `host` and `sec_fetch_site` as they are named."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=ANSWERS_WITHIN)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named, encode_chunked=isinstance(body, Iterator))
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def connect(
        self, host: str = "", origin: str | None = "", resume: str = "", **headers: str
    ) -> ClientConnection:
        """A web socket; `resume`: the id of a page that the client says it had."""
        return self.connect_with([*headers.items()], host, origin, resume)

    def connect_with(
        self, headers: list[tuple[str, str]], host: str = "", origin: str | None = "", resume: str = ""
    ) -> ClientConnection:
        """The same with headers that may come more than once."""
        host = host or f"localhost:{self.port}"
        return connect(
            f"ws://{host}{self.base}/_stcore/stream", sock=socket.create_connection(("localhost", self.port)), max_size=None,
            origin=f"http://{host}" if origin == "" else origin, proxy=None,  # type: ignore[arg-type]
            subprotocols=["streamlit", "x", resume] if resume else ["streamlit"],  # type: ignore[list-item]
            additional_headers=headers,
        )  # fmt: skip

    @contextmanager
    def opened(self, **headers: str) -> Iterator["Session"]:
        """A web socket as a browser opens it, on the page first shown."""
        with self.connect(**headers) as wire:
            yield Session(self, wire, headers.get("cookie", ""))

    def page_id(self, resume: str = "", **headers: str) -> str:
        """The id of the page that a client gets that says it had the page `resume`."""
        with self.connect(resume=resume, **headers) as wire:
            return Session(self, wire, headers.get("cookie", "")).id

    def socket_status(self, host: str = "", origin: str | None = "") -> int:
        """With which status a web socket is answered: 101 lets it in. The origin is the host's, another, or none."""
        try:
            with self.connect(host, origin):
                return 101
        except InvalidStatus as error:
            return error.response.status_code

    def put(
        self, page: str, file: str, content: bytes | Iterator[bytes], cookie: str = ""
    ) -> tuple[int, str]:
        """Send a file into a page, by its id, as its uploader does; the token against other sites can be anybody's own."""
        frame = b"--x\r\nContent-Disposition: form-data; name=f; filename=log.csv\r\n\r\n", b"\r\n--x--\r\n"
        if isinstance(content, bytes):
            body: bytes | Iterator[bytes] = frame[0] + content + frame[1]
        else:
            body = (piece for pieces in ([frame[0]], content, [frame[1]]) for piece in pieces)
        token = generate_xsrf_token_string()
        return self.ask(
            f"{self.base}/_stcore/upload_file/{page}/{file}", "PUT", body, content_type="multipart/form-data; boundary=x",
            cookie=f"_streamlit_xsrf={token}; {cookie}", x_xsrftoken=token,
        )  # fmt: skip

    def asked_elsewhere(self) -> list[str]:
        """The addresses outside this machine that the server's process turned to."""
        lines = self._spied.read_text(encoding="utf-8").splitlines() if self._spied.exists() else []
        return [line for line in lines if not NEAR.search(line)]

    def memory(self) -> float:
        """Megabytes that the server's process has resident."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


class Session:
    """What a browser's page is to the server. `texts`, `downloads`: of the page, its texts and the downloads by their labels."""

    def __init__(self, server: Server, wire: ClientConnection, cookie: str = "") -> None:
        self._server, self.wire, self._cookie = server, wire, cookie
        self.id = self.uploader = ""
        self.texts: list[str] = []
        self.downloads: dict[str, str] = {}
        self.go("")

    def go(self, page: str) -> None:
        """Open a page, and wait until it is drawn."""
        message = BackMsg()
        message.rerun_script.page_name = page
        self.wire.send(message.SerializeToString())
        self._wait()

    def choose(self, file: str) -> None:
        """Say to the page that a file was put into its uploader, and wait until the page is drawn."""
        message = BackMsg()
        message.rerun_script.page_name = "upload"
        widget = message.rerun_script.widget_states.widgets.add(id=self.uploader)
        widget.file_uploader_state_value.uploaded_file_info.add(file_id=file, name="log.csv", size=1)
        self.wire.send(message.SerializeToString())
        self._wait()

    def _wait(self) -> None:
        while True:
            message = ForwardMsg()
            message.ParseFromString(self.wire.recv(timeout=ANSWERS_WITHIN))  # type: ignore[arg-type]
            if message.WhichOneof("type") == "new_session":
                self.id = message.new_session.initialize.session_id
                self.texts, self.downloads = [], {}
            element = message.delta.new_element
            if element.WhichOneof("type") == "file_uploader":
                self.uploader = element.file_uploader.id
            elif element.WhichOneof("type") == "download_button":
                self.downloads[element.download_button.label] = element.download_button.deferred_file_id
            elif element.WhichOneof("type") in ("markdown", "alert"):
                # Without what keeps a browser from taking a word for a link.
                self.texts.append((element.markdown.body or element.alert.body).replace("\u2060", ""))
            # A page that took files over begins anew.
            early = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            if message.WhichOneof("type") == "script_finished" and self.id and not early:
                return

    def put(self, file: str, content: bytes | Iterator[bytes]) -> tuple[int, str]:
        """Send a file as the page's uploader does."""
        return self._server.put(self.id, file, content, self._cookie)

    def make(self, download: str) -> str:
        """Click the button of a download, by what Streamlit calls it; the address of the file."""
        message = BackMsg()
        message.backend_operation_request.request_id, message.backend_operation_request.session_id = (
            "x",
            self.id,
        )
        message.backend_operation_request.deferred_file.file_id = download
        self.wire.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(self.wire.recv(timeout=ANSWERS_WITHIN))  # type: ignore[arg-type]
            if answer.WhichOneof("type") == "backend_operation_response":
                return answer.backend_operation_response.deferred_file.url


@contextmanager
def serving(
    folder: Path, *options: str, run: tuple[str, ...] = STREAMLIT, **settings: Any
) -> Iterator[Server]:
    """A server for the length of a block; the settings are those of `Server` and of the environment."""
    server = Server(folder, *options, run=run, **settings)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait(timeout=30)
