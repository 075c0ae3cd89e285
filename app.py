"""The Streamlit application: puts the guard before every route, adds a health check, and starts the page router."""

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
from google.protobuf.message import DecodeError
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit import config, runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from trialmetrics import temporary_files
from trialmetrics.access.hidden_names import hidden_from
from trialmetrics.access.store import open_access
from trialmetrics.errors import TrialmetricsError
from trialmetrics.server import claimed_names, listening
from trialmetrics.server.addresses import SETTING, Address, allowed_addresses, is_this_machine
from trialmetrics.server.api.application import Api
from trialmetrics.server.daily_backup import DAILY
from trialmetrics.server.daily_refresh import DAILY_REFRESH
from trialmetrics.server.guard import Guard
from trialmetrics.server.known_paths import KnownPaths
from trialmetrics.server.made_files import MADE_FILES
from trialmetrics.server.recorded_people import RECORDED_PEOPLE
from trialmetrics.server.shared_workspace import SHARED
from trialmetrics.server.sign_in import paths
from trialmetrics.server.sign_in.gate import Gate, Site
from trialmetrics.server.sign_in.routes import SignInRoutes
from trialmetrics.server.sign_in.settings import SignIn, settings
from trialmetrics.server.upload_quota import FILE_OVERHEAD, MEGABYTE, QUOTA, SWEEP_INTERVAL
from trialmetrics.server.warm_up import warm_up
from trialmetrics.store.backups import days_kept
from trialmetrics.text.language import _

STREAMLIT_FILES = Path(st.__file__).parent / "static"


def _streamlit_script_hashes() -> str:
    """CSP sources, by hash, for the inline scripts of Streamlit's own index.html; the browser runs no other inline script."""
    page = (STREAMLIT_FILES / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page, re.DOTALL)
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    return " ".join(f"'sha256-{digest}'" for digest in hashes)


LOGGER = logging.getLogger("trialmetrics")
HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
    # The browser fetches nothing from other sites and runs no script that this server did not send.
    b"content-security-policy": (
        f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {_streamlit_script_hashes()}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'"
    ).encode(),
}


class StreamlitUploads:
    """The uploaded files that Streamlit holds in memory, by session; implements `upload_quota.UploadMemory`."""

    def sizes(self) -> dict[str, int]:
        """Bytes by session: contents and names, plus `FILE_OVERHEAD` per file."""
        return {
            session: sum(
                len(file.data) + len(file.name) + len(file.type) + FILE_OVERHEAD for file in [*files.values()]
            )
            for session, files in [*self._manager().file_storage.items()]
        }

    def forget(self, session: str, file: str | None = None) -> None:
        """Drop one file of a session, or all of them."""
        if file is None:
            self._manager().remove_session_files(session)
        else:
            self._manager().remove_file(session, file)

    def is_connected(self, session: str) -> bool:
        """Whether a browser is connected to the session."""
        return runtime.get_instance().is_active_session(session)

    def _manager(self) -> MemoryUploadedFileManager:
        manager = runtime.get_instance().uploaded_file_mgr
        assert isinstance(manager, MemoryUploadedFileManager)
        return manager


def alive(_request: Request) -> PlainTextResponse:
    """Health check for monitoring: always `ok`."""
    return PlainTextResponse("ok")


def allowed_hosts() -> frozenset[Address]:
    """Host names under which this server answers, from the environment. Exits with a message where the setting is invalid."""
    try:
        return allowed_addresses(os.environ.get(SETTING, ""))
    except TrialmetricsError as error:
        raise SystemExit(str(error)) from None


def sign_in_settings() -> SignIn | None:
    """How people sign in. Exits with a message where that is invalid, or where nobody does and other machines could come in."""
    try:
        found = settings()
    except TrialmetricsError as error:
        raise SystemExit(str(error)) from None
    elsewhere = [host for host in listening.hosts() if not is_this_machine(host)]
    if found is None and elsewhere:
        raise SystemExit(
            _("Without sign-in the dashboard is for this machine only, and it was started at {address}. Start it at localhost, "
              "or configure sign-in; the README says how. A proxy or a machine that several people use is not this machine "
              "only: configure sign-in there, too.").format(address=elsewhere[0] or "a socket that was handed over")
        )  # fmt: skip
    return found


def site() -> Site:
    """Where the dashboard is, for this server and for browsers."""
    base = config.get_option("server.baseUrlPath").strip("/")
    base = f"/{base}" if base else ""
    provider = SIGN_IN.provider if SIGN_IN else None
    return Site(base, provider.public_path, provider.over_tls) if provider else Site(base, base)


def is_by_hand(message: bytes) -> bool:
    """Whether a message of a page is what its reader did, rather than a fragment that looks for news by itself."""
    try:
        parsed = BackMsg.FromString(message)
    except DecodeError:
        return False
    return parsed.WhichOneof("type") == "rerun_script" and not parsed.rerun_script.is_auto_rerun


