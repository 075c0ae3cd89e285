"""The gate by itself: who is let through, and as whom, where a proxy says it, or where nobody signs in."""

import asyncio
from collections.abc import Iterator
from types import MappingProxyType

import pytest

from tests.people import by
from trialmetrics.access import Role
from trialmetrics.access.store import FILE, AccessStore
from trialmetrics.server.sign_in import paths
from trialmetrics.server.sign_in.gate import Gate, Site
from trialmetrics.server.sign_in.settings import SignIn

SECRET = "a secret of the proxy"
ROOT = Site()
PAGE = ("accept", "text/html")
PROXIED = SignIn(proxy_secret=SECRET, roles={"buyers": Role.LEAD, "all": Role.VIEWER})


@pytest.fixture
def access(tmp_path) -> Iterator[AccessStore]:
    opened = AccessStore(tmp_path / FILE)
    opened.people.add("anna", Role.ADMIN, by())
    yield opened
    opened.close()


@pytest.fixture
def asks(access):
    """Ask with headers: `asks(headers, kind=...)` -> status or close code, headers of the answer, and what the application saw."""

    def ask(
        *headers: tuple[str, str], kind="http", path="/ranking", sign_in: SignIn | None = PROXIED, site=ROOT,
        server=("127.0.0.1", 8501), client=("127.0.0.1", 5555), method="GET",
        owners=MappingProxyType({}), made=MappingProxyType({}),
    ):  # fmt: skip
        sent, seen = [], []

        async def application(scope, _receive, send):
            seen.append(dict(scope["headers"]))
            if scope["type"] == "http":
                await send({"type": "http.response.start", "status": 200, "headers": []})
                await send({"type": "http.response.body", "body": b""})

        async def receive():
            return {"type": "websocket.connect"}

        async def send(message):
            sent.append(message)

        gate = Gate(
            application,
            sign_in=sign_in,
            site=site,
            access=lambda: access,
            owner_of=owners.get,
            is_made_for=lambda file, session: made.get(file) == session,
            is_by_hand=bool,
            farewell=str.encode,
        )
        scope = {
            "type": kind, "path": path, "query_string": b"", "method": method, "server": server, "client": client,
            "headers": [(name.encode(), value.encode()) for name, value in headers],
        }  # fmt: skip
        asyncio.run(gate(scope, receive, send))
        answer = sent[0] if sent else {}
        return answer.get("status", answer.get("code")), dict(answer.get("headers", [])), seen

    return ask


def vouched(name: str, groups: str = "", secret: str = SECRET) -> list[tuple[str, str]]:
    return [("x-forwarded-user", name), ("x-forwarded-groups", groups), ("x-trialmetrics-secret", secret)]


def session_in(headers: dict[bytes, bytes]) -> tuple[str, str]:
    return ("cookie", headers[b"set-cookie"].decode().partition(";")[0])


def test_a_page_that_a_proxy_vouches_for_begins_a_session_and_hands_none_of_its_headers_on(asks):
    status, headers, (seen,) = asks(PAGE, *vouched("anna"))
    assert status == 200
    assert headers[b"set-cookie"].endswith(b"; Path=/; HttpOnly; SameSite=Lax")
    assert {*seen} == {b"accept", paths.SESSION_HEADER.encode()}
    _status, secure, (handed_on,) = asks(PAGE, *vouched("anna"), ("x-forwarded-proto", "https"))
    assert secure[b"set-cookie"].endswith(b"; Path=/; HttpOnly; SameSite=Lax; Secure")
    assert {*handed_on} == {*seen}
    _status, again, (same,) = asks(PAGE, session_in(headers), *vouched("anna"))
    assert b"set-cookie" not in again
    assert same[paths.SESSION_HEADER.encode()] == seen[paths.SESSION_HEADER.encode()]


def test_a_cookie_with_backslashes_reaches_nobody_who_reads_it_slowly(asks):
    for sign_in, headers in ((None, []), (PROXIED, vouched("anna"))):
        _status, _headers, (seen,) = asks(PAGE, ("cookie", 'a="\\\\"; b=1'), *headers, sign_in=sign_in)
        assert seen[b"cookie"] == b" b=1"


