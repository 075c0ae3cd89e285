"""What a reader's browser is to the server: a web socket that opens pages, sets widgets and gives files.

It speaks Streamlit's protocol as its frontend does: it keeps the widgets' states, the address bar and the large messages
that the server need not send again; a widget in a fragment reruns that fragment alone. It draws nothing, and fetches no
picture or download.
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

PATIENCE = 180.0  # seconds
KEPT_RUNS = 2  # that a large message is remembered without being shown
ENDED = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}
_WIDGET = re.compile(r"\$\$ID-[0-9a-f]+-(.*)", re.DOTALL)


class PageFailed(Exception):
    """A page that shows an error instead of what was asked."""


@dataclass
class Widget:
    """A widget on the page: its element and kind, the fragment it is in, and whether it stands around every page."""

    id: str
    kind: str
    element: Any
    fragment: str
    around: bool


@dataclass
class Browser:
    """One reader. `page` is where it is, as in the address; `link` its query; `widgets` what is on the page, by key."""

    wire: ClientConnection
    port: int
    session: str = ""
    page: str = ""
    link: dict[str, list[str]] = field(default_factory=dict)
    widgets: dict[str, Widget] = field(default_factory=dict)
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _pages: dict[str, str] = field(default_factory=dict)
    _kept: dict[str, tuple[int, ForwardMsg]] = field(default_factory=dict)
    _runs: int = 0

    async def go(self, page: str, **link: str) -> None:
        """Open a page by its address, with this in the query beside what is there."""
        self.page = page
        self.link |= {key: [value] for key, value in link.items()}
        around = {widget.id for widget in self.widgets.values() if widget.around}
        self._states = {
            id_: state for id_, state in self._states.items() if id_ in around and not {*link} & {_key(id_)}
        }
        await self._rerun()

    async def again(self) -> None:
        """Run the page once more, as it is."""
        await self._rerun()

    async def choose(self, key: str, *values: str | float) -> None:
        """Set a slider, a choice of one or a choice of several."""
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
            self.link[bound] = [str(value) for value in values]  # of nothing, nothing stands in the address
        await self._rerun(fragment=widget.fragment)

    async def upload(self, content: bytes, name: str) -> None:
        """On the upload page: give a file, wait until it is read, and add it."""
        file = f"file-{self._runs}"
        await asyncio.to_thread(self._put, file, content)
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
        """The button that takes the file in, once it can be clicked."""
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
        rerun.query_string = urlencode(self.link, doseq=True)
        hashes = {address: number for number, address in self._pages.items()}
        if self.page in hashes:
            rerun.page_script_hash = hashes[self.page]
        else:
            rerun.page_name = self.page
        rerun.fragment_id = fragment
        rerun.widget_states.widgets.extend([*self._states.values(), *([click] if click else [])])
        rerun.cached_message_hashes.extend(self._kept)
        rerun.context_info.timezone = "Europe/Amsterdam"
        rerun.context_info.locale = "en-GB"
        rerun.context_info.url = f"http://localhost:{self.port}/{self.page}"
        rerun.context_info.color_scheme = "light"
        await self.wire.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            await self._finished()

    async def _finished(self) -> None:
        """Take in what the server sends until the page is whole; an error where the page failed."""
        seen: dict[str, Widget] = {}
        main, failed = "", ""
        self._runs += 1
        while True:
            message = ForwardMsg.FromString(await self.wire.recv(decode=False))
            kind, metadata = message.WhichOneof("type"), message.metadata
            if kind == "ref_hash":
                message = self._kept[message.ref_hash][1]
                kind = "delta"
            if metadata.cacheable or message.hash in self._kept:
                self._kept[message.hash] = (self._runs, message)
            if kind == "new_session":
                main, seen = message.new_session.main_script_hash, {}
                self.session = message.new_session.initialize.session_id or self.session
            elif kind == "navigation":
                self._pages = {
                    page.page_script_hash: page.url_pathname if not page.is_default else ""
                    for page in message.navigation.app_pages
                }
            elif kind == "page_info_changed":
                self.link = parse_qs(message.page_info_changed.query_string)
            elif kind == "delta":
                failed = failed or _failure(message)
                for widget in _widgets(message, around=metadata.active_script_hash == main):
                    seen[_key(widget.id)] = widget
            elif kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    self._shown(seen)
                if message.script_finished in ENDED:
                    self.widgets |= seen
                    break
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    failed = "it cannot be compiled"
                    break
            elif kind == "page_not_found":
                failed = "there is no such page"
        if failed:
            raise PageFailed(f"/{self.page}?{urlencode(self.link, doseq=True)}: {failed}")

    def _shown(self, seen: dict[str, Widget]) -> None:
        """The page was drawn whole: what is not on it is gone."""
        self.widgets = {}
        here = {widget.id for widget in seen.values()}
        self._states = {id_: state for id_, state in self._states.items() if id_ in here}
        self._kept = {key: kept for key, kept in self._kept.items() if kept[0] > self._runs - KEPT_RUNS}

    def _put(self, file: str, content: bytes) -> None:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", "/_stcore/health")
            answer = connection.getresponse()
            answer.read()
            token = re.search(r"_streamlit_xsrf=([^;]+)", answer.headers["set-cookie"])
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
async def browsing(port: int) -> AsyncIterator[Browser]:
    """A browser on the server at this port, before it opens a page."""
    host = f"localhost:{port}"
    async with connect(
        f"ws://{host}/_stcore/stream", origin=f"http://{host}", subprotocols=["streamlit"], max_size=None,  # type: ignore[arg-type,list-item]
        proxy=None, ping_interval=None, open_timeout=PATIENCE,
    ) as wire:  # fmt: skip
        yield Browser(wire, port)


def _key(id_: str) -> str:
    """The key that the page gave a widget; its whole id where it gave none."""
    match = _WIDGET.fullmatch(id_)
    return match[1] if match and match[1] != "None" else id_


def _widgets(message: ForwardMsg, *, around: bool) -> Iterable[Widget]:
    kind = message.delta.new_element.WhichOneof("type")
    if kind:
        element = getattr(message.delta.new_element, kind)
        if id_ := getattr(element, "id", ""):
            yield Widget(id_, kind, element, message.delta.fragment_id, around)


def _failure(message: ForwardMsg) -> str:
    """What went wrong, where the element says so."""
    element = message.delta.new_element
    if element.WhichOneof("type") == "exception":
        return f"{element.exception.type} {element.exception.message}"
    if element.WhichOneof("type") == "alert" and element.alert.format == element.alert.ERROR:
        return str(element.alert.body)
    return ""
