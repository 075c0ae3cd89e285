"""The guard by itself: what it lets through to what stands behind it, and what it refuses."""

from collections.abc import Iterable
from urllib.parse import unquote

import pytest

from tests.waiting import run
from trialmetrics.errors import UsageError
from trialmetrics.server import guard as guard_module
from trialmetrics.server.addresses import Address, allowed_addresses
from trialmetrics.server.guard import Guard
from trialmetrics.server.upload_quota import UploadQuota

HERE = "localhost:8501"


class Behind:
    """What stands behind the guard: it notes what it sees, and answers 200 or opens the web socket."""

    def __init__(self) -> None:
        self.seen: list[dict] = []

    async def __call__(self, scope, receive, send) -> None:
        self.seen.append(scope)
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            return
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"x-frame-options", b"ALLOW")]}
        )
        await send({"type": "http.response.body", "body": b"ok"})


def asked(
    headers: Iterable[tuple[str, str]], method: str = "GET", path: str = "/", kind: str = "http",
    further: str = "", extensions: dict | None = None,
) -> tuple[list[dict], list[dict]]:  # fmt: skip
    """What is sent back, and the requests that were let through."""
    behind = Behind()
    guard = Guard(
        behind, hosts=allowed_addresses(further), headers={b"x-frame-options": b"DENY"}, quota=UploadQuota(),
        is_known=lambda scope: scope["path"] != "/nowhere", is_of_page=lambda message: message == b"of a page",
    )  # fmt: skip
    sent: list[dict] = []
    scope = {
        "type": kind, "path": path, "extensions": extensions or {},
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
    }  # fmt: skip
    if kind == "http":
        scope["method"] = method

    async def receive() -> dict:
        return {"type": "websocket.connect"} if kind == "websocket" else {"type": "http.request", "body": b""}

    async def send(message: dict) -> None:
        sent.append(message)

    run(guard(scope, receive, send))
    return sent, behind.seen


def status(*headers: tuple[str, str], **request) -> int:
    """The status; what is refused was never seen behind the guard."""
    sent, seen = asked(headers, **request)
    assert (sent[0]["status"] == 200) == bool(seen)
    return sent[0]["status"]


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8501", "LocalHost:8501", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:8501"],
)
def test_this_machine_is_answered_by_each_of_its_names_at_any_port(host):
    assert status(("host", host)) == 200


def test_a_path_that_is_encoded_time_and_again_is_refused_and_not_read_to_its_end(monkeypatch):
    passes = []
    monkeypatch.setattr(guard_module, "unquote", lambda path: passes.append(path) or unquote(path))
    assert status(("host", HERE), path="/%" + "25" * 10_000 + "41") == 404
    assert len(passes) < 20
    assert status(("host", HERE), path="/supplier%2520A") == 200


@pytest.mark.parametrize(
    "host",
    ["evil.test", "evil.test:8501", "localhost.evil.test", "evil.test#localhost", "localhost@evil.test", "127.0.0.1.evil.test",
     "0.0.0.0:8501", "192.168.1.5", "localhost:", "localhost:0", "localhost:65536", "localhost:8501x", "localhost:8501, evil.test",
     "localhost evil.test", "localhost/", "http://localhost", "[::1", "::1", "", "lócalhost"],
)  # fmt: skip
def test_any_other_host_is_refused(host):
    assert status(("host", host)) == 421


def test_a_request_without_a_host_or_with_two_is_refused():
    assert status() == 421
    assert status(("host", HERE), ("host", HERE)) == 421
    assert status(("host", HERE), ("Host", "evil.test")) == 421


def test_further_hosts_are_answered_at_their_port_or_at_any():
    further = "trials.example.org, pilot.example.org:8443  10.0.0.7"
    for host in ("trials.example.org", "trials.example.org:99", "pilot.example.org:8443", "10.0.0.7:1", HERE):
        assert status(("host", host), further=further) == 200
    for host in ("pilot.example.org", "pilot.example.org:8444", "example.org", "x.trials.example.org"):
        assert status(("host", host), further=further) == 421


