"""Asks an OpenID Connect provider who somebody is: authorization code flow with PKCE, state and nonce, by Authlib."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from trialmetrics.errors import UsageError
from trialmetrics.server.sign_in.settings import SignIn
from trialmetrics.text.language import _

PATIENCE = 10.0  # seconds for an answer of the provider


class Journey(NamedTuple):
    """A sign-in on its way: where to send the browser, and what its answer is checked with."""

    url: str
    state: str
    nonce: str
    code_verifier: str


class ProviderIdentity(NamedTuple):
    """Who somebody proved to be. `subject`: what the provider calls them for ever."""

    name: str
    subject: str
    groups: list[str]


class OpenIDProvider:
    """The provider of the settings. Every method raises UsageError with a sentence for whoever signs in."""

    def __init__(self, sign_in: SignIn) -> None:
        # Imported here: most dashboards have no provider.
        from authlib.integrations.starlette_client import OAuth

        assert sign_in.provider
        self._sign_in, self._provider = sign_in, sign_in.provider
        self._client = OAuth().register(
            "provider",
            client_id=self._provider.client_id,
            client_secret=self._provider.client_secret,
            server_metadata_url=self._provider.server_metadata_url,
            client_kwargs={
                "scope": self._provider.scope, "code_challenge_method": "S256", "timeout": PATIENCE,
            },
        )  # fmt: skip

    async def begin(self) -> Journey:
        """Where to send the browser."""
        try:
            made = await self._client.create_authorization_url(self._provider.redirect_uri)
        except Exception as error:
            raise _unreachable() from error
        return Journey(made["url"], made["state"], made["nonce"], made["code_verifier"])

    async def identity(self, code: str, journey: Journey) -> ProviderIdentity:
        """Who came back with this code."""
        try:
            token = await self._client.fetch_access_token(
                redirect_uri=self._provider.redirect_uri, code=code, code_verifier=journey.code_verifier
            )
            claims: dict[str, Any] = dict(await self._client.parse_id_token(token, nonce=journey.nonce))
            if self._provider.name_claim not in claims or self._sign_in.groups_claim not in claims:
                claims = {**await self._more(token, claims), **claims}
        except Exception as error:
            raise _unproven() from error
        return self._identity(claims)

    async def _more(self, token: Mapping[str, Any], claims: Mapping[str, Any]) -> dict[str, Any]:
        """What the provider tells of the same person elsewhere; nothing where it tells nothing."""
        if "userinfo_endpoint" not in await self._client.load_server_metadata():
            return {}
        more = dict(await self._client.userinfo(token=token))
        return more if more.get("sub") == claims["sub"] else {}

    def _identity(self, claims: Mapping[str, Any]) -> ProviderIdentity:
        name = claims.get(self._provider.name_claim)
        if not isinstance(name, str) or not name.strip():
            raise UsageError(
                _("The sign-in service does not say who you are ({claim} is missing).").format(
                    claim=self._provider.name_claim
                )
            )
        # Some providers never say it.
        if self._provider.name_claim == "email" and claims.get("email_verified", True) not in (True, "true"):
            raise UsageError(_("The sign-in service has not verified your address yet."))
        groups = claims.get(self._sign_in.groups_claim) or []
        groups = [groups] if isinstance(groups, str) else groups
        return ProviderIdentity(name.strip(), f"{claims['iss']} {claims['sub']}", [*map(str, groups)])


def _unreachable() -> UsageError:
    return UsageError(_("The sign-in service does not answer; try again in a minute."))


def _unproven() -> UsageError:
    return UsageError(_("The sign-in service did not confirm who you are; sign in again."))
