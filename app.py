"""The application: guards every route, answers whether it is alive, and hands over to the router."""

import asyncio
import base64
import gc
import hashlib
import logging
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit import config, runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from trialmetrics import temporary_files
from trialmetrics.errors import TrialmetricsError
from trialmetrics.server.addresses import SETTING, Address, allowed
from trialmetrics.server.guard import Guard
from trialmetrics.server.upload_room import A_FILE, LOOK_EVERY, MEGABYTE, ROOM
from trialmetrics.server.warm import warm


def _own_scripts() -> str:
    """The inline scripts of Streamlit's own page, by their hashes: no other inline script runs."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page, re.DOTALL)
    hashes = (base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in scripts)
    return " ".join(f"'sha256-{each}'" for each in hashes)


LOGGER = logging.getLogger("trialmetrics")
HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
    # Nothing is asked from elsewhere, and no script runs that this server did not send.
    b"content-security-policy": (
        f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {_own_scripts()}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'"
    ).encode(),
}


class Uploads:
    """The uploads that Streamlit holds in memory, by session."""

    def sizes(self) -> dict[str, int]:
        """Bytes by session, with the names, and `A_FILE` for each file."""
        return {
            session: sum(
                len(file.data) + len(file.name) + len(file.type) + A_FILE for file in [*files.values()]
            )
            for session, files in [*self._manager().file_storage.items()]
        }

    def let_go(self, session: str, file: str | None = None) -> None:
        """Forget a file of a session, or all of them."""
        if file is None:
            self._manager().remove_session_files(session)
        else:
            self._manager().remove_file(session, file)

    def is_connected(self, session: str) -> bool:
        """Whether a browser is connected to it."""
        return runtime.get_instance().is_active_session(session)

    def _manager(self) -> MemoryUploadedFileManager:
        manager = runtime.get_instance().uploaded_file_mgr
        assert isinstance(manager, MemoryUploadedFileManager)
        return manager


def alive(_request: Request) -> PlainTextResponse:
    """Whether the server answers; for watchers."""
    return PlainTextResponse("ok")


def hosts() -> frozenset[Address]:
    """Under which names this server answers; it does not start where they cannot be read."""
    try:
        return allowed(os.environ.get(SETTING, ""))
    except TrialmetricsError as error:
        raise SystemExit(str(error)) from None


async def look_after_sessions() -> None:
    """End the sessions that nobody will come back to, with the files that they hold.

    Streamlit forgets them, but only when another one leaves.
    """
    patience = max(0.0, config.get_option("server.disconnectedSessionTTL") - 2 * LOOK_EVERY)
    while True:
        await asyncio.sleep(LOOK_EVERY)
        for session in ROOM.gone(patience):
            try:
                try:
                    runtime.get_instance().close_session(session)
                finally:
                    # Whatever fails, it is not the next one again, before all others.
                    await asyncio.to_thread(ROOM.close, session)
            except Exception:
                LOGGER.exception("a session that was left could not be ended")
            gc.collect()  # what a session held refers to itself
            break  # the next one after another look: somebody may have come back meanwhile


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Start-up: clean up, import what pages need, and keep it for good: collecting garbage need not look at it again."""
    temporary_files.clean()
    warm()
    gc.collect()
    gc.freeze()
    looking = asyncio.create_task(look_after_sessions())
    try:
        yield
    finally:
        looking.cancel()


def told(error: Exception) -> bool:
    """Keep tracebacks in the log and off the pages; the reader gets a sentence."""
    LOGGER.error("page failed", exc_info=error)
    return False


ROUTER = Path(__file__).parent / "pages" / "_router.py"
# Streamlit adds a script's folder to the search path for each run and takes it away afterwards; whatever is imported in
# another thread at that moment may miss a folder. Where it is there for good, nothing is taken away.
if str(ROUTER.parent) not in sys.path:
    sys.path.append(str(ROUTER.parent))

app = st.App(
    ROUTER,
    middleware=[Middleware(Guard, hosts=hosts(), headers=HEADERS, room=ROOM)],
    routes=[Route("/alive", alive)],
    lifespan=lifespan,
    on_script_error=told,
)
ROOM.serve(Uploads(), per_session=config.get_option("server.maxUploadSize") * MEGABYTE)
