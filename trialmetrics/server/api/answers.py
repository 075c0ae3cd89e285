"""Answers of the HTTP routes: JSON documents, errors as `{"error": sentence}`, and which status an error has."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from trialmetrics import error_messages
from trialmetrics.errors import (
    AmbiguousFile,
    Conflict,
    DiskFull,
    NotAllowed,
    PolicyError,
    StoreError,
    TrialmetricsError,
)
from trialmetrics.server.refusals import RequestRefused

# Sentences that the command line prints beside a document, each percent-encoded, separated by commas.
NOTES = "x-trialmetrics-notes"
MOST_NOTES = 2000  # bytes: a proxy may refuse an answer with longer headers, though what was asked is done
_STATUS: dict[type[TrialmetricsError], int] = {
    NotAllowed: 403,
    Conflict: 409,
    AmbiguousFile: 409,
    StoreError: 503,
    DiskFull: 503,
    PolicyError: 503,  # of the database, as no route takes another
}
_RETRY_AFTER = 30  # seconds
_HEADERS = {
    401: {"www-authenticate": "Bearer"},
    429: {"retry-after": str(_RETRY_AFTER)},
    503: {"retry-after": str(_RETRY_AFTER)},
}
_log = logging.getLogger("trialmetrics")


def document(content: Mapping[str, Any], notes: Sequence[str] = (), status: int = 200) -> Response:
    """The answer with a document of the command line."""
    body = json.dumps(content, allow_nan=False) + "\n"
    return Response(body, status, {"cache-control": "no-store", **_notes(notes)}, "application/json")


def refusal(error: Exception, **headers: str) -> Response:
    """The answer to what was refused or went wrong."""
    status = status_of(error)
    if status == 500:
        _log.error("a request failed", exc_info=error)
    # A refusal is a sentence already.
    sentence = str(error) if isinstance(error, RequestRefused) else error_messages.sentence(error)
    headers = {"cache-control": "no-store", **_HEADERS.get(status, {}), **headers}
    return Response(json.dumps({"error": sentence}) + "\n", status, headers, "application/json")


def status_of(error: Exception) -> int:
    """The HTTP status of an error."""
    if isinstance(error, RequestRefused):
        return error.status
    for kind, status in _STATUS.items():
        if isinstance(error, kind):
            return status
    if error_messages.is_disk_full(error):
        return 503
    return 400 if isinstance(error, TrialmetricsError) else 500


def _notes(notes: Sequence[str]) -> dict[str, str]:
    encoded: list[str] = []
    for note in notes:
        encoded.append(quote(note, safe=" "))
        if len(",".join(encoded)) > MOST_NOTES:
            encoded[-1] = "..."
            break
    return {NOTES: ",".join(encoded)} if encoded else {}
