"""Commands for supplier names: suppliers, merge, keep-apart, unlink."""

import argparse

from trialmetrics.commands import output
from trialmetrics.commands.options import operator, zone_from
from trialmetrics.text.language import _

# Former names of commands.
_FORMERLY = {"refuse": "keep-apart", "part": "unlink"}
# Columns of `Names.decisions`, with their names in the documents of `suppliers --json`.
_COLUMNS = {"decision": "said", "active": "holds", "decided_at": "said_at", "decided_by": "said_by"}


def suppliers(options: argparse.Namespace) -> int:
    """Run `suppliers`: list names that may be one supplier, and the decisions on them so far."""
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        zone_from(options, store)
        proposed, decisions = store.names.similar_pairs(), store.names.decisions()
    decisions = decisions.rename(columns=_COLUMNS)
    if options.json:
        output.print_json({"proposals": output.records(proposed), "said": output.records(decisions)})
    else:
        output.print_text(_("Names that may be one supplier:"))
        output.print_table(proposed)
        output.print_text(_("What was said of names:"))
        output.print_table(decisions)
    return output.TAKEN


def decide(options: argparse.Namespace) -> int:
    """Run `merge`, `keep-apart` or `unlink`: record that two names are one supplier or two, or withdraw that."""
    from trialmetrics.store import Store

    command = _FORMERLY.get(options.command, options.command)
    sentences = {
        "merge": _("{one} and {other} are one supplier."),
        "keep-apart": _("{one} and {other} are two suppliers."),
        "unlink": _("The decision on {one} and {other} is withdrawn."),
    }
    with Store.open(options.database, create=False) as store:
        record = {
            "merge": store.names.merge,
            "keep-apart": store.names.keep_apart,
            "unlink": store.names.unlink,
        }
        record[command](options.one, options.other, operator(options))
    output.print_message(sentences[command].format(one=options.one, other=options.other))
    return output.TAKEN
