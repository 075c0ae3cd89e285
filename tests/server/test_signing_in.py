"""Sign-in before a real server and a real provider, at each kind of address: who comes in, who does not, and for how long."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.people import by
from tests.serving import Server
from tests.signing_in import KINDS, Browser, people_of, person, signing_in_at
from trialmetrics.access import Role
from trialmetrics.access.sessions import IDLE, LONGEST, hash_of

ELSEWHERE = [
    "//evil.test", "https://evil.test", "/\\evil.test", "..//evil.test", "javascript:alert(1)", "a//b",
    "%2f%2fevil.test%0d%0a",
]  # fmt: skip


@pytest.fixture(scope="module", params=KINDS)
def server(request, tmp_path_factory) -> Iterator[Server]:
    people = (person("anna"), person("bob"), person("eve"), person("gus", groups=["buyers"]))
    folder = tmp_path_factory.mktemp("signing-in")
    with signing_in_at(request.param, folder, *people, anna=Role.ADMIN, bob=Role.VIEWER) as served:
        yield served


# For what does not depend on the address.
at_the_root = pytest.mark.parametrize("server", KINDS[:1], indirect=True, scope="module")


@pytest.fixture
def browser(server) -> Browser:
    return Browser(server)


def signed_in(server: Server, name: str) -> Browser:
    browser = Browser(server)
    browser.sign_in(name)
    return browser


def status(server: Server, path: str, browser: Browser | None = None, **headers: str) -> int:
    cookie = {"cookie": browser.cookie} if browser else {}
    return server.ask(f"{server.base}/{path}", **cookie, **headers)[0]


def health(server: Server, cookie: str) -> int:
    """The status of a route that needs a session, by its cookie."""
    return server.ask(f"{server.base}/_stcore/health", cookie=cookie)[0]


def ended(session) -> tuple[str, int]:
    """Where a page is sent when its session ends, and the code with which its socket is closed."""
    where = ""
    try:
        while True:
            message = ForwardMsg.FromString(session.wire.recv(timeout=10))
            where = message.auth_redirect.url or where
    except ConnectionClosed as closed:
        return where, closed.rcvd.code


def test_without_a_session_there_is_nothing_but_sign_in_and_health(server):
    assert server.ask(f"{server.base}/alive") == (200, "ok")
    for path in (
        "",
        "supplier",
        "_stcore/health",
        "_stcore/host-config",
        "media/x.csv",
        "favicon.png",
        "name/x",
    ):
        assert status(server, path) == 401, path
    assert server.ask(f"{server.base}/_stcore/upload_file/a/b", "PUT", b"x")[0] == 403
    with pytest.raises(InvalidStatus) as refused, server.connect():
        pass
    assert refused.value.response.status_code == 401


def test_what_is_not_there_is_not_found_and_health_is_none_elsewhere(server, browser):
    browser.sign_in("anna")
    for path in (
        "aliv",
        "alive/x",
        "supplier/x",
        "_stcore/metrics",
        "_stcore/agent/interact",
        "nowhere",
        "static/x",
    ):
        for asked_by in (None, browser):
            assert status(server, path, asked_by) == 404, path
    if server.base:
        assert [server.ask(path)[0] for path in ("/alive", "/", "/team2/alive")] == [404] * 3


@at_the_root
def test_nothing_but_files_of_streamlit_is_kept_in_a_cache(browser):
    browser.sign_in("anna")
    for path in (
        "",
        "supplier",
        "alive",
        "_stcore/health",
        "_stcore/host-config",
        "sign-in",
        "nowhere",
        "media/x.csv",
    ):
        assert browser.open(path).headers["cache-control"] == "no-store", path
    assert Browser.open(browser, "sign-out", sec_fetch_site="none").headers["cache-control"] == "no-store"


def test_a_deep_link_leads_back_to_itself_with_its_query(server, browser):
    page = "supplier?supplier=A%26B+%C3%A9&category=Paint"
    answer = browser.sign_in("anna", page)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{server.base}/{page}")
    assert browser.open(page).status_code == 200


@at_the_root
def test_whoever_has_no_role_stays_out_and_groups_give_one(server, browser):
    answer = browser.sign_in("eve")
    assert answer.status_code == 403
    assert "eve@example.org has no role here" in answer.text
    assert browser.open("").status_code == 303
    assert browser.sign_in("gus").status_code == 303
    assert browser.open("").status_code == 200


def test_the_cookie_is_for_the_server_alone_and_new_at_every_sign_in(server, browser):
    first = browser.sign_in("anna").headers.get_list("set-cookie")[0]
    assert first.endswith(f"; Path={server.base or '/'}; HttpOnly; SameSite=Lax")
    old = browser.cookie
    start = browser.open("sign-in/start").headers["location"]
    assert browser.open(browser.back(start, "anna")).status_code == 303
    assert browser.cookie != old
    assert health(server, old) == 401


def test_a_wrong_state_and_a_replayed_callback_are_refused(server, browser):
    back = browser.back(browser.at_provider(), "anna")
    other = Browser(server)
    assert other.open(back).status_code == 400  # set out nowhere
    other.at_provider()
    assert other.open(back).status_code == 400  # set out from elsewhere
    assert browser.open(back.replace("state=", "state=x")).status_code == 400
    assert browser.open(back).status_code == 303
    assert browser.open(back).status_code == 400
    assert other.open("").status_code == 303


def test_a_tampered_cookie_is_none(server, browser):
    browser.sign_in("anna")
    name, _equals, value = browser.cookie.partition("=")
    assert health(server, f"{name}={value}") == 200
    other = "b" if value[0] == "a" else "a"
    for cookie in (
        f"{name}={value[:-1]}", f"{name}={other}{value[1:]}", f"{name}={hash_of(value)}", f"{name}=", f"x={value}",
        f"{name}={value}; {name}={other}{value[1:]}",
    ):  # fmt: skip
        assert health(server, cookie) == 401, cookie


@at_the_root
def test_the_way_back_is_never_elsewhere(server, browser):
    for address in ELSEWHERE:
        start = browser.open("sign-in/start?next=" + address)
        answer = browser.open(browser.back(start.headers["location"], "anna"))
        assert answer.headers["location"] == f"{server.base}/", address


def test_signing_out_ends_one_session_at_once_and_only_where_we_ask(server, browser):
    browser.sign_in("bob")
    cookie, again = browser.cookie, signed_in(server, "bob")
    with server.opened(cookie=cookie) as session:
        asked = browser.open("sign-out", sec_fetch_site="none")
        assert (asked.status_code, "Do you want to sign out?" in asked.text) == (200, True)
        out = browser.open("sign-out", sec_fetch_site="same-origin")
        assert out.headers["location"] == f"{server.base}/sign-in"
        assert ended(session) == (f"{server.base}/sign-in", 1008)
    assert health(server, cookie) == 401
    assert browser.open("").status_code == 303
    # The other session of the same person goes on.
    assert health(server, again.cookie) == 200


def test_a_removed_person_is_out_within_a_second_whatever_their_groups(server, browser):
    browser.sign_in("gus")
    with people_of(server.folder) as access, server.opened(cookie=browser.cookie) as session:
        access.people.remove("gus@example.org", by())
        assert ended(session) == (f"{server.base}/sign-in", 1008)
        assert browser.open("").status_code == 303
        answer = browser.sign_in("gus")
        assert (answer.status_code, "gus@example.org was removed here" in answer.text) == (403, True)
        access.people.add("gus@example.org", Role.LEAD, by())
        assert browser.sign_in("gus").status_code == 303


@pytest.mark.parametrize(("column", "span"), [("used_at", IDLE), ("began_at", LONGEST)])
def test_a_session_expires_with_its_open_page(server, browser, column, span):
    browser.sign_in("bob")
    now, almost = datetime.now(UTC), timedelta(minutes=5)
    with people_of(server.folder) as access, server.opened(cookie=browser.cookie) as session:

        def move(moment: datetime) -> None:
            access._file.connection.execute(f"update session set {column} = ?", [moment.isoformat()])

        move(now - span + almost)
        assert health(server, browser.cookie) == 200
        move(now - span - almost)
        assert ended(session) == (f"{server.base}/sign-in", 1008)
    assert health(server, browser.cookie) == 401
    assert "sign-in/start?next=supplier" in browser.open("supplier").headers["location"]


def test_two_people_at_once_see_each_their_own_page(server):
    with (
        server.opened(cookie=signed_in(server, "anna").cookie) as annas,
        server.opened(cookie=signed_in(server, "bob").cookie) as bobs,
    ):
        bobs.go("record")
        annas.go("record")
        assert "Signed in as anna@example.org (admin)." in annas.texts
        assert "Signed in as bob@example.org (viewer)." in bobs.texts


def test_nobody_takes_over_the_page_of_somebody_else(server):
    """Neither a live page nor one whose browser is gone for a moment, nor does another session of the same person."""
    own, bob, again = (signed_in(server, name) for name in ("anna", "bob", "anna"))
    with server.opened(cookie=own.cookie) as page:
        for other in (bob, again):
            assert server.page_id(resume=page.id, cookie=other.cookie) != page.id
    for other in (bob, again):
        assert server.page_id(resume=page.id, cookie=other.cookie) != page.id
    assert server.page_id(resume=page.id, cookie=own.cookie) == page.id


@at_the_root
def test_a_header_of_the_client_is_nothing(server, browser):
    browser.sign_in("bob")
    session = hash_of(signed_in(server, "anna").cookie.partition("=")[2])
    for name in ("x-trialmetrics-session", "X_Trialmetrics_Session"):
        assert status(server, "_stcore/health", **{name: session}) == 401
        with server.opened(cookie=browser.cookie, **{name: session}) as page:
            assert "Signed in as bob@example.org (viewer)." in page.texts


def test_a_download_is_for_whom_it_was_made(server):
    """Also another session of the same person gets none, nor does whoever knows what Streamlit calls it before it is made."""
    anna, again, bob = (signed_in(server, name) for name in ("anna", "anna", "bob"))
    with server.opened(cookie=anna.cookie) as page, server.opened(cookie=bob.cookie) as bobs:
        page.go("upload")
        download = page.downloads["Download the template"]
        address = bobs.make(download).lstrip("/").removeprefix("team/")
        assert status(server, address, bob) == 404
        assert page.make(download).lstrip("/").removeprefix("team/") == address
        assert [status(server, address, each) for each in (anna, again, bob, None)] == [200, 404, 404, 401]


@at_the_root
def test_a_file_is_put_into_nobody_elses_page(server):
    anna, again, bob = (signed_in(server, name) for name in ("anna", "anna", "bob"))
    with people_of(server.folder) as access, server.opened(cookie=anna.cookie) as page:
        page.go("upload")
        assert page.put("1", b"x")[0] == 204
        access.people.add("bob@example.org", Role.TESTER, by())
        for cookie in ("", bob.cookie, again.cookie):
            assert server.put(page.id, "2", b"x", cookie)[0] == 403
        access.people.add("bob@example.org", Role.VIEWER, by())
    with server.opened(cookie=bob.cookie) as page:
        page.go("upload")
        assert page.put("1", b"x")[0] == 403


@at_the_root
def test_a_role_that_was_withdrawn_puts_no_file_into_an_open_page(server):
    with people_of(server.folder) as access:
        access.people.add("eve@example.org", Role.TESTER, by())
        with server.opened(cookie=signed_in(server, "eve").cookie) as page:
            page.go("upload")
            assert page.put("1", b"x")[0] == 204
            access.people.add("eve@example.org", Role.VIEWER, by())
            assert page.put("2", b"x")[0] == 403
        access.people.remove("eve@example.org", by())


FORM = {"content_type": "multipart/form-data; boundary=x"}
LOG = b"supplier,trial_id,event,occurred_at\nAcme,A1,request,2026-03-02 10:00\n"
BODY = b"--x\r\ncontent-disposition: form-data; name=file; filename=a.csv\r\n\r\n" + LOG + b"\r\n--x--\r\n"
ROUTES = ("GET trials", "GET ranking", "GET decisions", "GET backup", "POST uploads", "GET nothing", "GET ")


@at_the_root
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
        assert server.ask(path, authorization=token)[0] in (401, 404), path
    with pytest.raises(InvalidStatus):
        server.connect(authorization=token)
    with server.opened(cookie=browser.cookie):
        assert server.ask("/api/ranking", authorization=token)[0] == 200


@at_the_root
def test_a_session_of_the_header_is_nothing_to_a_route_either(server, browser):
    browser.sign_in("anna")
    session = hash_of(browser.cookie.partition("=")[2])
    assert server.ask("/api/ranking", x_trialmetrics_session=session)[0] == 401
