"""The application for one test after another: a request to /anew ends its database, and the next page begins another one."""

import asyncio
import os
import threading

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

import app as product
from trialmetrics.server.shared_workspace import SHARED
from trialmetrics.store import Store

ENDS_WITHIN = 60  # seconds, on a busy machine
_opened: list[Store] = []
_open = Store.open


def _open_and_remember(*arguments: object, **named: object) -> Store:
    store = _open(*arguments, **named)  # type: ignore[arg-type]
    _opened.append(store)
    return store


Store.open = _open_and_remember  # type: ignore[assignment, method-assign]


def anew(database: str) -> None:
    """Wait until the pages of the last test have run to their end, close what they opened, and let go of what they kept."""
    for thread in threading.enumerate():
        if thread.name == "ScriptRunner.scriptThread":
            thread.join(ENDS_WITHIN)
    while _opened:
        _opened.pop().close()
    SHARED.forget()
    st.cache_resource.clear()
    st.cache_data.clear()
    os.environ["TRIALMETRICS_DATABASE"] = database


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """As `app.py` has it, but for that one address."""
    if scope["type"] == "http" and scope["path"] == "/anew":
        await asyncio.to_thread(anew, Request(scope).query_params["database"])
        await PlainTextResponse("anew")(scope, receive, send)
    else:
        await product.app(scope, receive, send)
