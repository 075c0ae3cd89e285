"""A headless Streamlit client for benchmarks: opens pages, sets widgets and uploads files over a web socket.

It speaks Streamlit's protocol as the frontend does: it keeps widget states, the address bar, and a cache of the large
messages that the server need not send again. A widget in a fragment reruns that fragment only. It draws nothing and
fetches no pictures or downloads.
"""

import asyncio
import http.client
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

TIMEOUT = 180.0  # seconds
CACHED_RUNS = 2  # runs for which a large message stays cached without being shown
FINISHED = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}
_WIDGET = re.compile(r"\$\$ID-[0-9a-f]+-(.*)", re.DOTALL)


class PageFailed(Exception):
    """A page shows an error instead of its content."""


@dataclass
class Widget:
    """A widget on the page: its element and kind, its fragment, and whether it is in the frame shared by all pages."""

    id: str
    kind: str
    element: Any
    fragment: str
    in_frame: bool


@dataclass
class Browser:
    """One reader's browser. `page` and `query` are its address; `widgets` are those on the page, by key."""

    socket: ClientConnection
    port: int
    session: str = ""
    page: str = ""
    query: dict[str, list[str]] = field(default_factory=dict)
    widgets: dict[str, Widget] = field(default_factory=dict)
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _pages: dict[str, str] = field(default_factory=dict)
    _message_cache: dict[str, tuple[int, ForwardMsg]] = field(default_factory=dict)
    _runs: int = 0

    async def open_page(self, page: str, **query: str) -> None:
        """Open a page by its path, adding these parameters to the query."""
        self.page = page
        self.query |= {key: [value] for key, value in query.items()}
        in_frame = {widget.id for widget in self.widgets.values() if widget.in_frame}
        self._states = {
            id_: state
            for id_, state in self._states.items()
            if id_ in in_frame and not {*query} & {_key(id_)}
        }
        await self._rerun()

    async def rerun(self) -> None:
        """Rerun the page unchanged."""
        await self._rerun()

    async def choose(self, key: str, *values: str | float) -> None:
        """Set a slider, a select box or a multiselect."""
        widget = self.widgets[key]
        state = WidgetState(id=widget.id)
        if widget.kind == "slider":
            state.double_array_value.data.extend(map(float, values))
        elif widget.kind == "multiselect":
            state.string_array_value.data.extend(map(str, values))
        else:
            state.string_value = str(values[0])
        self._states[widget.id] = state
        if bound := widget.element.query_param_key:
            self.query[bound] = [str(value) for value in values]  # an empty choice leaves no parameter
        await self._rerun(fragment=widget.fragment)

    async def upload(self, content: bytes, name: str) -> None:
        """On the upload page: upload a file, wait until it is read, and add it."""
        file = f"file-{self._runs}"
        await asyncio.to_thread(self._send_file, file, content)
        uploader = next(widget for widget in self.widgets.values() if widget.kind == "file_uploader")
        state = WidgetState(id=uploader.id)
        state.file_uploader_state_value.uploaded_file_info.add(file_id=file, name=name, size=len(content))
        self._states[uploader.id] = state
        await self._rerun()
        while not (add := self._add_button()):
            await asyncio.sleep(0.5)
            await self._rerun()
        await self._rerun(click=WidgetState(id=add.id, trigger_value=True))
        if self._add_button():
            raise PageFailed(f"{name} was not taken in")

    def _add_button(self) -> Widget | None:
        """The button that adds the file; None until it can be clicked."""
        return next(
            (
                widget for widget in self.widgets.values()
                if widget.kind == "button" and widget.element.type == "primary"
                and widget.element.label.startswith("Add ") and not widget.element.disabled
            ),
            None,
        )  # fmt: skip

    async def _rerun(self, *, fragment: str = "", click: WidgetState | None = None) -> None:
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = urlencode(self.query, doseq=True)
        hashes = {address: number for number, address in self._pages.items()}
        if self.page in hashes:
            rerun.page_script_hash = hashes[self.page]
        else:
            rerun.page_name = self.page
        rerun.fragment_id = fragment
        rerun.widget_states.widgets.extend([*self._states.values(), *([click] if click else [])])
        rerun.cached_message_hashes.extend(self._message_cache)
        rerun.context_info.timezone = "Europe/Amsterdam"
        rerun.context_info.locale = "en-GB"
        rerun.context_info.url = f"http://localhost:{self.port}/{self.page}"
        rerun.context_info.color_scheme = "light"
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(TIMEOUT):
            await self._receive_until_finished()

    async def _receive_until_finished(self) -> None:
        """Receive messages until the page is complete. Raises PageFailed if it shows an error."""
        drawn: dict[str, Widget] = {}
        main, failure = "", ""
        self._runs += 1
        while True:
            message = ForwardMsg.FromString(await self.socket.recv(decode=False))
            kind, metadata = message.WhichOneof("type"), message.metadata
            if kind == "ref_hash":
                message = self._message_cache[message.ref_hash][1]
                kind = "delta"
            if metadata.cacheable or message.hash in self._message_cache:
                self._message_cache[message.hash] = (self._runs, message)
            if kind == "new_session":
                main, drawn = message.new_session.main_script_hash, {}
                self.session = message.new_session.initialize.session_id or self.session
            elif kind == "navigation":
                self._pages = {
                    page.page_script_hash: page.url_pathname if not page.is_default else ""
                    for page in message.navigation.app_pages
                }
            elif kind == "page_info_changed":
                self.query = parse_qs(message.page_info_changed.query_string)
            elif kind == "delta":
                failure = failure or _failure(message)
                for widget in _widgets(message, in_frame=metadata.active_script_hash == main):
                    drawn[_key(widget.id)] = widget
            elif kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    self._forget_absent_widgets(drawn)
                if message.script_finished in FINISHED:
                    self.widgets |= drawn
                    break
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    failure = "it cannot be compiled"
                    break
            elif kind == "page_not_found":
                failure = "there is no such page"
        if failure:
            raise PageFailed(f"/{self.page}?{urlencode(self.query, doseq=True)}: {failure}")

    def _forget_absent_widgets(self, drawn: dict[str, Widget]) -> None:
        """After a complete run: drop the state of widgets no longer on the page, and messages not shown for CACHED_RUNS runs."""
        self.widgets = {}
        present = {widget.id for widget in drawn.values()}
        self._states = {id_: state for id_, state in self._states.items() if id_ in present}
        self._message_cache = {
            key: cached for key, cached in self._message_cache.items() if cached[0] > self._runs - CACHED_RUNS
        }

    def _send_file(self, file: str, content: bytes) -> None:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=TIMEOUT)
        try:
            connection.request("GET", "/_stcore/health")
            health = connection.getresponse()
            health.read()
            token = re.search(r"_streamlit_xsrf=([^;]+)", health.headers["set-cookie"])
            assert token
            body = (
                b"--x\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n"
                + content
                + b"\r\n--x--\r\n"
            )
            connection.request(
                "PUT", f"/_stcore/upload_file/{self.session}/{file}", body,
                {"Content-Type": "multipart/form-data; boundary=x", "Origin": f"http://localhost:{self.port}",
                 "Cookie": f"_streamlit_xsrf={token[1]}", "X-Xsrftoken": token[1]},
            )  # fmt: skip
            if (status := connection.getresponse().status) != 204:
                raise PageFailed(f"the file was refused: {status}")
        finally:
            connection.close()


