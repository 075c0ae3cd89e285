"""What stands before every page and web socket: whom the dashboard answers, and with which headers.

Pure ASGI. What is refused here was never seen by what runs behind it.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

from trialmetrics.failures import is_no_room
from trialmetrics.server import addresses
from trialmetrics.server.addresses import Address
from trialmetrics.server.upload_room import Refused, UploadRoom
from trialmetrics.text.language import _

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Routes of Streamlit that answer whoever asks, even where they are switched off.
CLOSED = {"agent", "metrics"}
_UPLOAD = re.compile(r".*/_stcore/upload_file/([^/]+)/([^/]+)", re.DOTALL)
_SENDS_NOTHING = {"GET", "HEAD", "OPTIONS", "DELETE"}
# Nobody encodes a path more often; one that is encoded a thousand times takes its time to read.
_MOST_ENCODED = 8
# An upload of which nothing arrives for so many seconds gives its place back.
STALLED_AFTER = 60.0


class Guard:
    """Refuses foreign hosts, foreign pages, closed routes and uploads for which there is no room; sends our headers."""

    def __init__(
        self, app: App, *, hosts: Collection[Address], headers: Mapping[bytes, bytes], room: UploadRoom
    ) -> None:
        self._app = app
        self._hosts = hosts
        self._headers = headers
        self._room = room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if scope["type"] == "http":
            send = self._with_headers(send)
        try:
            scope = self._admitted(scope)
            _refuse_closed(scope["path"])
            if _uploads(scope):
                await self._upload(scope, receive, send)
                return
        except Refused as refusal:
            await _refuse(scope, receive, send, refusal)
            return
        await self._app(scope, receive, send)

    def _admitted(self, scope: Scope) -> Scope:
        """The request as it is handed on; refused where its host is not ours or another page sent it."""
        hosts, origins = _values(scope, b"host"), _values(scope, b"origin")
        host = addresses.address(hosts[0]) if len(hosts) == 1 else None
        if host is None or not addresses.answers_to(host, self._hosts):
            raise Refused(
                421,
                _("The dashboard does not answer under this name. Open it as http://localhost with the port it was started "
                  "on; whoever runs it can allow further names with {setting}.").format(setting=addresses.SETTING),
            )  # fmt: skip
        # Programs send no origin, and could as well invent one; browsers always send it with a web socket.
        own = len(origins) < 2 and all(addresses.is_own(origin, host) for origin in origins)
        if not own or _is_foreign(scope):
            raise Refused(
                403,
                _("Only the dashboard's own pages may ask this; open the dashboard itself. A proxy before it has to hand the "
                  "Host header on as it came."),
            )  # fmt: skip
        return _spelled_alike(scope, origins[0], hosts[0]) if origins else scope

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A file on its way: let through as far as there is room for it."""
        match = _UPLOAD.fullmatch(scope["path"])
        if match is None:
            raise Refused(404, _("There is nothing here."))
        session, file = match.groups()
        started = False
        with self._room.reserve(session, _length(scope)) as place:

            async def counted() -> Message:
                try:
                    message = await asyncio.wait_for(receive(), STALLED_AFTER)
                except TimeoutError:
                    raise self._room.refuse(session, 408) from None
                if message["type"] == "http.request":
                    place.arrived(len(message.get("body", b"")))
                return message

            async def settled(message: Message) -> None:
                nonlocal started
                if message["type"] == "http.response.start":
                    started = True
                    # It is held by now, and counted as such; the answer may bring the next file at once.
                    place.give_back()
                    self._room.settle(session, file)
                await send(message)

            try:
                await self._app(scope, counted, settled)
            except Refused:
                if not started:
                    raise
            except OSError as error:
                if started or not is_no_room(error):
                    raise
                raise self._room.refuse(session, 507) from None

    def _with_headers(self, send: Send) -> Send:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = [
                    (name, value)
                    for name, value in message.get("headers", [])
                    if name.lower() not in self._headers
                ]
                message["headers"] = [*others, *self._headers.items()]
            await send(message)

        return guarded


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def _spelled_alike(scope: Scope, origin: str, host: str) -> Scope:
    """The request with its origin spelled as its host is.

    Streamlit compares letter by letter, and asks an outside address who it is where they differ.
    """
    scheme, _separator, name = origin.partition("://")
    if name == host:
        return scope
    alike = f"{scheme}://{host}".encode("latin-1")
    others = [(key, value) for key, value in scope["headers"] if key.lower() != b"origin"]
    return {**scope, "headers": [*others, (b"origin", alike)]}


def _is_foreign(scope: Scope) -> bool:
    """Whether the browser says that another site, or another port of this machine, asks; but for a link to a page."""
    site, mode, destination = (_values(scope, b"sec-fetch-" + name) for name in (b"site", b"mode", b"dest"))
    if not {"cross-site", "same-site"}.intersection(site):
        return False
    is_link = mode == ["navigate"] and destination == ["document"] and scope.get("method") in ("GET", "HEAD")
    return not is_link


def _parts(path: str) -> list[str]:
    """The names along a path, however it is spelled."""
    for _pass in range(_MOST_ENCODED):
        plain = unquote(path)
        if plain == path:
            break
        path = plain
    else:
        raise Refused(404, _("There is nothing here."))
    return [part for part in path.lower().replace("\\", "/").split("/") if part not in ("", ".")]


def _refuse_closed(path: str) -> None:
    parts = _parts(path)
    if any(first == "_stcore" and second in CLOSED for first, second in pairwise(parts)):
        raise Refused(404, _("There is nothing here."))


def _uploads(scope: Scope) -> bool:
    """Whether it sends a file."""
    sends = scope["type"] == "http" and scope["method"] not in _SENDS_NOTHING
    return sends and ("_stcore", "upload_file") in pairwise(_parts(scope["path"]))


def _length(scope: Scope) -> int:
    """How many bytes the request announces; none where it does not."""
    lengths = _values(scope, b"content-length")
    if not lengths:
        return 0
    if len(lengths) > 1 or not re.fullmatch(r"[0-9]{1,18}", lengths[0]):
        raise Refused(400, _("The request does not say clearly how long it is."))
    return int(lengths[0])


async def _refuse(scope: Scope, receive: Receive, send: Send, refusal: Refused) -> None:
    """A plain sentence of ours; a web socket is closed before it is opened."""
    body = f"{refusal}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"),
    ]  # fmt: skip
    if scope["type"] == "http":
        kind = "http"
    else:
        await receive()
        if "websocket.http.response" not in (scope.get("extensions") or {}):
            await send({"type": "websocket.close", "code": 1008})
            return
        kind = "websocket.http"
    await send({"type": f"{kind}.response.start", "status": refusal.status, "headers": headers})
    await send({"type": f"{kind}.response.body", "body": body})
