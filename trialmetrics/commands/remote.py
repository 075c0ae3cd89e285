"""Commands through the HTTP routes of a dashboard elsewhere: the same output and exit status as on its database."""

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from trialmetrics.commands import output
from trialmetrics.errors import UsageError
from trialmetrics.scripting.options import to_parameters
from trialmetrics.text.language import _

if TYPE_CHECKING:
    import httpx2

TOKEN = "TRIALMETRICS_TOKEN"
CONNECTS_WITHIN, ANSWERS_WITHIN = 10.0, 900.0  # seconds


class Answer(NamedTuple):
    """A document, and the sentences beside it."""

    document: dict[str, Any]
    notes: list[str]


def load(options: argparse.Namespace) -> int:
    """Run `load` there."""
    from trialmetrics.commands.loading import print_loaded

    with ExitStack() as stack:
        files = [
            ("file", (_printable(path.name), stack.enter_context(_opened(path)))) for path in options.files
        ]
        try:
            answer = _asked(options, "uploads", "POST", files=files)
        except KeyboardInterrupt:
            output.print_message(
                _(
                    "Stopped; the dashboard may have taken the files all the same. Load them again: nothing counts twice."
                )
            )
            return output.PARTLY
    return print_loaded(answer.document, answer.notes, as_json=options.json)


def trials(options: argparse.Namespace) -> int:
    """Run `trials` there."""
    from trialmetrics.commands import reports

    return reports.print_trials(options, *_report(options, "trials"))


def rank(options: argparse.Namespace) -> int:
    """Run `rank` there."""
    from trialmetrics.commands import reports

    return reports.print_ranking(options, *_report(options, "ranking"))


def decisions(options: argparse.Namespace) -> int:
    """Run `decisions` there."""
    from trialmetrics.commands import records

    return records.print_decisions(_asked(options, "decisions").document, as_json=options.json)


def backup(options: argparse.Namespace) -> int:
    """Run `backup` there, into a file here."""
    from trialmetrics.store.backup import refuse_existing
    from trialmetrics.store.durable_files import discard, publish

    refuse_existing(options.file)
    partial = Path(f"{options.file}.partial")
    try:
        with _answer(options, "backup", "GET") as response, partial.open("wb") as file:
            for piece in response.iter_bytes():
                file.write(piece)
        publish(partial, options.file)
    except OSError as error:
        raise UsageError(
            _("{path} cannot be written: {reason}.").format(path=options.file, reason=error.strerror or error)
        ) from error
    finally:
        with suppress(OSError):
            discard(partial)
    return output.TAKEN


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "load": load,
    "trials": trials,
    "rank": rank,
    "decisions": decisions,
    "backup": backup,
}


def _report(options: argparse.Namespace, path: str) -> Answer:
    if options.csv and options.csv.suffix.casefold() == ".xlsx":
        raise UsageError(
            _("With --server a table is written as CSV; the pages of the dashboard have it as a workbook.")
        )
    return _asked(options, path)


def _asked(options: argparse.Namespace, path: str, method: str = "GET", **content: Any) -> Answer:
    with _answer(options, path, method, **content) as response:
        response.read()
        document = _document(response)
        notes = response.headers.get("x-trialmetrics-notes", "")
    return Answer(document, [unquote(note) for note in notes.split(",") if note])


@contextmanager
def _answer(
    options: argparse.Namespace, path: str, method: str, **content: Any
) -> "Iterator[httpx2.Response]":
    """The answer to a request, unless it was refused, which raises UsageError with the sentence of the server."""
    import httpx2

    for name in ("database", "policy", "user"):
        if vars(options).get(name):
            option = {"user": "as"}.get(name, name)
            raise UsageError(
                _("--{option} is for a database of this machine; leave it out with --server.").format(
                    option=option
                )
            )
    url, token = _address(options.server), os.environ.get(TOKEN, "").strip()
    if not token.isascii() or not token.isprintable() or not token:
        raise UsageError(
            _("Put your token for {server} into the environment variable {name}; the page Tokens makes one.").format(
                server=url, name=TOKEN
            )
        )  # fmt: skip
    # A proxy of the environment would read what goes over plain HTTP.
    client = httpx2.Client(
        timeout=httpx2.Timeout(ANSWERS_WITHIN, connect=CONNECTS_WITHIN),
        trust_env=url.startswith("https:"),
        follow_redirects=False,
    )
    try:
        with client, client.stream(
            method, f"{url}/api/{path}", params=tuple(to_parameters(options.command, options)),
            headers={"authorization": f"Bearer {token}", "accept-encoding": "identity"}, **content,
        ) as response:  # fmt: skip
            if not response.is_success and not (response.status_code == 409 and _asks(response)):
                raise UsageError(_refusal(response))
            yield response
    except httpx2.TransportError as error:
        raise UsageError(
            _("{server} did not answer ({reason}). Try again; what was taken already does not count twice.").format(
                server=url, reason=str(error) or type(error).__name__
            )
        ) from error  # fmt: skip


def _address(url: str) -> str:
    """The address of a dashboard without a slash at its end. Raises UsageError where a token must not go there."""
    from trialmetrics.server.addresses import is_this_machine

    try:
        parts = urlsplit(url)
        host, plain = parts.hostname or "", parts.scheme == "http"
        _port = parts.port
    except ValueError:
        host, plain = "", False
    if (
        not host
        or parts.scheme not in ("http", "https")
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
    ):
        raise UsageError(
            _("{url} is not the address of a dashboard; write it like https://trials.example.org.").format(url=ascii(url))
        )  # fmt: skip
    if plain and not is_this_machine(host):
        raise UsageError(
            _(
                "A token is not sent over plain HTTP, where it could be read on the way; write https://{host}."
            ).format(host=host)
        )
    return url.rstrip("/")


def _asks(response: "httpx2.Response") -> bool:
    """Whether a refused upload has questions, which are its document."""
    response.read()
    return "uploads" in _document(response)


def _refusal(response: "httpx2.Response") -> str:
    response.read()
    if response.is_redirect:
        return _("{server} sends elsewhere ({to}), and a token is not sent along; give the address of the dashboard.").format(
            server=response.url.host, to=ascii(response.headers.get("location", ""))
        )  # fmt: skip
    sentence = _document(response).get("error")
    return sentence if isinstance(sentence, str) else _not_ours(response)


def _document(response: "httpx2.Response") -> dict[str, Any]:
    """The JSON document of an answer. Raises UsageError where it has none."""
    try:
        document = response.json()
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise UsageError(_not_ours(response))
    return document


def _not_ours(response: "httpx2.Response") -> str:
    return _(
        "{url} answered with {status} and nothing that a dashboard says; is it the address of one?"
    ).format(url=str(response.url.copy_with(query=None)), status=response.status_code)


def _opened(path: Path) -> Any:
    try:
        return path.open("rb")
    except OSError as error:
        raise UsageError(
            _("{file} cannot be read: {reason}.").format(file=path, reason=error.strerror)
        ) from error


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode()
