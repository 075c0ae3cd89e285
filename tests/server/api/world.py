"""The HTTP routes behind the gate, on a store of their own, with people of every role and their tokens; no server needed."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from tests.conftest import ZONE, new_store
from tests.people import by
from trialmetrics.access import OPERATOR, Person, Role
from trialmetrics.access.store import FILE, AccessStore
from trialmetrics.intake import read
from trialmetrics.server.api.application import Api
from trialmetrics.server.sign_in.gate import Gate, Site
from trialmetrics.server.sign_in.settings import SignIn
from trialmetrics.store import Store
from trialmetrics.workspace import Workspace

NAMES = {Role.ADMIN: "anna", Role.LEAD: "bob", Role.TESTER: "cas", Role.VIEWER: "dan"}
HEADER = "supplier,trial_id,event,occurred_at,category,tester,courtesy,note\n"
LOG = HEADER + (
    "Acme,A1,request,2026-03-02 10:00,Paper,Tess,,\n"
    "Acme,A1,reply,2026-03-02 12:00,,,,\n"
    "Acme,A1,rude,2026-03-03 12:00,,,,so small an order\n"
    "Acme,A1,delivery,2026-03-04 12:00,,,,\n"
    "Acme,A1,assessment,2026-03-05 12:00,,,4,kindly said\n"
    "Bolt,B1,request,2026-03-02 10:00,Paint,Otto,,\n"
)
MOST = 1_000_000  # bytes of one request with files
SITE = Site("/team", "/team")
Files = Sequence[tuple[str, bytes]]


@dataclass
class World:
    """`store` and `access` behind the routes; tokens are `tokens[role, writes]`."""

    store: Store
    access: AccessStore
    tokens: dict[tuple[Role, bool], str]
    app: Any

    def token(self, role: Role = Role.LEAD, *, writes: bool = True) -> str:
        return self.tokens[role, writes]

    def ask(
        self, path: str, token: str | None = None, method: str = "GET", *, client: str = "127.0.0.1",
        headers: Sequence[tuple[str, str]] = (), base: str = "http://localhost:8501/team/api/", **named: Any,
    ) -> httpx2.Response:  # fmt: skip
        """The answer to a request for `path` below the routes."""
        return asyncio.run(self.asks(path, token, method, client=client, headers=headers, base=base, **named))

    async def asks(
        self, path: str, token: str | None = None, method: str = "GET", *, client: str = "127.0.0.1",
        headers: Sequence[tuple[str, str]] = (), base: str = "http://localhost:8501/team/api/", **named: Any,
    ) -> httpx2.Response:  # fmt: skip
        """The same within an event loop."""
        transport = httpx2.ASGITransport(app=self.app, client=(client, 5555))
        own = [("authorization", f"Bearer {token}")] if token else []
        async with httpx2.AsyncClient(transport=transport) as asker:
            return await asker.request(method, base + path, headers=[*own, *headers], **named)

    def upload(
        self, *files: tuple[str, str | bytes], token: str | None = None, query: str = ""
    ) -> httpx2.Response:
        """Send files, by name and content."""
        sent = [
            ("file", (name, content.encode() if isinstance(content, str) else content))
            for name, content in files
        ]
        return self.ask(f"uploads{query}", token or self.token(), "POST", files=sent)


@contextmanager
def world(folder: Path, sign_in: SignIn | None = None, *, log: str = LOG) -> Iterator[World]:
    """People of every role, and a log by "anna"."""
    with closing(AccessStore(folder / FILE)) as access, new_store(folder / "trials.duckdb") as store:
        for role, name in NAMES.items():
            access.people.add(name, role, OPERATOR)
        tokens = {
            (role, writes): access.tokens.make("x", by(name, role), writes=writes)
            for role, name in NAMES.items()
            for writes in (False, True)
        }
        take(store, folder / "first", log, by("anna"))
        workspace = Workspace(store)
        api = Api(
            base=SITE.base, over_tls=False, access=lambda: access, workspace=lambda: workspace, most=MOST
        )
        app = Gate(
            api, sign_in=sign_in, site=SITE, access=lambda: access, owner_of=lambda _page: None,
            is_made_for=lambda _file, _session: False,
            is_by_hand=bool, farewell=str.encode,
        )  # fmt: skip
        yield World(store, access, tokens, app)


def take(store: Store, folder: Path, log: str, person: Person) -> int:
    """Take a log in; its upload."""
    folder.mkdir()
    path = folder / "log.csv"
    path.write_text(log, encoding="utf-8")
    return store.uploads.add([read(path, folder, zone=ZONE).require_batch()], person)[0].upload_id


def row(number: int) -> str:
    """A log with one trial."""
    return HEADER + f"Acme,N{number},request,2026-03-02 10:00,Paper,,,\n"


Take = Callable[[Store, Path, str, Person], int]
