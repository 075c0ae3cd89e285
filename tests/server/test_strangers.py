"""Strangers, and a colleague who sends too much, before a server with sign-in: refused, and its memory is what it was."""

import os
import time
from collections.abc import Iterator

import psutil
import pytest
from websockets.exceptions import InvalidStatus

from tests.serving import Server
from tests.signing_in import Browser, person, provider, signing_in
from trialmetrics.access import Role

MEGABYTE = 1_000_000
PAGE_HOLDS = 20  # megabytes
BACK_WITHIN = 180  # seconds


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    options = "--server.maxUploadSize", str(PAGE_HOLDS), "--server.disconnectedSessionTTL", "1"
    folder = tmp_path_factory.mktemp("strangers")
    with (
        provider(person("anna"), person("bob")) as port,
        signing_in(folder, port, *options, anna=Role.TESTER, bob=Role.TESTER) as served,
    ):
        yield served


def cookie_of(server: Server, name: str) -> str:
    browser = Browser(server)
    browser.sign_in(name)
    return browser.cookie


def memory(server: Server) -> float:
    """Megabytes that the server's process has resident."""
    return psutil.Process(server.process.pid).memory_info().rss / MEGABYTE


def is_back(server: Server, before: float) -> bool:
    """Whether the memory is back within 20 MB in time."""
    until = time.monotonic() + BACK_WITHIN
    while memory(server) > before + 20:
        if time.monotonic() > until:
            return False
        time.sleep(0.5)
    return True


@pytest.mark.parametrize(
    ("times", "size"), [(12, 2 * MEGABYTE), pytest.param(100, 5 * MEGABYTE, marks=pytest.mark.soak)]
)
def test_files_of_strangers_are_refused_and_leave_nothing(server, times, size):
    content = os.urandom(size)
    anna, bob = cookie_of(server, "anna"), cookie_of(server, "bob")
    with server.opened(cookie=anna) as page, server.opened(cookie=bob) as bobs:
        page.go("upload")
        bobs.go("upload")
        bobs.put("warm", b"x")
        before, statuses = memory(server), []
        for number in range(times):
            for target, cookie in ((page.id, ""), (page.id, bob), ("nowhere", ""), ("nowhere", bob)):
                try:
                    statuses.append(server.put(target, str(number), content, cookie)[0])
                except OSError:  # it hung up before it had heard it all
                    statuses.append(0)
        assert 403 in statuses
        assert {*statuses} <= {403, 0}
        assert is_back(server, before)


@pytest.mark.parametrize(
    ("times", "size"), [(8, 4 * MEGABYTE), pytest.param(100, 5 * MEGABYTE, marks=pytest.mark.soak)]
)
def test_a_colleague_who_sends_more_than_a_page_holds_is_refused(server, times, size):
    content = os.urandom(size)
    with server.opened(cookie=cookie_of(server, "anna")) as page:
        page.go("upload")
        page.put("warm", b"x")
        before = memory(server)
        statuses = [page.put(str(number), content)[0] for number in range(times)]
        fit = PAGE_HOLDS * 1024 * 1024 // size
        assert statuses == [204] * fit + [413] * (times - fit)
        assert memory(server) < before + 20 + PAGE_HOLDS
        page.go("thresholds")
        assert is_back(server, before)


def test_nothing_else_is_open_to_a_stranger(server):
    for path in ("/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/agent/openapi.json"):
        for cookie in ("", cookie_of(server, "anna")):
            assert server.ask(path, cookie=cookie)[0] == 404
    assert server.ask("/media/0123.csv")[0] == 401
    with pytest.raises(InvalidStatus) as refused, server.connect():
        pass
    assert refused.value.response.status_code == 401