@pytest.mark.parametrize(
    "setting", ["*", "*.example.org", "https://trials.example.org", "trials.example.org:0", "a/b"]
)
def test_a_setting_that_names_no_host_is_one_sentence(setting):
    with pytest.raises(UsageError, match="TRIALMETRICS_HOSTS lists"):
        allowed_addresses(f"localhost {setting}")


def test_an_empty_setting_adds_nothing():
    assert (
        allowed_addresses("")
        == allowed_addresses(" , ")
        == {Address("localhost"), Address("127.0.0.1"), Address("[::1]")}
    )


@pytest.mark.parametrize(
    ("host", "origin"),
    [(HERE, "http://localhost:8501"), (HERE, "https://localhost:8501"), (HERE, "http://LOCALHOST:8501"),
     ("localhost", "http://localhost"), ("localhost", "https://localhost"), ("localhost:443", "https://localhost"),
     ("localhost", "http://localhost:80"), ("[::1]:8501", "http://[::1]:8501")],
)  # fmt: skip
def test_our_own_pages_may_ask_and_their_origin_is_handed_on_as_the_host_is_spelled(host, origin):
    for kind in ("http", "websocket"):
        _sent, seen = asked([("host", host), ("origin", origin)], kind=kind, method="PUT")
        (headers,) = [dict(scope["headers"]) for scope in seen]
        assert headers[b"origin"].partition(b"://")[2] == headers[b"host"] == host.encode()


FOREIGN = [
    "http://localhost:8502", "http://127.0.0.1:8501", "http://localhost", "https://localhost", "http://evil.test:8501", "null", "",
    "localhost:8501", "file://", "chrome-extension://localhost:8501", "http://localhost:8501@evil.test", "http://localhost:8501/",
    "http://localhost:8501.evil.test", "http://localhost:8501 http://localhost:8501",
]  # fmt: skip


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
def test_pages_of_others_may_not_ask(origin, method):
    assert status(("host", HERE), ("origin", origin), method=method) == 403


def test_two_origins_are_refused():
    own = ("origin", "http://localhost:8501")
    assert status(("host", HERE), own, own) == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_may_link_to_a_page_and_nothing_else(site):
    def fetched(mode: str, destination: str, method: str = "GET") -> int:
        return status(
            ("host", HERE), ("sec-fetch-site", site), ("sec-fetch-mode", mode), ("sec-fetch-dest", destination),
            method=method,
        )  # fmt: skip

    assert fetched("navigate", "document") == 200
    assert fetched("navigate", "document", method="POST") == 403
    assert fetched("navigate", "iframe") == 403
    assert fetched("no-cors", "image") == 403
    assert fetched("no-cors", "script") == 403
    assert fetched("cors", "empty", method="DELETE") == 403
    assert status(("host", HERE), ("sec-fetch-site", "same-origin"), method="PUT") == 200
    assert status(("host", HERE), ("sec-fetch-site", "none")) == 200


