"""The cookie that remembers which name a browser's user gave. It proves nothing, and nobody may set it for somebody else.

A page asks for a `token` for a name and makes the browser fetch it; the answer sets the cookie. A token works once, so a link from
elsewhere cannot give its reader a name.
"""

import secrets
from collections.abc import Mapping
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from trialmetrics.text.plain_text import visible

PATH = "name"  # of the route, followed by a token
COOKIE = "trialmetrics_name"
YEAR = 365 * 24 * 3600  # seconds
LONGEST = 60  # characters of a name
MOST_WAITING = 1000  # tokens that were not fetched; the oldest go first

_names: dict[str, str] = {}


def token(name: str) -> str:
    """A token that makes a browser remember this name; an empty name is forgotten."""
    made = secrets.token_urlsafe()
    _names[made] = name
    while len(_names) > MOST_WAITING:
        _names.pop(next(iter(_names)), None)
    return made


def from_cookies(cookies: Mapping[str, str]) -> str:
    """The name among a browser's cookies; empty without one."""
    return cleaned(unquote(cookies.get(COOKIE, "")))


def cleaned(name: str) -> str:
    """A name on one line, without characters that cannot be seen, of at most LONGEST characters."""
    return " ".join(visible(name).split())[:LONGEST]


def remember(request: Request) -> Response:
    """The answer to a token: nothing but the cookie. 404 for any other token."""
    name = _names.pop(request.path_params["token"], None)
    if name is None:
        return Response(status_code=404)
    answer = Response(status_code=204, headers={"cache-control": "no-store"})
    if name:
        answer.set_cookie(COOKIE, quote(name), max_age=YEAR, httponly=True, samesite="lax")
    else:
        answer.delete_cookie(COOKIE)
    return answer
