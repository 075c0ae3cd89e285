"""The application: guards every route, answers whether it is alive, and hands over to the router."""

import base64
import gc
import hashlib
import logging
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
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def _own_scripts() -> str:
    """The inline scripts of Streamlit's own page, by their hashes: no other inline script runs."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page, re.DOTALL)
    hashes = (base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in scripts)
    return " ".join(f"'sha256-{each}'" for each in hashes)


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


class Guard:
    """Sends the security headers with every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = [
                    (name, value) for name, value in message.get("headers", []) if name.lower() not in HEADERS
                ]
                message["headers"] = [*given, *HEADERS.items()]
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


def alive(_request: Request) -> PlainTextResponse:
    """Whether the server answers; for watchers."""
    return PlainTextResponse("ok")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Start-up: what was imported stays for good, so that collecting garbage need not look at it again."""
    gc.collect()
    gc.freeze()
    yield


def told(error: Exception) -> bool:
    """Keep tracebacks in the log and off the pages; the reader gets a sentence."""
    logging.getLogger("trialmetrics").error("page failed", exc_info=error)
    return False


ROUTER = Path(__file__).parent / "pages" / "_router.py"
# Streamlit adds a script's folder to the search path for each run and takes it away afterwards; whatever is imported in
# another thread at that moment may miss a folder. Where it is there for good, nothing is taken away.
if str(ROUTER.parent) not in sys.path:
    sys.path.append(str(ROUTER.parent))

app = st.App(
    ROUTER,
    middleware=[Middleware(Guard)],
    routes=[Route("/alive", alive)],
    lifespan=lifespan,
    on_script_error=told,
)