@asynccontextmanager
async def open_browser(port: int) -> AsyncIterator[Browser]:
    """A browser connected to the server at this port, before it opens a page."""
    host = f"localhost:{port}"
    async with connect(
        f"ws://{host}/_stcore/stream", origin=f"http://{host}", subprotocols=["streamlit"], max_size=None,  # type: ignore[arg-type,list-item]
        proxy=None, ping_interval=None, open_timeout=TIMEOUT,
    ) as socket:  # fmt: skip
        yield Browser(socket, port)


def _key(id_: str) -> str:
    """The key that the page gave a widget; its whole id if it gave none."""
    match = _WIDGET.fullmatch(id_)
    return match[1] if match and match[1] != "None" else id_


def _widgets(message: ForwardMsg, *, in_frame: bool) -> Iterable[Widget]:
    kind = message.delta.new_element.WhichOneof("type")
    if kind:
        element = getattr(message.delta.new_element, kind)
        if id_ := getattr(element, "id", ""):
            yield Widget(id_, kind, element, message.delta.fragment_id, in_frame)


def _failure(message: ForwardMsg) -> str:
    """The message of an error element; empty for any other element."""
    element = message.delta.new_element
    if element.WhichOneof("type") == "exception":
        return f"{element.exception.type} {element.exception.message}"
    if element.WhichOneof("type") == "alert" and element.alert.format == element.alert.ERROR:
        return str(element.alert.body)
    return ""
