"""The guard before a real server: what a foreign page, a script or a killed server can and cannot do to it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import STREAMLIT, UVICORN, Server, serving

MEGABYTES = 1_000_000
SETTLES_WITHIN = 20


def comes_true(condition) -> bool:
    """Whether it is so within some seconds."""
    until = time.monotonic() + SETTLES_WITHIN
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    """One server for all that leaves it as it is; a page that takes files may hold 20 MB."""
    options = (
        "--server.maxUploadSize", "20", "--server.disconnectedSessionTTL", "1",
        "--server.enableAgentApi", "true",  # even so it stays closed
    )  # fmt: skip
    with serving(tmp_path_factory.mktemp("served"), *options) as started:
        yield started


@pytest.fixture(scope="module")
def by_uvicorn(tmp_path_factory) -> Iterator[Server]:
    """The same application, started without Streamlit's command, for one more name."""
    folder = tmp_path_factory.mktemp("uvicorn")
    with serving(folder, run=UVICORN, TRIALMETRICS_HOSTS="trials.example.org") as started:
        yield started


@pytest.mark.parametrize("how", ["server", "by_uvicorn"])
def test_foreign_hosts_and_pages_get_nothing_and_the_server_asks_nobody_about_them(how, request):
    server: Server = request.getfixturevalue(how)
    here = f"localhost:{server.port}"
    assert server.ask("/")[0] == 200
    assert server.ask("/", host=f"127.0.0.1:{server.port}")[0] == 200
    assert server.socket_status() == 101
    assert server.socket_status(host=f"127.0.0.1:{server.port}") == 101
    assert server.socket_status(origin=None) == 101
    for host in ("evil.test", f"evil.test:{server.port}", "localhost.evil.test"):
        for path in ("/", "/alive", "/_stcore/health", "/_stcore/host-config", "/static/x.js", "/upload"):
            status, text = server.ask(path, host=host)
            assert status == 421
            assert "TRIALMETRICS_HOSTS" in text
        assert server.socket_status(host=host) == 421
    for origin in (f"http://localhost:{server.port + 1}", f"http://evil.test:{server.port}", "null"):
        for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
            assert server.ask("/_stcore/upload_file/a/b", method, origin=origin)[0] == 403
        assert server.socket_status(host=here, origin=origin) == 403
    assert server.asked_elsewhere() == []


def test_further_names_are_answered_where_they_are_set_and_the_server_asks_nobody_about_them(
    server, by_uvicorn
):
    name = "trials.example.org"
    assert by_uvicorn.ask("/", host=name)[0] == 200
    assert by_uvicorn.socket_status(host=name) == 101
    # As through a proxy that ends TLS: with the usual port at one of the two, and none at the other.
    assert by_uvicorn.socket_status(host=name, origin=f"https://{name}:443") == 101
    assert by_uvicorn.socket_status(host=f"{name}:443", origin=f"https://{name}") == 101
    assert by_uvicorn.socket_status(host=name, origin="https://other.example.org") == 403
    assert by_uvicorn.asked_elsewhere() == []
    assert server.ask("/", host=name)[0] == 421


@pytest.mark.parametrize("how", ["server", "by_uvicorn"])
def test_figures_of_the_server_and_the_interface_for_agents_are_closed(how, request):
    server: Server = request.getfixturevalue(how)
    for path in (
        "/_stcore/metrics",
        "/_stcore/%6detrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/interact",
    ):
        for method in ("GET", "POST", "OPTIONS"):
            assert server.ask(path, method) == (404, "There is nothing here.\n")


def test_a_name_that_cannot_be_read_stops_the_start_with_one_sentence(tmp_path):
    for number, run in enumerate((STREAMLIT, UVICORN)):
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.raises(AssertionError, match="TRIALMETRICS_HOSTS lists '\\*'") as stopped:
            Server(folder, run=run, TRIALMETRICS_HOSTS="*")
        assert "Traceback" not in str(stopped.value)


def test_forty_uploads_into_a_page_that_takes_no_files_leave_nothing(server):
    with server.opened() as page:
        page.put("warm", b"x")
        before = server.memory()
        statuses = {page.put(str(number), b"x" * (5 * MEGABYTES))[0] for number in range(40)}
        assert statuses == {403}
        assert server.memory() < before + 20


def test_the_upload_page_takes_files_up_to_its_bound_and_leaving_it_lets_go_of_them(server):
    with server.opened() as page:
        page.go("upload")
        before = server.memory()
        assert [page.put(str(number), b"x" * (5 * MEGABYTES))[0] for number in range(4)] == [204] * 4
        status, sentence = page.put("more", b"x" * (5 * MEGABYTES))
        assert status == 413
        assert "20 MB" in sentence
        # Nor in pieces of which nobody said how many there are.
        assert page.put("pieces", (b"x" * 100_000 for _piece in range(60)))[0] == 413
        page.go("thresholds")
        assert page.put("late", b"x")[0] == 403
        assert comes_true(lambda: server.memory() < before + 10)


def test_what_a_page_held_goes_with_the_page_though_nobody_comes_after_it(server):
    with server.opened() as page:
        page.go("upload")
        before = server.memory()
        for number in range(3):
            assert page.put(str(number), b"x" * (6 * MEGABYTES))[0] == 204
        assert server.memory() > before + 15
        page.choose("0")
        assert copies(server)
        # It waits on the disk, also while another page is open.
        page.go("thresholds")
        assert copies(server)
    assert comes_true(lambda: not copies(server))
    assert comes_true(lambda: server.memory() < before + 10)


def copies(server: Server) -> list[Path]:
    return [path for folder in server.temporary.glob("trialmetrics-*") for path in folder.rglob("file")]


def test_copies_that_a_killed_server_left_are_gone_after_the_next_start(tmp_path):
    with serving(tmp_path) as server:
        with server.opened() as page:
            page.go("upload")
            page.put("a", b"x")
            page.choose("a")
            (copy,) = copies(server)
            assert copy.read_bytes() == b"x"
            server.kill()
        assert copy.exists()
        server.start()
        assert list(server.temporary.glob("trialmetrics-*")) == []
