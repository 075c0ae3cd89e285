"""The routes of sign-in: to the provider, back from it, and out. Their pages are the only ones that anybody may open."""

import html
import logging
import secrets
from collections.abc import Callable
from hmac import compare_digest
from typing import Any
from urllib.parse import quote

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from trialmetrics.access.sessions import hash_of
from trialmetrics.access.store import AccessStore
from trialmetrics.errors import TrialmetricsError, UsageError
from trialmetrics.server.sign_in import paths, requests
from trialmetrics.server.sign_in.gate import Site
from trialmetrics.server.sign_in.provider import Journey, OpenIDProvider
from trialmetrics.server.sign_in.settings import SignIn
from trialmetrics.text.language import _

LASTS = 600  # seconds that somebody may take to sign in
_LOGGER = logging.getLogger("trialmetrics")
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<link rel="icon" href="data:,"><style>
:root {{ color-scheme: light dark }}
body {{ font: 15px/1.5 "Source Sans", Helvetica, Arial, sans-serif; max-width: 28rem; margin: 15vh auto; padding: 0 1rem }}
a, button {{ font: inherit; display: inline-block; padding: .4rem 1rem; border: 1px solid #0072B2; border-radius: .3rem;
background: #0072B2; color: #fff; text-decoration: none; cursor: pointer }}
</style></head><body><main><h1>trialmetrics</h1><p>{sentence}</p>{action}</main></body></html>
"""


class SignInRoutes:
    """The routes, below the base path of the dashboard."""

    def __init__(self, sign_in: SignIn, site: Site, access: Callable[[], AccessStore]) -> None:
        self._sign_in = sign_in
        self._site = site
        self._access = access
        self._provider = OpenIDProvider(sign_in) if sign_in.provider else None
        # Whoever was on the way when the server stopped begins anew.
        self._signed = URLSafeTimedSerializer(secrets.token_bytes(32))

    def routes(self) -> list[Route]:
        """All of them."""
        ways: list[tuple[str, Any, list[str]]] = [
            (paths.SIGN_IN, self.page, ["GET"]),
            (paths.START, self.start, ["GET"]),
            (paths.CALLBACK, self.callback, ["GET"]),
            (paths.SIGN_OUT, self.sign_out, ["GET", "POST"]),
        ]
        return [Route(f"{self._site.base}/{path}", do, methods=methods) for path, do, methods in ways]

    def page(self, _request: Request) -> Response:
        """For whoever signed out, or whose session ended."""
        return self._say(_("You are signed out."))

    async def start(self, request: Request) -> Response:
        """To the provider."""
        if self._provider is None:
            return self._to("")
        try:
            journey = await self._provider.begin()
        except UsageError as error:
            return self._failed(error, 502)
        kept = self._signed.dumps([*journey, requests.own_address(request.query_params.get("next", ""))])
        response = Response(status_code=303, headers={"location": journey.url})
        self._set_cookie(response, paths.FLOW_COOKIE, str(kept), seconds=LASTS)
        return response

    async def callback(self, request: Request) -> Response:
        """Back from the provider: begin a session, if it is this browser that set out."""
        try:
            *sent, page = self._signed.loads(
                requests.cookie(request.scope, self._site.cookie(paths.FLOW_COOKIE)) or "", max_age=LASTS
            )
            journey = Journey(*sent)
        except BadData:
            return self._say(
                _("This sign-in was begun elsewhere, or too long ago. Begin it again here."), 400
            )
        if not compare_digest(request.query_params.get("state", "").encode(), journey.state.encode()):
            return self._say(_("This sign-in was begun elsewhere. Begin it again here."), 400)
        code = request.query_params.get("code")
        if self._provider is None or not code:
            return self._forgetting(self._say(_("You did not sign in."), 403))
        try:
            identity = await self._provider.identity(code, journey)
            access, role = self._access(), self._sign_in.role_of(identity.groups)
            token = await run_in_threadpool(
                lambda: access.sessions.begin(identity.name, subject=identity.subject, role=role)
            )
            await run_in_threadpool(self._end, request)
        except TrialmetricsError as error:
            return self._forgetting(self._failed(error, 403))
        response = self._to(page)
        self._set_cookie(response, paths.COOKIE, token)
        return self._forgetting(response)

    def sign_out(self, request: Request) -> Response:
        """End the session, where one of our own pages asks it; else ask first."""
        if request.method == "GET" and request.headers.get("sec-fetch-site") != "same-origin":
            words = html.escape(_("Sign out"))
            button = f'<form method="post"><button>{words}</button></form>'
            return HTMLResponse(_page(_("Do you want to sign out?"), button))
        self._end(request)
        response = self._to(paths.SIGN_IN)
        self._set_cookie(response, paths.COOKIE, "", seconds=0)
        return response

    def _end(self, request: Request) -> None:
        token = requests.cookie(request.scope, self._site.cookie(paths.COOKIE))
        if token:
            self._access().sessions.end(hash_of(token))

    def _failed(self, error: TrialmetricsError, status: int) -> Response:
        if error.__cause__:
            _LOGGER.warning("sign-in failed: %r", error.__cause__)
        return self._say(str(error), status)

    def _say(self, sentence: str, status: int = 200) -> Response:
        # The page without a provider is left by opening the dashboard again, which the proxy then lets in or not.
        to = paths.START if self._provider else ""
        words = html.escape(_("Sign in"))
        link = f'<a href="{quote(self._site.public)}/{to}">{words}</a>'
        return HTMLResponse(_page(sentence, link), status)

    def _to(self, page: str) -> Response:
        return Response(status_code=303, headers={"location": f"{self._site.public}/{page}"})

    def _forgetting(self, response: Response) -> Response:
        self._set_cookie(response, paths.FLOW_COOKIE, "", seconds=0)
        return response

    def _set_cookie(self, response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
        response.raw_headers.append((b"set-cookie", self._site.set_cookie(name, value, seconds=seconds)))


def _page(sentence: str, action: str) -> str:
    return _PAGE.format(title="trialmetrics", sentence=html.escape(sentence), action=action)
