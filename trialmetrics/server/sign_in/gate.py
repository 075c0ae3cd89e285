"""ASGI middleware behind the guard: lets nobody through without a session where people sign in, and says whose it is.

Streamlit gets the session as a header that it trusts: it hands a running page over only to a connection with the same headers,
so another person's page cannot be taken over by its id.
"""

import asyncio
import hmac
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool

from trialmetrics.access import Action, Role
from trialmetrics.access.sessions import hash_of
from trialmetrics.access.store import AccessStore
from trialmetrics.errors import StoreError, TrialmetricsError, UsageError
from trialmetrics.server.addresses import is_between_this_machine
from trialmetrics.server.guard import UPLOAD, App, Message, Receive, Scope, Send, refuse
from trialmetrics.server.refusals import RequestRefused
from trialmetrics.server.sign_in import paths, requests
from trialmetrics.server.sign_in.settings import SignIn
from trialmetrics.text.language import _

USER, GROUPS, SECRET = "x-forwarded-user", "x-forwarded-groups", "x-trialmetrics-secret"
SCHEME = "x-forwarded-proto"  # whether a browser reaches the proxy over TLS
OPEN = ("alive", paths.SIGN_IN, paths.START, paths.CALLBACK, paths.SIGN_OUT)
MEDIA = "media/"  # below it, Streamlit serves downloads
# Seconds between two looks at whose session has ended meanwhile.
LOOKS_EVERY = 0.4
ENDED = 1008  # the code with which a web socket is closed


class ProxyIdentity(NamedTuple):
    """Whom a proxy vouches for, and the role that their groups have here."""

    name: str
    role: Role | None


@dataclass(frozen=True)
class Site:
    """Where the dashboard is: `base`, the path at which this server has it, and `public`, the one that browsers see; neither has a
    slash at its end. `over_tls`: for browsers."""

    base: str = ""
    public: str = ""
    over_tls: bool = False

    def cookie(self, name: str) -> str:
        """The name of a cookie, which no other dashboard of this host has."""
        return name + self.public.replace("/", "-")

    def set_cookie(self, name: str, value: str, *, seconds: int | None = None, scheme: str = "http") -> bytes:
        """A `Set-Cookie` header; without `seconds` the browser forgets it when it is closed. `scheme`: that of the request."""
        age = "" if seconds is None else f"; Max-Age={seconds}"
        secure = "; Secure" if self.over_tls or scheme == "https" else ""
        return f"{self.cookie(name)}={value}; Path={self.public or '/'}{age}; HttpOnly; SameSite=Lax{secure}".encode()


