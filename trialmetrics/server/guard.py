"""ASGI middleware in front of every page and web socket: checks host, origin, route and upload size, and adds headers.

A request that is refused here never reaches Streamlit.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

from trialmetrics.error_messages import is_disk_full
from trialmetrics.server import addresses
from trialmetrics.server.addresses import Address
from trialmetrics.server.refusals import RequestRefused
from trialmetrics.server.upload_quota import UploadQuota
from trialmetrics.text.language import _

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Streamlit routes that answer anybody, even when they are switched off.
CLOSED_ROUTES = {("_stcore", "agent"), ("_stcore", "metrics")}
# Streamlit's own sign-in, which ours takes the place of.
CLOSED_ENDS = (("auth", "login"), ("auth", "logout"), ("oauth2callback",))
UPLOAD = re.compile(r".*/_stcore/upload_file/([^/]+)/([^/]+)", re.DOTALL)
STATIC = re.compile(r"(/[^/]+)*/static/(js|css|media)/[^/]+")
_METHODS_WITHOUT_BODY = {"GET", "HEAD", "OPTIONS", "DELETE"}
# No honest client encodes a path more often; decoding a thousand layers would take long.
_MAX_ENCODINGS = 8
# Seconds without data after which an upload loses its reservation.
STALLED_AFTER = 60.0


class Guard:
    """Refuses foreign hosts, foreign pages, closed routes and uploads beyond the quota; adds our headers to every answer.

    `is_known`: whether there is something at the path of a request; `is_of_page`: whether a web socket message is one that our
    pages send. Others are dropped, such as that which empties the caches of all readers.
    """

    def __init__(
        self,
        app: App,
        *,
        hosts: Collection[Address],
        headers: Mapping[bytes, bytes],
        quota: UploadQuota,
        is_known: Callable[[Scope], bool],
        is_of_page: Callable[[bytes], bool],
    ) -> None:
        self._app = app
        self._hosts = hosts
        self._headers = headers
        self._quota = quota
        self._is_known = is_known
        self._is_of_page = is_of_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if scope["type"] == "http":
            send = self._with_headers(send, _cached(scope["path"]))
        try:
            scope = self._check_origin(scope)
            _refuse_closed(scope["path"])
            if scope["type"] == "websocket":
                receive = self._of_pages(receive)
            elif not self._is_known(scope):
                raise RequestRefused(404, _("There is nothing here."))
            if _is_upload(scope):
                await self._upload(scope, receive, send)
                return
        except RequestRefused as refusal:
            await refuse(scope, receive, send, refusal)
            return
        await self._app(scope, receive, send)

    def _check_origin(self, scope: Scope) -> Scope:
        """The request to hand on. Raises RequestRefused where its host is not ours or a foreign page sent it."""
        hosts, origins = _header_values(scope, b"host"), _header_values(scope, b"origin")
        host = addresses.address(hosts[0]) if len(hosts) == 1 else None
        if host is None or not addresses.is_listed(host, self._hosts):
            raise RequestRefused(
                421,
                _("The dashboard does not answer under this name. Open it as http://localhost with the port it was started "
                  "on; whoever runs it can allow further names with {setting}.").format(setting=addresses.SETTING),
            )  # fmt: skip
        # Programs send no origin and could forge one; browsers always send one with a web socket.
        own = len(origins) < 2 and all(addresses.is_own(origin, host) for origin in origins)
        if not own or _is_foreign(scope):
            raise RequestRefused(
                403,
                _("Only the dashboard's own pages may ask this; open the dashboard itself. A proxy before it has to hand the "
                  "Host header on as it came."),
            )  # fmt: skip
        return _with_host_spelling(scope, origins[0], hosts[0]) if origins else scope

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an upload on while the quota has room for it; refuse it otherwise."""
        match = UPLOAD.fullmatch(scope["path"])
        if match is None:
            raise RequestRefused(404, _("There is nothing here."))
        session, file = match.groups()
        started = False
        with self._quota.reserve(session, _announced_bytes(scope)) as reservation:

            async def receive_counted() -> Message:
                try:
                    message = await asyncio.wait_for(receive(), STALLED_AFTER)
                except TimeoutError:
                    raise self._quota.refuse(session, 408) from None
                if message["type"] == "http.request":
                    reservation.received(len(message.get("body", b"")))
                return message

            async def send_and_settle(message: Message) -> None:
                nonlocal started
                if message["type"] == "http.response.start":
                    started = True
                    # Streamlit holds and counts the file by now; the client may send the next one right after this answer.
                    reservation.release()
                    self._quota.settle(session, file)
                await send(message)

            try:
                await self._app(scope, receive_counted, send_and_settle)
            except RequestRefused:
                if not started:
                    raise
            except OSError as error:
                if started or not is_disk_full(error):
                    raise
                raise self._quota.refuse(session, 507) from None

    def _of_pages(self, receive: Receive) -> Receive:
        async def receive_of_page() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive" or self._is_of_page(message.get("bytes") or b""):
                    return message

        return receive_of_page

    def _with_headers(self, send: Send, cached: Mapping[bytes, bytes]) -> Send:
        ours = {**self._headers, **cached}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = [
                    (name, value) for name, value in message.get("headers", []) if name.lower() not in ours
                ]
                message["headers"] = [*others, *ours.items()]
            await send(message)

        return send_with_headers


