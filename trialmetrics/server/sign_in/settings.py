"""How people sign in here, from the environment and `.streamlit/secrets.toml`; nobody does by default."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from trialmetrics.access import Role
from trialmetrics.errors import UsageError
from trialmetrics.server.sign_in.paths import CALLBACK
from trialmetrics.text.language import _

PROXY_SECRET = "TRIALMETRICS_PROXY_SECRET"
SECRETS = (Path.home() / ".streamlit" / "secrets.toml", Path(".streamlit") / "secrets.toml")
SHORTEST_SECRET = 16  # characters
_NEEDED = ("client_id", "client_secret", "server_metadata_url", "redirect_uri")


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider. `redirect_uri`: the dashboard's own address as browsers see it, then `/sign-in/callback`.

    `name_claim`: the claim that names a person here.
    """

    client_id: str
    client_secret: str = field(repr=False)
    server_metadata_url: str = ""
    redirect_uri: str = ""
    name_claim: str = "email"
    scope: str = "openid email profile"

    @property
    def public_path(self) -> str:
        """The path of the dashboard as browsers see it, without a slash at the end."""
        return urlsplit(self.redirect_uri).path.removesuffix(f"/{CALLBACK}")

    @property
    def over_tls(self) -> bool:
        """Whether browsers reach the dashboard over TLS."""
        return self.redirect_uri.startswith("https://")


@dataclass(frozen=True)
class SignIn:
    """A provider, or the secret of a proxy that says who somebody is; and which groups have which role."""

    provider: Provider | None = None
    proxy_secret: str = field(default="", repr=False)
    groups_claim: str = "groups"
    roles: Mapping[str, Role] = field(default_factory=dict)

    def role_of(self, groups: list[str]) -> Role | None:
        """The highest role that these groups have."""
        ranks = [*Role]
        return max((self.roles[each] for each in groups if each in self.roles), key=ranks.index, default=None)


def is_configured() -> bool:
    """Whether people sign in here."""
    return settings() is not None


@cache
def settings() -> SignIn | None:
    """How people sign in; None: nobody does. Raises UsageError where the settings are wrong."""
    return read(os.environ, _secrets())


def read(environment: Mapping[str, str], secrets: Mapping[str, Any]) -> SignIn | None:
    """The settings in an environment and in secrets. Raises UsageError."""
    secret, auth = environment.get(PROXY_SECRET, ""), dict(secrets.get("auth", {}))
    if not secret and not auth:
        return None
    if secret and len(secret) < SHORTEST_SECRET:
        raise UsageError(
            _("{setting} is too short to be a secret; write {n} characters or more.").format(
                setting=PROXY_SECRET, n=SHORTEST_SECRET
            )
        )
    return SignIn(
        provider=_provider(auth) if {*auth} & {*_NEEDED} or not secret else None,
        proxy_secret=secret,
        groups_claim=auth.get("groups_claim", "groups"),
        roles=_roles(auth.get("roles", {})),
    )


def _provider(auth: Mapping[str, Any]) -> Provider:
    missing = [name for name in _NEEDED if not auth.get(name)]
    if missing:
        raise UsageError(_("[auth] in secrets.toml lacks {names}.").format(names=", ".join(missing)))
    address = urlsplit(auth["redirect_uri"])
    if address.scheme not in ("http", "https") or not address.path.endswith(f"/{CALLBACK}") or address.query:
        raise UsageError(
            _("redirect_uri in secrets.toml has to be the address of the dashboard followed by /{path}, such as "
              "https://trials.example.org/{path}.").format(path=CALLBACK)
        )  # fmt: skip
    named = {name: auth[name] for name in ("name_claim", "scope") if auth.get(name)}
    return Provider(**{name: auth[name] for name in _NEEDED}, **named)


def _roles(roles: Mapping[str, str]) -> dict[str, Role]:
    try:
        return {group: Role(role) for group, role in roles.items()}
    except ValueError as error:
        raise UsageError(
            _("[auth.roles] in secrets.toml: {error}; the roles are {roles}.").format(
                error=error, roles=", ".join(Role)
            )
        ) from None


def _secrets() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in SECRETS:
        try:
            found |= tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise UsageError(_("{path} cannot be read: {reason}.").format(path=path, reason=error)) from None
    return found
