"""Takes files in over HTTP: all of a request or none."""

import argparse
import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request

from trialmetrics.access import Action, Person, require
from trialmetrics.scripting.loading import Loaded, read_files, settings_for, store_readings
from trialmetrics.server.api.multipart import FilesOfForm
from trialmetrics.server.guard import STALLED_AFTER
from trialmetrics.server.refusals import RequestRefused
from trialmetrics.server.upload_quota import MEGABYTE, MULTIPART_OVERHEAD
from trialmetrics.text.language import _
from trialmetrics.workspace import Workspace

AT_ONCE, AT_ONCE_OF_ONE = 4, 2  # requests that bring files: of everybody, and of one person
_LENGTH = re.compile("[0-9]{1,18}")


class UploadPlaces:
    """How many requests with files there are at the moment, by person. For the event loop alone."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    @contextmanager
    def taken(self, name: str) -> Iterator[None]:
        """A place for a request of this person. Raises RequestRefused where there is none."""
        if self._taken[name] >= AT_ONCE_OF_ONE:
            raise RequestRefused(429, _("You are uploading already; send these files when that is done."))
        if self._taken.total() >= AT_ONCE:
            raise RequestRefused(503, _("Others are uploading; send these files again in a minute."))
        self._taken[name] += 1
        try:
            yield
        finally:
            self._taken[name] -= 1
            if not self._taken[name]:
                del self._taken[name]


async def receive(request: Request, folder: Path, most: int) -> list[tuple[Path, str]]:
    """Write the files of a request to a folder; at most `most` bytes. Raises RequestRefused, UsageError or OSError."""
    announced = request.headers.getlist("content-length")
    if len(announced) > 1 or not all(map(_LENGTH.fullmatch, announced)):
        raise RequestRefused(400, _("The request does not say clearly how long it is."))
    if announced and int(announced[0]) > most + MULTIPART_OVERHEAD:
        raise _too_large(most)
    form = FilesOfForm(request.headers.get("content-type", ""), folder)
    pieces, received = request.stream(), 0
    try:
        while True:
            try:
                piece = await asyncio.wait_for(anext(pieces), STALLED_AFTER)
            except StopAsyncIteration:
                break
            received += len(piece)
            if received > most + MULTIPART_OVERHEAD:
                raise _too_large(most)
            await to_thread.run_sync(form.write, piece)
        return form.finish()
    except (TimeoutError, ClientDisconnect):
        raise RequestRefused(408, _("Nothing of a file arrived any more; upload it again.")) from None
    finally:
        form.close()


def load(
    workspace: Callable[[], Workspace], files: list[tuple[Path, str]], options: argparse.Namespace, folder: Path,
    who: Callable[[], Person],
) -> Loaded:  # fmt: skip
    """Read the files and store them. `who`: looks up who asks, with the role that they have when it is called."""
    store = workspace().store
    require(who(), Action.UPLOAD)
    settings = settings_for(options, len(files))
    readings = read_files(store, files, settings, folder, store.policies.zone())
    return store_readings(store, readings, options, who())


def _too_large(most: int) -> RequestRefused:
    return RequestRefused(
        413,
        _("The files are more than {most} MB together; send them in parts.").format(most=most // MEGABYTE),
    )