def test_a_web_socket_needs_the_session_of_whom_the_proxy_vouches_for(asks):
    _status, headers, _seen = asks(PAGE, *vouched("anna"))
    cookie = session_in(headers)
    assert asks(*vouched("anna"), kind="websocket")[0] == 1008
    assert asks(*vouched("bob", "buyers"), cookie, kind="websocket")[0] == 1008
    assert len(asks(*vouched("anna"), cookie, kind="websocket")[2]) == 1


@pytest.mark.parametrize(
    "headers",
    [
        vouched("anna", secret="another secret, as long"), vouched("anna", secret=""), vouched("anna", secret="é"),
        [*vouched("anna"), ("x-forwarded-user", "bob")], [*vouched("anna"), ("x-trialmetrics-secret", SECRET)],
        [("x-trialmetrics-secret", SECRET)], [("x-forwarded-user", "anna")],
        [*vouched("anna"), ("x-forwarded-groups", "buyers")], [("x-forwarded-groups", ""), *vouched("bob", "buyers")],
    ],
)  # fmt: skip
def test_whom_nobody_vouches_for_clearly_is_nobody(asks, headers):
    for kind, refused in (("http", 401), ("websocket", 1008)):
        status, _headers, seen = asks(PAGE, *headers, kind=kind)
        assert (status, seen) == (refused, [])


def test_groups_are_said_once_or_not_at_all_and_count_only_where_they_give_roles(asks):
    user, groups, secret = vouched("anna")
    assert asks(PAGE, user, secret)[0] == asks(PAGE, user, groups, secret)[0] == 200
    assert asks(PAGE, user, groups, groups, secret, sign_in=SignIn(proxy_secret=SECRET))[0] == 200


def test_a_session_of_somebody_else_is_left_for_a_new_one(asks, access):
    _status, headers, (seen,) = asks(PAGE, *vouched("anna"))
    cookie, session = session_in(headers), seen[paths.SESSION_HEADER.encode()].decode()
    _status, headers, (seen,) = asks(PAGE, cookie, *vouched("bob", "all, buyers"))
    assert access.sessions.person(session) is None
    assert access.sessions.person(seen[paths.SESSION_HEADER.encode()].decode()) == by("bob", Role.LEAD)
    # Groups that give another role begin a new session, too.
    _status, headers, (seen,) = asks(PAGE, session_in(headers), *vouched("bob", "all"))
    assert access.sessions.person(seen[paths.SESSION_HEADER.encode()].decode()) == by("bob", Role.VIEWER)


def test_a_file_is_put_into_nobody_elses_page(asks):
    _status, headers, (seen,) = asks(PAGE, *vouched("anna"))
    session = seen[paths.SESSION_HEADER.encode()].decode()

    def put(owner: str | None, *headers: tuple[str, str]) -> int:
        return asks(
            *headers,
            *vouched("anna"),
            path="/_stcore/upload_file/page/1",
            method="PUT",
            owners={"page": owner},
        )[0]

    cookie = session_in(headers)
    assert put(session, cookie) == 200
    assert [put("another", cookie), put(None, cookie), put(None), put(session)] == [403] * 4


def test_a_download_is_for_whom_it_was_made(asks):
    _status, headers, (seen,) = asks(PAGE, *vouched("anna"))
    session, cookie = seen[paths.SESSION_HEADER.encode()].decode(), session_in(headers)

    def fetched(*headers: tuple[str, str], **request) -> int:
        return asks(*headers, *vouched("anna"), made={"x.csv": session, "y.csv": "another"}, **request)[0]

    assert fetched(cookie, path="/media/x.csv") == 200
    assert [fetched(cookie, path="/media/y.csv"), fetched(path="/media/x.csv")] == [404, 404]
    site = Site("/team", "/team")
    assert fetched(cookie, path="/team/media/x.csv", site=site) == 404  # the cookie is of another dashboard
    assert fetched(cookie, path="/static/media/font.woff2") == 200


def test_behind_a_proxy_alone_a_session_is_nothing_without_it(asks):
    _status, headers, _seen = asks(PAGE, *vouched("anna"))
    for kind, refused in (("http", 401), ("websocket", 1008)):
        assert asks(PAGE, session_in(headers), kind=kind)[::2] == (refused, [])