FOREIGN_SOCKETS = [
    [("host", HERE), ("origin", "http://localhost:8502")], [("host", HERE), ("origin", "null")],
    [("host", "evil.test:8501"), ("origin", "http://evil.test:8501")], [("origin", "http://localhost:8501")],
    [("host", HERE), ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")],
]  # fmt: skip


@pytest.mark.parametrize("headers", FOREIGN_SOCKETS)
def test_a_web_socket_of_others_is_closed_before_it_is_opened(headers):
    sent, seen = asked(headers, kind="websocket")
    assert (sent, seen) == ([{"type": "websocket.close", "code": 1008}], [])
    sent, seen = asked(headers, kind="websocket", extensions={"websocket.http.response": {}})
    assert [message["type"] for message in sent] == [
        "websocket.http.response.start",
        "websocket.http.response.body",
    ]
    assert sent[0]["status"] in (403, 421)
    assert seen == []


def test_a_program_may_open_a_web_socket_without_an_origin():
    sent, _seen = asked([("host", HERE)], kind="websocket")
    assert sent == [{"type": "websocket.accept"}]


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/metrics/", "/_stcore//metrics", "//_stcore/metrics", "/_stcore/./metrics", "/_stcore/%6detrics",
     "/_stcore%2fmetrics", "/_stcore/%256detrics", "/team/_stcore/metrics", "/a/b/_stcore/metrics", "/_STCORE/Metrics",
     "\\_stcore\\metrics", "/_stcore/agent", "/_stcore/agent/interact", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp/",
     "/team/_stcore//agent/interact", "/auth/login", "/team/auth/logout/", "/oauth2callback", "/team/oauth2callback"],
)  # fmt: skip
def test_what_answers_whoever_asks_is_closed_in_every_spelling(path):
    for method in ("GET", "POST", "OPTIONS"):
        assert status(("host", HERE), path=path, method=method) == 404
    sent, seen = asked([("host", HERE)], path=path, kind="websocket")
    assert (sent[0]["type"], seen) == ("websocket.close", [])


def test_pages_whose_names_only_begin_alike_stay_open():
    for path in (
        "/_stcore/health",
        "/_stcore/host-config",
        "/metrics",
        "/agent",
        "/_stcore/metricsx",
        "/media/agent",
    ):
        assert status(("host", HERE), path=path) == 200


def test_what_is_not_there_is_not_found():
    assert status(("host", HERE), path="/nowhere") == 404


def test_a_web_socket_hands_on_what_pages_send_and_nothing_else():
    arriving = [
        {"type": "websocket.connect"}, {"type": "websocket.receive", "bytes": b"empty all caches"},
        {"type": "websocket.receive", "text": "of a page"}, {"type": "websocket.receive", "bytes": b"of a page"},
        {"type": "websocket.disconnect", "code": 1001},
    ]  # fmt: skip
    seen, messages = [], iter(arriving)

    async def behind(_scope, receive, _send) -> None:
        while not seen or seen[-1]["type"] != "websocket.disconnect":
            seen.append(await receive())

    async def receive() -> dict:
        return next(messages)

    guard = Guard(
        behind, hosts=allowed_addresses(""), headers={}, quota=UploadQuota(), is_known=bool,
        is_of_page=lambda message: message == b"of a page",
    )  # fmt: skip
    run(guard({"type": "websocket", "path": "/", "headers": [(b"host", HERE.encode())]}, receive, None))
    assert seen == [arriving[0], arriving[3], arriving[4]]


def test_a_refusal_is_plain_text_that_repeats_nothing_of_what_was_asked():
    sent, _seen = asked([("host", "<script>alert(1)</script>")])
    headers = dict(sent[0]["headers"])
    assert headers[b"content-type"] == b"text/plain; charset=utf-8"
    assert headers[b"x-frame-options"] == b"DENY"
    assert b"TRIALMETRICS_HOSTS" in sent[1]["body"]
    assert b"<" not in sent[1]["body"]


def test_our_headers_take_the_place_of_others_of_the_same_name():
    sent, _seen = asked([("host", HERE)])
    assert sent[0]["headers"] == [(b"x-frame-options", b"DENY"), (b"cache-control", b"no-store")]
    sent, _seen = asked([("host", HERE)], path="/static/js/index.0123.js")
    assert sent[0]["headers"] == [(b"x-frame-options", b"DENY")]
    for path in (
        "/static/x",
        "/media/static/x.csv",
        "/supplier/static/js",
        "/api/static/js/a/b",
        "/static/js/",
    ):
        assert dict(asked([("host", HERE)], path=path)[0][0]["headers"])[b"cache-control"] == b"no-store"