def is_made_for(file: str, session: str) -> bool:
    """Whether a download, by the last part of its address, was made for a session; also where there is none."""
    media = runtime.get_instance().media_file_mgr.read_file(file)
    return media is None or MADE_FILES.is_for(media.content, session)


def is_of_page(message: bytes) -> bool:
    """Whether a web socket message is one that our pages send."""
    try:
        parsed = BackMsg.FromString(message)
    except DecodeError:
        return False
    kind = parsed.WhichOneof("type")
    if kind == "backend_operation_request":
        request = parsed.backend_operation_request
        return request.HasField("deferred_file") or request.HasField("dataframe_chunk")
    return kind in ("rerun_script", "stop_script", "file_urls_request", "app_heartbeat")


def farewell(address: str) -> bytes:
    """The message that brings a page to another address."""
    message = ForwardMsg()
    message.auth_redirect.url = address
    return message.SerializeToString()


def check_settings() -> None:
    """Exit with a message where a setting that pages use later is invalid."""
    try:
        hidden_from()
        days_kept()
    except TrialmetricsError as error:
        raise SystemExit(str(error)) from None


async def close_abandoned_sessions() -> None:
    """Close sessions whose browser is gone for good, one per interval, and free the files they hold.

    Streamlit drops such sessions itself, but only when another session disconnects.
    """
    patience = max(0.0, config.get_option("server.disconnectedSessionTTL") - 2 * SWEEP_INTERVAL)
    while True:
        await asyncio.sleep(SWEEP_INTERVAL)
        for session in QUOTA.abandoned(patience):
            try:
                try:
                    runtime.get_instance().close_session(session)
                finally:
                    # Even after a failure, or the same session would come first again and block all others.
                    await asyncio.to_thread(QUOTA.end, session)
            except Exception:
                LOGGER.exception("an abandoned session could not be closed")
            gc.collect()  # a session holds reference cycles
            break  # check again before the next one: its reader may have come back meanwhile


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Start-up: delete stale temporary files, import what the pages need, and freeze it so that garbage collection skips it."""
    temporary_files.clean()
    warm_up()
    gc.collect()
    gc.freeze()
    lasting = (close_abandoned_sessions(), DAILY.run(), DAILY_REFRESH.run(), RECORDED_PEOPLE.run())
    tasks = [*map(asyncio.create_task, lasting)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()


def log_page_error(error: Exception) -> bool:
    """Write the traceback to the log and keep it off the page; the reader gets one sentence."""
    LOGGER.error("page failed", exc_info=error)
    return False


ROUTER = Path(__file__).parent / "pages" / "_router.py"
# Streamlit adds a script's folder to sys.path for each run and removes it afterwards; an import in another thread at that
# moment may miss a folder. Streamlit does not remove a folder that was there before.
if str(ROUTER.parent) not in sys.path:
    sys.path.append(str(ROUTER.parent))

check_settings()
SIGN_IN = sign_in_settings()
SITE = site()
MOST_UPLOADED = config.get_option("server.maxUploadSize") * MEGABYTE
API = Api(
    base=SITE.base, over_tls=SITE.over_tls, access=open_access, workspace=SHARED.get, most=MOST_UPLOADED
)
# Streamlit hands a page over to no connection with other values. Set here and in no file: the router by itself trusts nobody.
config.set_option("server.trustedUserHeaders", {paths.SESSION_HEADER: paths.USER_KEY} if SIGN_IN else {})
ROUTES = [
    Route(f"{SITE.base}/alive", alive),
    Route(f"{SITE.base}/{claimed_names.PATH}/{{token}}", claimed_names.remember),
    # Any other path below it as well, or Streamlit would answer with a page.
    Route(f"{SITE.base}/{paths.API}", API),
    Route(f"{SITE.base}/{paths.API}/{{rest:path}}", API),
    *(SignInRoutes(SIGN_IN, SITE, open_access).routes() if SIGN_IN else []),
]
KNOWN = KnownPaths(
    SITE.base,
    pages={"", *(page.stem for page in ROUTER.parent.glob("[!_]*.py"))},
    files=STREAMLIT_FILES,
    routes=ROUTES,
)
app = st.App(
    ROUTER,
    middleware=[
        Middleware(
            Guard,
            hosts=allowed_hosts(),
            headers=HEADERS,
            quota=QUOTA,
            is_known=KNOWN.has,
            is_of_page=is_of_page,
        ),
        Middleware(
            Gate,
            sign_in=SIGN_IN,
            site=SITE,
            access=open_access,
            owner_of=QUOTA.owner,
            is_made_for=is_made_for,
            is_by_hand=is_by_hand,
            farewell=farewell,
        ),
    ],
    routes=ROUTES,
    lifespan=lifespan,
    on_script_error=log_page_error,
)
QUOTA.serve(StreamlitUploads(), per_session=MOST_UPLOADED)
