"""Uploads by way of the guard: only for pages that take files, and never more than there is room for."""

import asyncio
import errno
from collections import defaultdict
from collections.abc import AsyncIterator, Callable

import pytest

from tests.waiting import run
from trialmetrics.server import guard
from trialmetrics.server.addresses import LOCAL
from trialmetrics.server.upload_quota import (
    FILE_OVERHEAD,
    FULL_PAGES,
    MEGABYTE,
    MULTIPART_OVERHEAD,
    UploadQuota,
    total_limit,
)

PER_SESSION = 10 * MEGABYTE
IN_ALL = 25 * MEGABYTE


class Held:
    """What a server holds, and who looks."""

    def __init__(self) -> None:
        self.files: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self.away: set[str] = set()

    def sizes(self) -> dict[str, int]:
        return {
            session: sum(size + FILE_OVERHEAD for size in files.values())
            for session, files in self.files.items()
        }

    def forget(self, session: str, file: str | None = None) -> None:
        if file is None:
            self.files.pop(session, None)
        else:
            self.files[session].pop(file, None)

    def is_connected(self, session: str) -> bool:
        return session not in self.away


class Server:
    """A guard, with something behind it that reads bodies whole and holds them, as Streamlit does."""

    def __init__(self) -> None:
        self.held = Held()
        self.quota = UploadQuota()
        self.quota.serve(self.held, per_session=PER_SESSION, total=IN_ALL)
        self.guard = guard.Guard(
            self._behind, hosts=LOCAL, headers={}, quota=self.quota, is_known=bool, is_of_page=bool
        )
        self.read = 0
        self.before_answer: Callable[[], None] = lambda: None

    async def _behind(self, scope, receive, send) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            size += len(message["body"])
            self.read += len(message["body"])
            more = message["more_body"]
        session, file = scope["path"].split("/")[-2:]
        self.held.files[session][file] = size
        self.before_answer()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def put(
        self, session: str, file: str, size: int, *, announced: int | None = None, piece: int = MEGABYTE,
        path: str = "/_stcore/upload_file/", method: str = "PUT", wait: float = 0.0,
    ) -> int:  # fmt: skip
        """Send so many bytes; the status of the answer."""
        sent: list[dict] = []

        async def body() -> AsyncIterator[dict]:
            left = size
            while left > piece:
                left -= piece
                yield {"type": "http.request", "body": b"x" * piece, "more_body": True}
            yield {"type": "http.request", "body": b"x" * left, "more_body": False}

        pieces = body()

        async def receive() -> dict:
            await asyncio.sleep(wait)
            return await anext(pieces)

        async def send(message: dict) -> None:
            sent.append(message)

        length = [] if announced is None else [(b"content-length", str(announced).encode())]
        scope = {
            "type": "http", "method": method, "path": f"{path}{session}/{file}",
            "headers": [(b"host", b"localhost"), *length],
        }  # fmt: skip
        await self.guard(scope, receive, send)
        return sent[0]["status"]

    def puts(self, *arguments, **named) -> int:
        """The same, by itself."""
        return run(self.put(*arguments, **named))


@pytest.fixture
def server() -> Server:
    """A server on which the session `anna` has a page open that takes files."""
    server = Server()
    server.quota.open("anna", lambda: None)
    return server


def test_a_page_that_takes_no_files_is_sent_none(server):
    for number in range(40):
        assert server.puts("bert", str(number), 5 * MEGABYTE, announced=5 * MEGABYTE) == 403
    assert (server.read, dict(server.held.files)) == (0, {})


def test_a_file_is_let_in_up_to_what_a_session_may_hold(server):
    assert server.puts("anna", "a", PER_SESSION - FILE_OVERHEAD, announced=PER_SESSION - FILE_OVERHEAD) == 204
    assert server.puts("anna", "b", 2 * MEGABYTE, announced=2 * MEGABYTE) == 413
    server.quota.keep("anna", "a", 0)
    assert server.puts("anna", "b", 2 * MEGABYTE, announced=2 * MEGABYTE) == 204


