"""A dashboard with sign-in in front of a real provider on this machine, and people who sign in without a browser."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx2
from oidc_provider_mock import User, run_server_in_thread

from tests.people import by
from tests.prefix_proxy import proxying
from tests.serving import STREAMLIT, Server, serving
from trialmetrics.access import Role
from trialmetrics.access.store import FILE, AccessStore

PAGE = {
    "accept": "text/html",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
    "sec-fetch-site": "none",
}
SECRETS = """
[auth]
client_id = "trialmetrics"
client_secret = "of the provider"
server_metadata_url = "http://localhost:{provider}/.well-known/openid-configuration"
redirect_uri = "{public}/sign-in/callback"
[auth.roles]
buyers = "lead"
"""


@contextmanager
def provider(*people: User) -> Iterator[int]:
    """A provider that knows these people; its port."""
    with run_server_in_thread(user_claims=people) as server:
        yield server.server_port


def person(name: str, **claims: Any) -> User:
    """Somebody whom the provider knows by this address."""
    return User(sub=name, claims={"email": f"{name}@example.org", **claims})


@contextmanager
def people_of(folder: Path) -> Iterator[AccessStore]:
    """The access data in this folder, as another process has it."""
    with closing(AccessStore(folder / FILE)) as access:
        yield access


@contextmanager
def signing_in(
    folder: Path, provider_port: int, *options: str, public: str = "", base: str = "",
    run: tuple[str, ...] = STREAMLIT, **roles: Role,
) -> Iterator[Server]:  # fmt: skip
    """A server with sign-in; `roles`: who has one, by the part of their address before example.org."""
    with people_of(folder) as access:
        for name, role in roles.items():
            access.people.add(f"{name}@example.org", role, by())

    def configure(server: Server) -> None:
        (folder / ".streamlit").mkdir(exist_ok=True)
        text = SECRETS.format(
            provider=provider_port, public=public or f"http://localhost:{server.port}{base}"
        )
        (folder / ".streamlit" / "secrets.toml").write_text(text, encoding="utf-8")

    with serving(folder, *options, run=run, configure=configure, base=base, HOME=str(folder)) as server:
        yield server


KINDS = ("at the root", "below a base path", "behind a proxy")


@contextmanager
def signing_in_at(kind: str, folder: Path, *people: User, **roles: Role) -> Iterator[Server]:
    """A server with sign-in and a provider that knows these people, with the port and the base path that browsers know."""
    with ExitStack() as stack:
        port = stack.enter_context(provider(*people))
        if kind == "behind a proxy":
            proxy = stack.enter_context(proxying("/team"))
            public = f"http://localhost:{proxy.port}/team"
            server = stack.enter_context(signing_in(folder, port, public=public, **roles))
            proxy.target = server.port
            server.port, server.base = proxy.port, "/team"
        elif kind == "below a base path":
            options = ("--server.baseUrlPath", "team")
            server = stack.enter_context(signing_in(folder, port, *options, base="/team", **roles))
        else:
            server = stack.enter_context(signing_in(folder, port, **roles))
        yield server


class Browser:
    """Opens pages as a browser does, cookies and all."""

    def __init__(self, server: Server) -> None:
        self._client = httpx2.Client(headers=PAGE, timeout=30)
        self.home = f"http://localhost:{server.port}{server.base}/"
        self.cookies = self._client.cookies

    def open(self, page: str = "", method: str = "GET", **headers: str) -> httpx2.Response:
        """The answer to one request for a page, not followed anywhere."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.request(method, urljoin(self.home, page), headers=named)

    def at_provider(self, page: str = "") -> str:
        """Open a page without being signed in; the address at the provider to which that leads."""
        return self.open(self.open(page).headers["location"]).headers["location"]

    def back(self, address: str, name: str) -> str:
        """Say to the provider who one is; the address to which it sends the browser back."""
        return self._client.post(address, data={"sub": name}).headers["location"]

    def sign_in(self, name: str, page: str = "") -> httpx2.Response:
        """Sign in on the way to a page; the answer of the dashboard."""
        return self.open(self.back(self.at_provider(page), name))

    @property
    def cookie(self) -> str:
        """What the browser sends of its cookies."""
        return "; ".join(f"{each.name}={each.value}" for each in self.cookies.jar)