@dataclass(eq=False)
class _Socket:
    """An open web socket of a session."""

    session: str
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class Gate:
    """See the module. `owner_of`: the session of whoever has a page that takes files; `is_made_for`: whether a
    download was made for a session; `is_by_hand`: whether a web socket message is
    what somebody did, and not what an open page does by itself; `farewell`: the message that brings the page of an ended session to
    an address."""

    def __init__(
        self,
        app: App,
        *,
        sign_in: SignIn | None,
        site: Site,
        access: Callable[[], AccessStore],
        owner_of: Callable[[str], str | None],
        is_made_for: Callable[[str, str], bool],
        is_by_hand: Callable[[bytes], bool],
        farewell: Callable[[str], bytes],
    ) -> None:
        self._app = app
        self._sign_in = sign_in
        self._site = site
        self._access = access
        self._owner_of = owner_of
        self._is_made_for = is_made_for
        self._is_by_hand = is_by_hand
        self._farewell = farewell
        self._sockets: weakref.WeakSet[_Socket] = weakref.WeakSet()
        self._watcher: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        original = scope
        scope = requests.without(scope, (paths.SESSION_HEADER, USER, GROUPS, SECRET, SCHEME))
        scope = requests.with_plain_cookies(scope)
        if (
            scope["type"] == "http"
            and requests.values(original, SCHEME) == ["https"]
            and self._is_of_proxy(original)
        ):
            scope = {**scope, "scheme": "https"}
        path = requests.below(scope["path"], self._site.base)
        programs = scope["type"] == "http" and path is not None and path.partition("/")[0] == paths.API
        if programs:
            scope = requests.without(scope, ("cookie",))
        try:
            if self._sign_in is None:
                _require_this_machine(scope)
            if self._sign_in is None or programs or path in OPEN:
                await self._app(scope, receive, send)
                return
            await self._admit(original, scope, receive, send)
        except RequestRefused as refusal:
            await refuse(scope, receive, send, refusal)
        except StoreError as error:
            # Nobody knows who this is.
            await refuse(scope, receive, send, RequestRefused(503, str(error)))

    async def _admit(self, original: Scope, scope: Scope, receive: Receive, send: Send) -> None:
        session = self._session(scope)
        upload = UPLOAD.fullmatch(scope["path"])
        if upload and (session is None or self._owner_of(upload[1]) != session):
            raise RequestRefused(403, _("This page is not yours."))
        if upload and not self._may_upload(session):
            raise RequestRefused(403, _("Your role does not add files any more; reload the page."))
        if self._sign_in and self._sign_in.proxy_secret and (identity := self._proxied(original)):
            session, send = self._session_of(identity, session, scope, send)
        elif session is None and self._sign_in and self._sign_in.provider and _is_navigation(scope):
            await self._redirect(scope, send)
            return
        elif session is None or not (self._sign_in and self._sign_in.provider):
            # Behind a proxy alone a session is none without it, which may have let its person go.
            raise RequestRefused(401, _("You are not signed in. Reload this page to sign in."))
        path = requests.path_of(scope, self._site.base) or ""
        if path.startswith(MEDIA) and not await self._may_fetch(path.removeprefix(MEDIA), session):
            raise RequestRefused(404, _("There is nothing here."))
        if session is None:
            await self._app(scope, receive, send)
            return
        scope = {
            **scope, "headers": [*scope["headers"], (paths.SESSION_HEADER.encode(), session.encode())],
        }  # fmt: skip
        if scope["type"] == "websocket":
            await self._socket(session, scope, receive, send)
            return
        if _is_navigation(scope):
            self._access().sessions.touch(session)
        await self._app(scope, receive, send)

    def _session(self, scope: Scope) -> str | None:
        """The session of a request; None where it has none, or it has ended."""
        token = requests.cookie(scope, self._site.cookie(paths.COOKIE))
        session = hash_of(token) if token else None
        return session if session and self._access().sessions.person(session) else None

    def _may_upload(self, session: str | None) -> bool:
        """Whether the role of the moment adds files: a page that was opened under another one still takes them."""
        person = self._access().sessions.person(session) if session else None
        return person is not None and Action.UPLOAD in person.allowed

    async def _may_fetch(self, file: str, session: str | None) -> bool:
        """Whether a download was made for the session; in a thread, as it may be large."""
        return session is not None and await run_in_threadpool(lambda: self._is_made_for(file, session))

    def _proxied(self, scope: Scope) -> ProxyIdentity | None:
        """Whom the proxy vouches for; None where it did not send this request. Raises RequestRefused where that is unclear."""
        assert self._sign_in
        secrets = requests.values(scope, SECRET)
        if not secrets:
            return None
        names, groups = requests.values(scope, USER), requests.values(scope, GROUPS)
        # Of two lists of groups one may be the client's own.
        unclear = len(names) != 1 or (self._sign_in.roles and len(groups) > 1)
        if not self._is_of_proxy(scope) or unclear:
            raise RequestRefused(401, _("The proxy before the dashboard did not say clearly who you are."))
        of_person = [each.strip() for each in ",".join(groups).split(",")]
        return ProxyIdentity(names[0].strip(), self._sign_in.role_of(of_person))

    def _is_of_proxy(self, scope: Scope) -> bool:
        """Whether the proxy sent this request: it has its secret, once."""
        known, secrets = self._sign_in.proxy_secret if self._sign_in else "", requests.values(scope, SECRET)
        return (
            bool(known)
            and len(secrets) == 1
            and hmac.compare_digest(secrets[0].encode("latin-1"), known.encode())
        )

    def _session_of(
        self, identity: ProxyIdentity, session: str | None, scope: Scope, send: Send
    ) -> tuple[str | None, Send]:
        """The session of whom the proxy vouches for, and how to answer. A page that is opened begins one where there is none; what
        belongs to a page needs none, but for the web socket."""
        access = self._access()
        if session and access.sessions.belongs(session, *identity):
            return session, send
        if scope["type"] == "websocket":
            raise RequestRefused(401, _("You are not signed in. Reload this page to sign in."))
        if not _is_navigation(scope):
            if not access.people.may_enter(*identity):
                raise RequestRefused(403, _("You have no role here; an admin gives one on the page People."))
            return None, send
        try:
            token = access.sessions.begin(identity.name, role=identity.role)
        except UsageError as error:
            raise RequestRefused(403, str(error)) from None
        if session:
            access.sessions.end(session)
        return hash_of(token), _with_cookie(
            send, self._site.set_cookie(paths.COOKIE, token, scheme=scope.get("scheme", "http"))
        )

    async def _redirect(self, scope: Scope, send: Send) -> None:
        """To sign-in, and back to this page afterwards."""
        query = scope["query_string"].decode("latin-1")
        page = (requests.below(scope["path"], self._site.base) or "") + (f"?{query}" if query else "")
        to = f"{self._site.public}/{paths.START}?next={quote(requests.own_address(page), safe='')}"
        await send(
            {"type": "http.response.start", "status": 303, "headers": [(b"location", to.encode()), (b"content-length", b"0")]}
        )  # fmt: skip
        await send({"type": "http.response.body", "body": b""})

    async def _socket(self, session: str, scope: Scope, receive: Receive, send: Send) -> None:
        """A web socket that ends with its session."""
        socket = _Socket(session)
        self._sockets.add(socket)
        self._watch()
        accepted = False

        async def send_unless_ended(message: Message) -> None:
            nonlocal accepted
            if not socket.ended.is_set():
                accepted = accepted or message["type"] == "websocket.accept"
                await send(message)

        async def receive_until_ended() -> Message:
            message = await _unless(socket.ended, receive)
            if message is not None and message["type"] == "websocket.receive":
                if self._is_alive(session):
                    if self._is_by_hand(message.get("bytes") or b""):
                        self._access().sessions.touch(session)
                    return message
                message = None
            if message is not None:
                return message
            socket.ended.set()
            if accepted:
                await send({"type": "websocket.send", "bytes": self._farewell(self._sign_in_page())})
            await send({"type": "websocket.close", "code": ENDED})
            return {"type": "websocket.disconnect", "code": ENDED}

        try:
            await self._app(scope, receive_until_ended, send_unless_ended)
        finally:
            self._sockets.discard(socket)

    def _sign_in_page(self) -> str:
        # A proxy may have the dashboard below any path, and a page is one step below the dashboard.
        return (
            f"{self._site.public}/{paths.SIGN_IN}"
            if self._sign_in and self._sign_in.provider
            else paths.SIGN_IN
        )

    def _is_alive(self, session: str) -> bool:
        """Whether the session has not ended; no where nobody can tell."""
        try:
            return self._access().sessions.person(session) is not None
        except TrialmetricsError:
            return False

    def _watch(self) -> None:
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.get_running_loop().create_task(self._end_sockets())

    async def _end_sockets(self) -> None:
        """Tell the sockets of ended sessions so, as long as there are any."""
        while sockets := [*self._sockets]:
            alive = {session: self._is_alive(session) for session in {each.session for each in sockets}}
            for socket in sockets:
                if not alive[socket.session]:
                    socket.ended.set()
            del sockets
            await asyncio.sleep(LOOKS_EVERY)


async def _unless(ended: asyncio.Event, receive: Receive) -> Message | None:
    """The next message; None where the session ended before it."""
    receiving, ending = asyncio.ensure_future(receive()), asyncio.ensure_future(ended.wait())
    try:
        await asyncio.wait({receiving, ending}, return_when=asyncio.FIRST_COMPLETED)
        return None if ended.is_set() else receiving.result()
    finally:
        ending.cancel()
        if not receiving.done():
            receiving.cancel()


def _with_cookie(send: Send, cookie: bytes) -> Send:
    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), (b"set-cookie", cookie)]}
        await send(message)

    return send_with_cookie


def _is_navigation(scope: Scope) -> bool:
    """Whether a browser opens a page, rather than something that belongs to one."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    modes = requests.values(scope, "sec-fetch-mode")
    if modes:
        return modes == ["navigate"]
    return "text/html" in ",".join(requests.values(scope, "accept"))


def _require_this_machine(scope: Scope) -> None:
    """Raises RequestRefused where the request comes from another machine, or over a socket of a proxy."""
    if not is_between_this_machine(scope):
        raise RequestRefused(
            403,
            _("Without sign-in the dashboard answers its own machine only. Whoever runs it can configure sign-in; the README "
              "says how."),
        )  # fmt: skip