def test_what_is_too_much_is_refused_before_any_of_it_is_read(server):
    assert (
        server.puts(
            "anna", "a", PER_SESSION + 2 * MULTIPART_OVERHEAD, announced=PER_SESSION + 2 * MULTIPART_OVERHEAD
        )
        == 413
    )
    assert server.read == 0


@pytest.mark.parametrize("announced", [None, 0, 100])
def test_a_file_that_is_longer_than_it_says_is_cut_off_where_the_room_ends(server, announced):
    assert server.puts("anna", "a", 3 * PER_SESSION, announced=announced) == 413
    assert server.read <= PER_SESSION + MULTIPART_OVERHEAD
    assert dict(server.held.files) == {}
    # Its room is free again.
    assert server.puts("anna", "a", 9 * MEGABYTE, announced=9 * MEGABYTE) == 204


@pytest.mark.parametrize("announced", [None, 4 * MEGABYTE])
def test_files_that_come_at_the_same_time_share_the_room(server, announced):
    async def at_once() -> list[int]:
        files = (server.put("anna", str(number), 4 * MEGABYTE, announced=announced) for number in range(10))
        return await asyncio.gather(*files)

    statuses = run(at_once())
    # 10 MB and the frame: two files of 4 MB, and no third.
    assert statuses.count(204) <= 2
    assert statuses.count(204) + statuses.count(413) == 10
    assert sum(server.held.sizes().values()) <= PER_SESSION + MULTIPART_OVERHEAD
    assert announced is None or statuses.count(204) == 2


def test_very_many_empty_files_are_not_free(server):
    statuses = [server.puts("anna", str(number), 0, announced=0) for number in range(1000)]
    # 11 MB of 16 kB each.
    assert statuses.count(204) == (PER_SESSION + MULTIPART_OVERHEAD) // FILE_OVERHEAD == 704


def test_all_sessions_together_hold_no_more_than_the_server_may(server):
    statuses = []
    for number in range(5):
        server.quota.open(f"reader {number}", lambda: None)
        statuses.append(server.puts(f"reader {number}", "a", 8 * MEGABYTE, announced=8 * MEGABYTE))
    assert statuses == [204, 204, 204, 503, 503]


def test_leaving_the_page_lets_go_of_what_the_server_held(server):
    server.puts("anna", "a", MEGABYTE, announced=MEGABYTE)
    server.quota.leave("anna")
    server.quota.leave("anna")
    assert dict(server.held.files) == {}
    assert server.puts("anna", "b", 1, announced=1) == 403


def test_what_the_page_took_over_counts_until_it_is_released(server):
    ended = []
    server.quota.open("anna", lambda: ended.append("anna"))
    server.puts("anna", "a", 6 * MEGABYTE, announced=6 * MEGABYTE)
    server.quota.keep("anna", "a", 6 * MEGABYTE)
    assert not any(server.held.files.values())  # not in the server's memory any more
    server.quota.leave("anna")
    server.quota.open("anna", lambda: ended.append("anna"))
    assert server.puts("anna", "b", 6 * MEGABYTE, announced=6 * MEGABYTE) == 413
    server.quota.release("anna", "a")
    assert server.puts("anna", "b", 6 * MEGABYTE, announced=6 * MEGABYTE) == 204
    assert ended == []


def test_a_session_with_files_on_a_page_that_was_left_is_ended_once_its_browser_is_gone(server):
    ended = []
    server.quota.open("anna", lambda: ended.append("anna"))
    server.quota.keep("anna", "a", 1)
    server.quota.leave("anna")
    server.held.away = {"anna"}
    assert server.quota.abandoned(60, now=0) == []
    assert server.quota.abandoned(60, now=60) == ["anna"]
    server.quota.end("anna")
    server.quota.end("anna")
    assert ended == ["anna"]
    assert server.quota.abandoned(60, now=120) == []