def test_who_may_add_no_file_any_more_puts_none(asks, access):
    _status, headers, (seen,) = asks(PAGE, *vouched("anna"))
    session = seen[paths.SESSION_HEADER.encode()].decode()

    def put() -> int:
        return asks(
            session_in(headers),
            *vouched("anna"),
            path="/_stcore/upload_file/page/1",
            method="PUT",
            owners={"page": session},
        )[0]

    assert put() == 200
    access.people.add("bob", Role.ADMIN, by())
    access.people.add("anna", Role.VIEWER, by())
    assert put() == 403


def test_whoever_has_no_role_gets_nothing(asks):
    assert asks(PAGE, *vouched("eve"))[0] == 403
    assert asks(*vouched("eve"), path="/static/x.js")[0] == 403
    assert asks(*vouched("anna"), path="/static/x.js")[0] == 200


@pytest.mark.parametrize(
    ("server", "client"),
    [
        ("10.0.0.5", "10.0.0.6"), ("127.0.0.1", "10.0.0.6"), ("10.0.0.5", "127.0.0.1"), ("::1", "fe80::1"),
        ("0.0.0.0", "127.0.0.1"), ("::ffff:10.0.0.5", "::1"),
    ],
)  # fmt: skip
def test_without_sign_in_another_machine_gets_nothing(asks, server, client):
    for kind, refused in (("http", 403), ("websocket", 1008)):
        asked = asks(PAGE, sign_in=None, kind=kind, server=(server, 1), client=(client, 1))
        assert (asked[0], asked[2]) == (refused, [])


def test_without_sign_in_a_proxy_over_a_unix_socket_gets_nothing(asks):
    assert asks(PAGE, sign_in=None, server=("/run/x.sock", None), client=None)[0] == 403


def test_without_sign_in_this_machine_gets_everything_but_a_header_that_says_who_it_is(asks):
    for address in ("127.0.0.1", "::1", "127.3.2.1", "::ffff:127.0.0.1"):
        status, _headers, (seen,) = asks(
            (paths.SESSION_HEADER, "x"), ("X_Trialmetrics_Session", "x"), *vouched("anna"),
            sign_in=None, server=(address, 1), client=(address, 1),
        )  # fmt: skip
        assert (status, seen) == (200, {})


def test_where_the_people_cannot_be_read_nobody_comes_in(asks, access):
    _status, headers, _seen = asks(PAGE, *vouched("anna"))
    access._file.connection.execute("drop table session")
    for kind, refused in (("http", 503), ("websocket", 1008)):
        assert asks(session_in(headers), kind=kind)[::2] == (refused, [])


def test_only_what_belongs_to_sign_in_is_open(asks):
    site = Site(base="/team", public="/team")
    for path in (
        "/team/alive",
        "/team/sign-in",
        "/team/sign-in/start",
        "/team/sign-in/callback",
        "/team/sign-out",
    ):
        assert asks(site=site, path=path)[0] == 200
    for path in (
        "/alive",
        "/team",
        "/team/",
        "/team/alive/",
        "/team/x/sign-in",
        "/teamsign-in",
        "/team/_stcore/health",
    ):
        assert asks(site=site, path=path)[0] == 401
    assert asks(site=site, path="/team/sign-in", kind="websocket")[0] in (None, 1008)


def test_programs_pass_without_a_session_and_without_cookies_or_anything_that_says_who_they_are(asks):
    _status, headers, _seen = asks(PAGE, *vouched("anna"))
    own = ("authorization", "Bearer x")
    for path in ("/api/ranking", "/api", "/api/x/y"):
        for sign_in in (PROXIED, None):
            status, headers_back, (seen,) = asks(
                own, session_in(headers), (paths.SESSION_HEADER, "x"), *vouched("anna"), path=path, sign_in=sign_in,
            )  # fmt: skip
            assert (status, headers_back, {*seen}) == (200, {}, {b"authorization"})
    for path in ("/apix", "/x/api/ranking", "//api/ranking", "/API/ranking"):
        assert asks(own, path=path)[0] == 401
    assert asks(own, path="/api/ranking", kind="websocket")[0] == 1008
    assert asks(own, path="/team/api/ranking", site=Site("/team", "/team"))[0] == 200
    assert asks(own, path="/api/ranking", site=Site("/team", "/team"))[0] == 401
    assert asks(own, path="/api/ranking", sign_in=None, client=("10.0.0.6", 1))[0] == 403
