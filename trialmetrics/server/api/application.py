"""The HTTP routes for programs, below `api` of the dashboard: who asks, what, and the answer."""

import argparse
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from trialmetrics import temporary_files
from trialmetrics.access import Action, Person, require
from trialmetrics.access.store import AccessStore
from trialmetrics.scripting.options import from_parameters
from trialmetrics.server.api import answers, reads, uploads
from trialmetrics.server.api.bearer import person_of, token_of
from trialmetrics.server.guard import Receive, Scope, Send
from trialmetrics.server.refusals import RequestRefused
from trialmetrics.server.sign_in import paths, requests
from trialmetrics.text.language import _
from trialmetrics.workspace import Workspace

# Path -> method, the command that has the same options, and what reads it.
READS: dict[str, tuple[str, reads.Read]] = {
    "trials": ("trials", reads.trials),
    "ranking": ("rank", reads.ranking),
    "decisions": ("decisions", reads.decisions),
}
METHODS = {"uploads": "POST", "backup": "GET", **dict.fromkeys(READS, "GET")}
# Figures worked out at once for programs; further ones wait, and readers of pages do not.
READS_AT_ONCE = 2
BACKUP_NAME = "trials.duckdb"


class Api:
    """An ASGI application. `base`: the path at which this server has the dashboard; `over_tls`: whether others reach it that way;
    `most`: bytes of one request with files."""

    def __init__(
        self, *, base: str, over_tls: bool, access: Callable[[], AccessStore], workspace: Callable[[], Workspace],
        most: int,
    ) -> None:  # fmt: skip
        self._base = f"{base}/{paths.API}"
        self._over_tls = over_tls
        self._access = access
        self._workspace = workspace
        self._most = most
        self._places = uploads.UploadPlaces()
        self._reading, self._backing_up = CapacityLimiter(READS_AT_ONCE), CapacityLimiter(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except Exception as error:
            response = answers.refusal(error)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        token = token_of(request.scope, over_tls=self._over_tls)
        person = await to_thread.run_sync(person_of, token, self._access)
        name = requests.below(request.scope["path"], self._base)
        if name not in METHODS:
            raise RequestRefused(404, _("There is nothing here; there are {names}.").format(names=_names()))
        if request.method != METHODS[name]:
            refused = RequestRefused(405, _("Ask this with {method}.").format(method=METHODS[name]))
            return answers.refusal(refused, allow=METHODS[name])
        parameters = request.query_params.multi_items()

        def who() -> Person:
            return person_of(token, self._access)

        if name == "uploads":
            return await self._upload(request, from_parameters("load", parameters), person, who)
        if name == "backup":
            from_parameters("backup", parameters)
            return await self._backup(who)
        command, read = READS[name]
        options = from_parameters(command, parameters)
        return await to_thread.run_sync(self._read, read, options, who, limiter=self._reading)

    def _read(self, read: reads.Read, options: argparse.Namespace, who: Callable[[], Person]) -> Response:
        notes: list[str] = []
        return answers.document(read(self._workspace(), who(), options, notes.append), notes)

    async def _upload(
        self, request: Request, options: argparse.Namespace, person: Person, who: Callable[[], Person]
    ) -> Response:
        require(person, Action.UPLOAD)  # before anything is received
        with self._places.taken(person.name), temporary_files.folder() as folder:
            files = await uploads.receive(request, Path(folder), self._most)
            loaded = await to_thread.run_sync(
                uploads.load, self._workspace, files, options, Path(folder), who
            )
        return answers.document(loaded.document, loaded.notes, 200 if loaded.stored else 409)

    async def _backup(self, who: Callable[[], Person]) -> Response:
        folder = await to_thread.run_sync(self._write_backup, who, limiter=self._backing_up)
        return _Handed(folder, Path(folder.name) / BACKUP_NAME)

    def _write_backup(self, who: Callable[[], Person]) -> "TemporaryDirectory[str]":
        person = who()
        require(person, Action.BACKUP)
        folder = temporary_files.folder()
        try:
            self._workspace().store.export(Path(folder.name) / BACKUP_NAME, person)
        except BaseException:
            folder.cleanup()
            raise
        return folder


class _Handed(FileResponse):
    """A file that is sent whole, as the next one differs, and then deleted with its folder, also where nobody takes it."""

    def __init__(self, folder: "TemporaryDirectory[str]", path: Path) -> None:
        super().__init__(
            path, media_type="application/octet-stream", filename=path.name,
            headers={"cache-control": "no-store", "accept-ranges": "none"},
        )  # fmt: skip
        self._folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(requests.without(scope, ("range", "if-range")), receive, send)
        finally:
            await to_thread.run_sync(self._folder.cleanup)


def _names() -> str:
    return ", ".join(f"{method} {name}" for name, method in METHODS.items())
