"""Commands for personal data and the copies that may have it: redact, expire, backups."""

import argparse
import sys
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from trialmetrics.commands import output
from trialmetrics.commands.options import operator
from trialmetrics.errors import UsageError
from trialmetrics.text.language import _

if TYPE_CHECKING:
    from trialmetrics.store import Store
    from trialmetrics.store.redaction import What


def redact(options: argparse.Namespace) -> int:
    """Run `redact`: remove words for good; rows and figures stay."""
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        return _redact(options, store, _what(options))


def expire(options: argparse.Namespace) -> int:
    """Run `expire`: remove notes, rows set aside and kept files of a certain age for good."""
    from trialmetrics.store import Store
    from trialmetrics.store.redaction import Older

    with Store.open(options.database, create=False) as store:
        return _redact(options, store, Older(datetime.combine(options.before, time())))


def backups(options: argparse.Namespace) -> int:
    """Run `backups`: list the copies made so far."""
    from trialmetrics.store import backups as made
    from trialmetrics.store.store import default_path
    from trialmetrics.text import redaction_text

    copies = made.copies(options.database or default_path())
    if options.json:
        output.print_json({"backups": [_copy(copy) for copy in copies]})
    for line in () if options.json else map(redaction_text.copy, copies):
        output.print_text(line)
    if not copies and not options.json:
        output.print_text(_("Nothing yet."))
    return output.TAKEN


def _what(options: argparse.Namespace) -> "What":
    """What `redact` is asked to remove."""
    from trialmetrics.names.keys import supplier_key
    from trialmetrics.store.redaction import Line, Quote, Words

    of_trial = options.supplier, options.trial
    if (None in of_trial and of_trial != (None, None)) or (options.line and of_trial != (None, None)):
        raise UsageError(_("Give --supplier and --trial together, with --words."))
    if options.line:
        return Line(*options.line)
    words = sys.stdin.read().strip()
    if not words:
        raise UsageError(
            _("No words arrived on standard input; write them there, such as with: redact --words < FILE")
        )
    if options.supplier is None:
        return Words(words)
    return Quote(supplier_key(options.supplier), options.trial, words)


def _redact(options: argparse.Namespace, store: "Store", what: "What") -> int:
    from trialmetrics.text import redaction_text

    person, redactions = operator(options), store.redactions
    done = redactions.preview(what, person) if options.dry_run else redactions.redact(what, person)
    if options.json:
        output.print_json(
            {
                "dry_run": options.dry_run,
                "rows": done.rows,
                "files": [*done.files],
                "stays": [*done.stays],
                "elsewhere": [*done.elsewhere],
                "copies": [_copy(copy) for copy in done.copies],
            }
        )
    for sentence in redaction_text.sentences(done, done_already=not options.dry_run):
        output.print_message(sentence)
    return output.NOTHING if options.dry_run and done.is_empty else output.TAKEN


def _copy(copy: Any) -> dict[str, Any]:
    return {
        "path": str(copy.path),
        "made_at": copy.made_at.isoformat(),
        "expires": copy.expires.isoformat() if copy.expires else None,
    }