def test_a_file_that_arrives_after_the_page_was_left_is_not_held(server):
    server.before_answer = lambda: server.quota.leave("anna")
    assert server.puts("anna", "a", MEGABYTE, announced=MEGABYTE) == 204
    assert sum(server.held.sizes().values()) == 0


def test_a_file_of_which_nothing_comes_any_more_gives_its_place_back(server, monkeypatch):
    monkeypatch.setattr(guard, "STALLED_AFTER", 0.05)
    assert server.puts("anna", "a", 9 * MEGABYTE, announced=9 * MEGABYTE, wait=5) == 408
    monkeypatch.undo()
    assert server.puts("anna", "b", 9 * MEGABYTE, announced=9 * MEGABYTE) == 204


def test_a_full_disk_is_a_sentence_and_the_place_is_free_again(server):
    def full() -> None:
        server.held.files.clear()
        raise OSError(errno.ENOSPC, "No space left on device")

    server.before_answer = full
    assert server.puts("anna", "a", 9 * MEGABYTE, announced=9 * MEGABYTE) == 507
    server.before_answer = lambda: None
    assert server.puts("anna", "b", 9 * MEGABYTE, announced=9 * MEGABYTE) == 204


def test_why_a_file_was_not_taken_is_told_on_its_page_once(server):
    assert server.quota.refusals("anna") == []
    for number in range(3):
        server.puts("anna", str(number), 20 * MEGABYTE, announced=20 * MEGABYTE)
    (sentence,) = server.quota.refusals("anna")
    assert "more than 10 MB together" in sentence
    assert server.quota.refusals("anna") == []
    # The page is drawn once more, and a file that came meanwhile changes nothing.
    server.quota.open("anna", lambda: None)
    server.puts("bert", "a", 1, announced=1)
    assert server.quota.refusals("anna") == server.quota.refusals("bert") == []


@pytest.mark.parametrize("length", ["-1", "1e9", "", "12x"])
def test_a_length_that_is_no_number_is_refused(server, length):
    assert server.puts("anna", "a", 1, announced=length) == 400
    assert server.read == 0


@pytest.mark.parametrize("path", ["/team/_stcore/upload_file/", "/a/b/_stcore/upload_file/"])
def test_under_a_base_path_it_is_the_same(server, path):
    assert server.puts("bert", "a", 1, announced=1, path=path) == 403
    assert server.puts("anna", "a", 1, announced=1, path=path) == 204


@pytest.mark.parametrize(
    "path",
    ["/_stcore//upload_file/", "/_STCORE/upload_file/", "/_stcore/upload%5ffile/", "/_stcore/upload_file//",
     "/_stcore/upload_file/x/"],
)  # fmt: skip
def test_other_spellings_of_the_address_take_nothing(server, path):
    for method in ("PUT", "POST", "PATCH"):
        assert server.puts("anna", "a", 1, announced=1, path=path, method=method) in (403, 404)
    assert server.read == 0


def test_a_session_is_gone_when_nobody_looked_at_it_for_long_enough(server):
    server.quota.open("bert", lambda: None)
    assert server.quota.abandoned(60, now=0) == []
    server.held.away = {"anna", "bert"}
    assert server.quota.abandoned(60, now=100) == []
    server.held.away = {"anna"}  # bert came back
    assert server.quota.abandoned(60, now=130) == []
    server.held.away = {"anna", "bert"}
    assert server.quota.abandoned(60, now=159) == []
    assert server.quota.abandoned(60, now=160) == ["anna"]
    assert server.quota.abandoned(60, now=219) == ["anna", "bert"]


def test_all_together_is_a_few_full_pages_at_most():
    assert total_limit(MEGABYTE) == FULL_PAGES * MEGABYTE
    assert total_limit(10**18) < 10**18
