"""A server whose proxy says who somebody is: nobody gets in past the proxy, nor as two people at once."""

import http.client
from collections.abc import Iterator

import pytest
from websockets.exceptions import InvalidStatus

from tests.people import by
from tests.serving import Server, serving
from tests.signing_in import PAGE, people_of
from trialmetrics.access import Role

SECRET = "a secret of the proxy"


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("proxied")
    with people_of(folder) as access:
        access.people.add("anna", Role.ADMIN, by())
        access.people.add("bob", Role.VIEWER, by())
    with serving(folder, TRIALMETRICS_PROXY_SECRET=SECRET, HOME=str(folder)) as started:
        yield started


def vouched(name: str, secret: str = SECRET) -> list[tuple[str, str]]:
    return [("X-Forwarded-User", name), ("X-Trialmetrics-Secret", secret)]


def asked(server: Server, *headers: tuple[str, str], path: str = "/supplier") -> tuple[int, str]:
    """Status of an answer to these headers, as often as they are named, and the cookie that it sets."""
    connection = http.client.HTTPConnection("localhost", server.port, timeout=30)
    connection.putrequest("GET", path)
    for name, value in (*PAGE.items(), *headers):
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    answer.read()
    connection.close()
    cookies = [
        each for each in answer.headers.get_all("set-cookie", []) if each.startswith("trialmetrics_session")
    ]
    return answer.status, cookies[0].partition(";")[0] if cookies else ""


def socket_status(server: Server, headers: list[tuple[str, str]]) -> int:
    try:
        with server.connect_with(headers):
            return 101
    except InvalidStatus as error:
        return error.response.status_code


def test_whom_the_proxy_vouches_for_sees_the_page_as_that_person(server):
    status, cookie = asked(server, *vouched("anna"))
    assert status == 200
    with server.opened(cookie=cookie, **dict(vouched("anna"))) as page:
        assert "Signed in as anna (admin)." in page.texts


def test_past_the_proxy_there_is_nothing_but_health(server):
    """Neither with what the proxy would say, nor with the cookie of somebody whom it has let in."""
    _status, cookie = asked(server, *vouched("anna"))
    assert asked(server, path="/alive")[0] == 200
    strangers = [
        [], [("X-Forwarded-User", "anna")], vouched("anna", "another secret"), vouched("anna", ""), [("Cookie", cookie)],
        [("Cookie", cookie), ("X-Forwarded-User", "anna")], [("X_Forwarded_User", "anna"), ("X_Trialmetrics_Secret", SECRET)],
    ]  # fmt: skip
    for headers in strangers:
        for path in ("/", "/supplier", "/_stcore/health", "/media/x.csv", "/favicon.png"):
            assert asked(server, *headers, path=path) == (401, ""), (headers, path)
        assert socket_status(server, headers) == 401


@pytest.mark.parametrize(
    "twice", [("X-Forwarded-User", "bob"), ("x-forwarded-user", "anna"), ("X-Trialmetrics-Secret", SECRET)]
)
def test_two_values_of_a_header_are_nobody(server, twice):
    _status, cookie = asked(server, *vouched("anna"))
    for headers in ([*vouched("anna"), twice], [twice, *vouched("anna"), ("Cookie", cookie)]):
        assert asked(server, *headers) == (401, "")
        assert socket_status(server, headers) == 401


def test_a_second_spelling_of_a_header_is_not_handed_on(server):
    status, cookie = asked(server, *vouched("bob"), ("X_Forwarded_User", "anna"))
    assert status == 200
    with server.opened(cookie=cookie, X_Forwarded_User="anna", **dict(vouched("bob"))) as page:
        assert "Signed in as bob (viewer)." in page.texts


def test_a_page_is_taken_over_neither_by_another_person_nor_past_the_proxy(server):
    cookies = {name: asked(server, *vouched(name))[1] for name in ("anna", "bob")}
    anna, bob = ({"cookie": cookies[name], **dict(vouched(name))} for name in ("anna", "bob"))
    with server.opened(**anna) as page:
        assert server.page_id(resume=page.id, **bob) != page.id
        crossed = [("Cookie", cookies["anna"]), *vouched("bob")]
        assert socket_status(server, crossed) == 401
    assert server.page_id(resume=page.id, **bob) != page.id
    assert server.page_id(resume=page.id, **anna) == page.id
