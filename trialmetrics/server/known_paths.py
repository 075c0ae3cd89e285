"""Which paths there are: Streamlit answers every other one with the dashboard and status 200, as if it were there."""

from collections.abc import Collection, Sequence
from pathlib import Path

from starlette.routing import BaseRoute, Match

from trialmetrics.server.guard import Scope
from trialmetrics.server.sign_in.requests import path_of

# What Streamlit serves itself.
_ROUTES = ("_stcore/health", "_stcore/host-config", "_stcore/stream")
_FOLDERS = ("_stcore/upload_file/", "_stcore/bidi-components/", "component/", "media/")


class KnownPaths:
    """The paths below `base`: `pages` by their names, what is in the folder `files`, of which Streamlit's page is made, and our
    `routes`."""

    def __init__(
        self, base: str, *, pages: Collection[str], files: Path, routes: Sequence[BaseRoute]
    ) -> None:
        self._base = base
        self._pages = pages
        # Looked up once: no stranger's path is a question to the file system.
        self._files = frozenset(
            path.relative_to(files).as_posix() for path in files.rglob("*") if path.is_file()
        )
        self._routes = routes

    def has(self, scope: Scope) -> bool:
        """Whether there is something at the path of a request."""
        if any(route.matches(scope)[0] is not Match.NONE for route in self._routes):
            return True
        path = path_of(scope, self._base)
        return path is not None and (
            path.rstrip("/") in self._pages
            or path in _ROUTES
            or path.startswith(_FOLDERS)
            or path in self._files
        )
