"""Sign-in before a real server and a real provider: who comes in, who does not, and for how long."""

import json
from collections.abc import Iterator

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.people import by
from tests.serving import Server
from tests.signing_in import Browser, people_of, person, provider, signing_in
from trialmetrics.access import Role
from trialmetrics.access.sessions import hash_of


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    with (
        provider(person("anna"), person("bob"), person("eve"), person("gus", groups=["buyers"])) as port,
        signing_in(tmp_path_factory.mktemp("signing-in"), port, anna=Role.ADMIN, bob=Role.VIEWER) as served,
    ):
        yield served


@pytest.fixture
def browser(server) -> Browser:
    return Browser(server)


def status_of_socket(server: Server, browser: Browser) -> int:
    try:
        with server.connect(cookie=browser.cookie):
            return 101
    except InvalidStatus as error:
        return error.response.status_code


def test_without_a_session_there_is_nothing_but_sign_in_and_health(server, browser):
    assert server.ask("/alive") == (200, "ok")
    for path in (
        "/",
        "/ranking",
        "/_stcore/health",
        "/_stcore/host-config",
        "/media/x.csv",
        "/static/js/x.js",
        "/name/x",
    ):
        assert server.ask(path)[0] == 401, path
    assert server.ask("/_stcore/upload_file/a/b", "PUT", b"x")[0] in (401, 403)
    assert status_of_socket(server, browser) == 401


def test_a_deep_link_leads_back_to_itself_with_its_query(browser):
    answer = browser.sign_in("anna", "supplier?supplier=A%26B+%C3%A9&category=Paint")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/supplier?supplier=A%26B+%C3%A9&category=Paint",
    )
    page = browser.open("supplier")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"


def test_whoever_has_no_role_stays_out(browser):
    answer = browser.sign_in("eve")
    assert answer.status_code == 403
    assert "eve@example.org has no role here" in answer.text
    assert browser.open("").status_code == 303


def test_groups_give_a_role(browser):
    assert browser.sign_in("gus").status_code == 303
    assert browser.open("").status_code == 200


def test_the_cookie_is_for_the_server_alone_and_new_at_every_sign_in(server, browser):
    first = browser.sign_in("anna").headers.get_list("set-cookie")[0]
    assert first.endswith("; Path=/; HttpOnly; SameSite=Lax")
    old = browser.cookie
    start = browser.open("sign-in/start").headers["location"]
    assert browser.open(browser.back(start, "anna")).status_code == 303
    assert browser.cookie != old
    assert server.ask("/_stcore/health", cookie=old)[0] == 401


def test_a_wrong_state_and_a_replayed_callback_are_refused(server, browser):
    back = browser.back(browser.at_provider(), "anna")
    other = Browser(server)
    assert other.open(back).status_code == 400  # set out nowhere
    other.at_provider()
    assert other.open(back).status_code == 400  # set out from elsewhere
    assert browser.open(back).status_code == 303
    assert browser.open(back).status_code == 400


def test_a_tampered_cookie_is_none(server, browser):
    browser.sign_in("anna")
    name, _equals, value = browser.cookie.partition("=")
    assert server.ask("/_stcore/health", cookie=f"{name}={value}")[0] == 200
    assert server.ask("/_stcore/health", cookie=f"{name}={value[:-1]}")[0] == 401


@pytest.mark.parametrize(
    "address",
    [
        "//evil.test",
        "https://evil.test",
        "/\\evil.test",
        "..//evil.test",
        "javascript:alert(1)",
        "a//b",
        "%2f%2fevil.test\r\n",
    ],
)
def test_the_way_back_is_never_elsewhere(browser, address):
    start = browser.open("sign-in/start?next=" + address.replace("\r\n", "%0d%0a"))
    answer = browser.open(browser.back(start.headers["location"], "anna"))
    assert answer.headers["location"] == "/"


def test_signing_out_ends_the_session_at_once_and_only_where_we_ask(server, browser):
    browser.sign_in("bob")
    cookie = browser.cookie
    with server.opened(cookie=cookie) as session:
        asked = browser.open("sign-out", sec_fetch_site="none")
        assert (asked.status_code, "Do you want to sign out?" in asked.text) == (200, True)
        assert browser.open("sign-out", sec_fetch_site="same-origin").headers["location"] == "/sign-in"
        assert ended(session) == ("/sign-in", 1008)
    assert server.ask("/_stcore/health", cookie=cookie)[0] == 401
    assert browser.open("").status_code == 303


