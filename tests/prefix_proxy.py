"""A proxy that has the dashboard below a path and hands requests on without it, byte by byte, web sockets too."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def proxying(prefix: str) -> Iterator["PrefixProxy"]:
    """A proxy on a free port; where it hands requests on to is said later."""
    proxy = PrefixProxy(prefix)
    thread = threading.Thread(target=proxy.run, daemon=True)
    thread.start()
    assert proxy.listens.wait(30)
    yield proxy
    proxy.loop.call_soon_threadsafe(proxy.loop.stop)
    thread.join(30)


class PrefixProxy:
    """Listens on `port`; hands on to `target`."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix.encode()
        self.listens = threading.Event()
        self.port = self.target = 0
        self.loop = asyncio.new_event_loop()

    def run(self) -> None:
        """Listen until the loop is stopped."""
        server = self.loop.run_until_complete(asyncio.start_server(self._serve, "localhost"))
        self.port = next(each.getsockname()[1] for each in server.sockets if each.family.name == "AF_INET")
        self.listens.set()
        self.loop.run_forever()

    async def _serve(self, browser: asyncio.StreamReader, to_browser: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            head = await browser.readuntil(b"\r\n\r\n")
            method, path, rest = head.split(b" ", 2)
            if not path.startswith(self._prefix):
                to_browser.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                await to_browser.drain()
            else:
                # One request for each connection, or the next one would be handed on as it came.
                rest = rest.replace(b"Connection: keep-alive", b"Connection: close")
                server, to_server = await asyncio.open_connection("localhost", self.target)
                to_server.write(b" ".join([method, path.removeprefix(self._prefix) or b"/", rest]))
                await asyncio.gather(_pipe(browser, to_server), _pipe(server, to_browser))
        to_browser.close()


async def _pipe(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while some := await source.read(65536):
            sink.write(some)
            await sink.drain()
    sink.close()
