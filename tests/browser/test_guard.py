"""Pages of others in a real browser, which sends what it does and not what a test thinks it does."""

import http.server
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import FLAGS, chromium
from tests.browser.reading import ADD
from tests.serving import Server, serving

# What a page of somebody else tries: open the web socket, read, write, and load something as its own.
TRIES = """async (address) => {
    const socket = new Promise(done => {
        const opened = new WebSocket(address.replace('http', 'ws') + '/_stcore/stream', ['streamlit']);
        opened.onopen = () => done('opened');
        opened.onerror = () => done('refused');
    });
    const asked = async (path, how) => {
        try {
            const answer = await fetch(address + path, how);
            return answer.type === 'opaque' ? 'unreadable' : answer.status;
        } catch { return 'refused'; }
    };
    const image = new Promise(done => {
        const shown = new Image();
        shown.onload = () => done('shown');
        shown.onerror = () => done('refused');
        shown.src = address + '/favicon.png';
    });
    return {
        socket: await socket,
        health: await asked('/_stcore/health'),
        metrics: await asked('/_stcore/metrics'),
        put: await asked('/_stcore/upload_file/a/b', {method: 'PUT', body: 'x'}),
        post: await asked('/_stcore/agent/interact', {method: 'POST', body: '{}'}),
        image: await image,
    };
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    """One server for all pages."""
    with serving(tmp_path_factory.mktemp("guard")) as started:
        yield started


@pytest.fixture(scope="module")
def deceived(playwright) -> Iterator[Browser]:
    """A browser that was told that evil.test is this machine, as a hostile name server tells it."""
    rule = "--host-resolver-rules=MAP evil.test 127.0.0.1"
    opened = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, rule])
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def neighbour() -> Iterator[str]:
    """The address of a page on another port of this machine."""
    handler = http.server.SimpleHTTPRequestHandler
    handler.log_message = lambda *_message: None  # type: ignore[method-assign]
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        yield f"http://localhost:{other.server_address[1]}"
        other.shutdown()


def test_a_name_turned_to_this_machine_shows_nothing_and_reaches_nothing(deceived, server):
    page = deceived.new_page()
    answer = page.goto(f"http://evil.test:{server.port}/")
    assert answer
    assert answer.status == 421
    expect(page.locator("body")).to_contain_text("does not answer under this name")
    # Of its own origin a page may read every status: each is a refusal.
    assert page.evaluate(TRIES, f"http://evil.test:{server.port}") == {
        "socket": "refused", "health": 421, "metrics": 421, "put": 421, "post": 421, "image": "refused",
    }  # fmt: skip
    page.close()
    assert server.asked_elsewhere() == []


def test_a_page_on_another_port_of_this_machine_reaches_nothing_but_by_a_link(deceived, server, neighbour):
    page = deceived.new_page()
    page.goto(neighbour)
    own = f"http://localhost:{server.port}"
    tries = page.evaluate(TRIES, own)
    assert tries == dict.fromkeys(("socket", "health", "metrics", "put", "post", "image"), "refused")
    page.evaluate("address => { location.href = address }", own)
    expect(page.get_by_role("button", name="Load the example")).to_be_visible()
    page.close()
    assert server.asked_elsewhere() == []


def test_the_dashboard_is_whole_under_the_other_name_of_this_machine(deceived, server):
    page = deceived.new_page()
    page.goto(f"http://127.0.0.1:{server.port}/upload")
    page.locator("input[type=file]").set_input_files(
        [{"name": "log.csv", "mimeType": "text/csv", "buffer": b"supplier,trial_id,event,occurred_at\n"}]
    )
    expect(page.get_by_text("log.csv").first).to_be_visible()
    # The server copied and read it.
    expect(page.get_by_role("button", name=ADD)).to_be_visible()
    page.close()