def ended(session) -> tuple[str, int]:
    """Where a page is sent when its session ends, and the code with which its socket is closed."""
    where = ""
    try:
        while True:
            message = ForwardMsg.FromString(session.wire.recv(timeout=10))
            where = message.auth_redirect.url or where
    except ConnectionClosed as closed:
        return where, closed.rcvd.code


def test_a_removed_person_is_out_within_a_second(server, browser):
    with people_of(server.folder) as access:
        access.people.add("eve@example.org", Role.LEAD, by())
        browser.sign_in("eve")
        with server.opened(cookie=browser.cookie) as session:
            access.people.remove("eve@example.org", by())
            assert ended(session) == ("/sign-in", 1008)
        assert browser.open("").status_code == 303
        assert browser.sign_in("eve").status_code == 403


def test_nobody_takes_over_the_page_of_somebody_else(server, browser):
    """Neither a live page nor one whose browser is gone for a moment."""
    browser.sign_in("anna")
    other = Browser(server)
    other.sign_in("bob")
    again = Browser(server)
    again.sign_in("anna")
    with server.opened(cookie=browser.cookie) as page:
        assert server.page_id(resume=page.id, cookie=other.cookie) != page.id
    assert server.page_id(resume=page.id, cookie=other.cookie) != page.id
    assert (
        server.page_id(resume=page.id, cookie=again.cookie) != page.id
    )  # another session of the same person
    assert server.page_id(resume=page.id, cookie=browser.cookie) == page.id


def test_a_header_of_the_client_is_nothing(server, browser):
    browser.sign_in("bob")
    other = Browser(server)
    other.sign_in("anna")
    session = hash_of(other.cookie.partition("=")[2])
    for name in ("x-trialmetrics-session", "X_Trialmetrics_Session"):
        assert server.ask("/_stcore/health", **{name: session})[0] == 401


FORM = {"content_type": "multipart/form-data; boundary=x"}
LOG = b"supplier,trial_id,event,occurred_at\nAcme,A1,request,2026-03-02 10:00\n"
BODY = b"--x\r\ncontent-disposition: form-data; name=file; filename=a.csv\r\n\r\n" + LOG + b"\r\n--x--\r\n"
ROUTES = ("GET trials", "GET ranking", "GET decisions", "GET backup", "POST uploads", "GET nothing", "GET ")


def test_programs_come_in_with_a_token_and_never_with_a_session(server, browser):
    browser.sign_in("anna")
    for route in ROUTES:
        method, _blank, path = route.partition(" ")
        body, form = (BODY, FORM) if method == "POST" else (None, {})
        for page in (
            {},
            {"accept": "text/html", "sec_fetch_mode": "navigate", "sec_fetch_site": "same-origin"},
        ):
            status, text = server.ask(f"/api/{path}", method, body, cookie=browser.cookie, **form, **page)
            assert (status, [*json.loads(text)]) == (401, ["error"])
    with people_of(server.folder) as access:
        token = f"Bearer {access.tokens.make('x', by('anna@example.org'), writes=True)}"
    # On a server of which nobody has opened a page yet.
    status, text = server.ask("/api/uploads", "POST", BODY, authorization=token, **FORM)
    assert (status, json.loads(text)["uploads"][0]["taken"]) == (200, 1)
    status, text = server.ask("/api/trials", authorization=token)
    assert [each["supplier"] for each in json.loads(text)["trials"]] == ["Acme"]
    # What a page is made of needs the session, whatever token comes with it.
    for path in (
        "/",
        "/_stcore/health",
        "/apix",
        "/api_/ranking",
        "/media/x.csv",
        "//api/ranking",
        "/x/api/ranking",
    ):
        assert server.ask(path, authorization=token)[0] == 401, path
    with pytest.raises(InvalidStatus):
        server.connect(authorization=token)
    with server.opened(cookie=browser.cookie):
        assert server.ask("/api/ranking", authorization=token)[0] == 200


def test_a_session_of_the_header_is_nothing_to_a_route_either(server, browser):
    browser.sign_in("anna")
    session = hash_of(browser.cookie.partition("=")[2])
    assert server.ask("/api/ranking", x_trialmetrics_session=session)[0] == 401