def _cached(path: str) -> Mapping[bytes, bytes]:
    """The headers that keep an answer out of every cache; none for Streamlit's own files, whose names change with them."""
    return {} if STATIC.fullmatch(path) else {b"cache-control": b"no-store"}


def _header_values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def _with_host_spelling(scope: Scope, origin: str, host: str) -> Scope:
    """The request with its Origin header spelled like its Host header.

    Streamlit compares the two letter by letter; where they differ it asks an outside service for its own IP address.
    """
    scheme, _separator, name = origin.partition("://")
    if name == host:
        return scope
    alike = f"{scheme}://{host}".encode("latin-1")
    others = [(key, value) for key, value in scope["headers"] if key.lower() != b"origin"]
    return {**scope, "headers": [*others, (b"origin", alike)]}


def _is_foreign(scope: Scope) -> bool:
    """Whether the browser reports another site, or another port of this machine, as the sender; links to a page are fine."""
    site, mode, destination = (
        _header_values(scope, b"sec-fetch-" + name) for name in (b"site", b"mode", b"dest")
    )
    if not {"cross-site", "same-site"}.intersection(site):
        return False
    is_link = mode == ["navigate"] and destination == ["document"] and scope.get("method") in ("GET", "HEAD")
    return not is_link


def _path_parts(path: str) -> list[str]:
    """The segments of a path, decoded, in lower case. Raises RequestRefused where it is encoded too often."""
    for _pass in range(_MAX_ENCODINGS):
        plain = unquote(path)
        if plain == path:
            break
        path = plain
    else:
        raise RequestRefused(404, _("There is nothing here."))
    return [part for part in path.lower().replace("\\", "/").split("/") if part not in ("", ".")]


def _refuse_closed(path: str) -> None:
    parts = _path_parts(path)
    if CLOSED_ROUTES & {*pairwise(parts)} or any(tuple(parts[-len(end) :]) == end for end in CLOSED_ENDS):
        raise RequestRefused(404, _("There is nothing here."))


def _is_upload(scope: Scope) -> bool:
    """Whether the request sends a file to Streamlit's upload route."""
    sends = scope["type"] == "http" and scope["method"] not in _METHODS_WITHOUT_BODY
    return sends and ("_stcore", "upload_file") in pairwise(_path_parts(scope["path"]))


def _announced_bytes(scope: Scope) -> int:
    """Content-Length in bytes; 0 where the header is missing. Raises RequestRefused where it is ambiguous."""
    lengths = _header_values(scope, b"content-length")
    if not lengths:
        return 0
    if len(lengths) > 1 or not re.fullmatch(r"[0-9]{1,18}", lengths[0]):
        raise RequestRefused(400, _("The request does not say clearly how long it is."))
    return int(lengths[0])


async def refuse(scope: Scope, receive: Receive, send: Send, refusal: RequestRefused) -> None:
    """Answer with the sentence as plain text; close a web socket before it opens."""
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
