"""Who asks: whoever the token in the one `Authorization` header belongs to. No cookie, session or other header counts."""

import re
from collections.abc import Callable
from typing import Any

from trialmetrics.access import Person
from trialmetrics.access.store import AccessStore
from trialmetrics.access.tokens import PREFIX
from trialmetrics.server.addresses import is_between_this_machine
from trialmetrics.server.refusals import RequestRefused
from trialmetrics.server.sign_in import requests
from trialmetrics.text.language import _

_BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/=-]+) *", re.IGNORECASE)
LONGEST = 200  # characters of a token


def token_of(scope: Any, *, over_tls: bool) -> str:
    """The token of a request. `over_tls`: whether whoever asks reaches the dashboard that way. Raises RequestRefused."""
    if PREFIX.encode() in scope["query_string"]:
        raise RequestRefused(
            400,
            _("A token in an address ends up in logs and histories: withdraw it, and send another one as Authorization: Bearer "
              "TOKEN."),
        )  # fmt: skip
    headers = requests.values(scope, "authorization")
    found = _BEARER.fullmatch(headers[0].strip()) if len(headers) == 1 else None
    if found is None or len(found[1]) > LONGEST:
        raise RequestRefused(
            401, _("Send one token with the request, as Authorization: Bearer TOKEN. The README says how to get one.")
        )  # fmt: skip
    if not (over_tls or scope.get("scheme") == "https" or is_between_this_machine(scope)):
        raise RequestRefused(
            403,
            _("A token is not taken over plain HTTP from another machine, where it could be read on the way: withdraw it, and "
              "ask at the https address of the dashboard."),
        )  # fmt: skip
    return found[1]


def person_of(token: str, access: Callable[[], AccessStore]) -> Person:
    """Whose token it is, with the role of this moment and what the token leaves of it. Raises RequestRefused where it has ended,
    or StoreError."""
    person = access().tokens.person(token)
    if person is None:
        raise RequestRefused(401, _("This token is unknown, or it has ended. Make another one."))
    return person
